package dev.surprisal.probe;

/**
 * A line of the history.
 *
 * @param result what the probe says
 * @param state from which the next probe goes on
 */
record ProbedReplica(ProbeResult result, ReplicaState state) {}
