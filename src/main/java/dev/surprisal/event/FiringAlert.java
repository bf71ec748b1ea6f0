package dev.surprisal.event;

/**
 * An alert that has begun and is not over, and how near to its end it is.
 *
 * @param alert as it began
 * @param level mean over documents since the change began, of the statistic; NaN where the detector
 *     tests no mean
 * @param recovery evidence that the statistic is back, nats
 * @param calmWindows windows in a row that the detector finds nothing in
 */
public record FiringAlert(Alert alert, double level, double recovery, int calmWindows) {}
