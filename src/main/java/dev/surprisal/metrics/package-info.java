/**
 * What Prometheus scrapes: counters, gauges and histograms of scores, on an endpoint of our own. No
 * Flink.
 *
 * <p>Flink's own reporter writes counters as gauges, replaces characters of label values and
 * listens on every interface; here label values are what the servers said, counters are counters,
 * and the endpoint is on loopback unless asked.
 *
 * <p>{@link dev.surprisal.metrics.MetricsEndpoint} is opened by each subtask and shared by all of
 * the JVM; {@link dev.surprisal.metrics.JobMetrics} is what they update. What is counted here is
 * for watching: after a recovery what is replayed is counted again. Results are exact, these are
 * not.
 */
package dev.surprisal.metrics;
