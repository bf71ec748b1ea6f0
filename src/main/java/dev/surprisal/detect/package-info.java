/**
 * Fourth stage: windows against their key's baseline, and alerts.
 *
 * <p>In: {@link dev.surprisal.event.WindowScore}s, keyed, each key's in order of event time. Out:
 * the same with {@link dev.surprisal.event.Drift}; {@link dev.surprisal.event.Alert}s and complete
 * {@link dev.surprisal.event.BaselineScore}s to the side. State of a key: one {@link
 * dev.surprisal.event.WatchState} of a few kB and its baseline, some 20 kB (48 of them for the same
 * hour of the day before); cleared by an event-time timer when the key has had no window for long.
 *
 * <p>Of training: {@link dev.surprisal.event.StepScore}s, keyed by run and group, in order of step,
 * pass as they are; {@link dev.surprisal.detect.StepDetectFunction} keeps some kB a group.
 *
 * <p>Start at {@link dev.surprisal.detect.DetectFunction}. What it decides by is in {@code alarm}.
 */
package dev.surprisal.detect;
