/**
 * Scores one fixed text on every replica, on a schedule, and says which replica no longer answers
 * as it did when its baseline was frozen.
 *
 * <p>{@link dev.surprisal.probe.ProbeLoop} is the schedule with a history that survives restarts,
 * {@link dev.surprisal.probe.ProbeGate} a single probe for a deploy pipeline. {@code ReplicaReader}
 * asks a server for the whole text, {@code PairedReading} pairs the answer with the baseline by
 * document, {@code DifferenceDetector} is the sequential test. docs/PROBE.md says what it promises.
 *
 * <p>Plain Java, without Flink: docs/decisions/0009-probes-outside-flink.md.
 */
package dev.surprisal.probe;
