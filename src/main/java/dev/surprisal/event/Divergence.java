package dev.surprisal.event;

/**
 * One divergence over the tokens it exists for, in nats. NaN where there is no value.
 *
 * @param direction in words: "KL(reference || model)"
 * @param mean NaN when any token's value is infinite or undefined: it is counted, not averaged away
 * @param seIid standard error of the mean if tokens were independent
 * @param min smallest finite value
 * @param max largest finite value
 * @param quantiles of the nine levels, linear interpolation
 * @param infinite tokens where it is +∞
 * @param undefined tokens where it is NaN
 */
public record Divergence(
        String direction,
        double mean,
        double seIid,
        double min,
        double max,
        Quantiles quantiles,
        long infinite,
        long undefined) {}
