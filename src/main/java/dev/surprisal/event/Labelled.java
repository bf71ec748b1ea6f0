package dev.surprisal.event;

/**
 * One line of a labelled stream, checked: what it holds of n items. Arrays that a line does not
 * give are null; the others agree in n. docs/LOSSES.md defines the fields.
 *
 * @param labels values of the fields that the job groups by; "" where the line has none
 * @param timeMillis event time, epoch milliseconds; 0 where the line gives none
 * @param items n, at least 0
 * @param y [n] labels: a number, 0 or 1, or the number of a class
 * @param prediction [n] predicted numbers, finite
 * @param form of {@code scores}; null without them
 * @param classes k of a categorical prediction; 0 for a binary one
 * @param scores [n] of a binary prediction, [n · k] by item of a categorical one
 * @param target [n · k] a distribution over the classes for each item
 * @param positiveDistances [n] from anchor to positive, finite, at least 0
 * @param negativeDistances [n] from anchor to negative, finite, at least 0
 * @param margins [n] of chosen over rejected, nats, not NaN; ±∞ where one of them is impossible
 */
public record Labelled(
        String[] labels,
        long timeMillis,
        int items,
        double[] y,
        double[] prediction,
        PredictionForm form,
        int classes,
        double[] scores,
        double[] target,
        double[] positiveDistances,
        double[] negativeDistances,
        double[] margins) {}
