package dev.surprisal.event;

/**
 * The last steps of a group in which reward and distance from the reference are both known, oldest
 * first; NaN where a step had no such number.
 *
 * @param steps first step of each
 * @param rewards [steps] mean reward of the step's completions
 * @param rootKls [steps] square root of the KL of a sequence to the reference, √nats
 * @param golds [steps] mean held-out reward; NaN without
 * @param kls [steps] mean over completions of their k3 to the reference, nats a token; NaN without
 *     or where it is no estimate of KL
 */
public record RecentSteps(
        long[] steps, double[] rewards, double[] rootKls, double[] golds, double[] kls) {}
