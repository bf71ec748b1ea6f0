package dev.surprisal.alarm;

/**
 * A statistic in a window and in the baseline; NaN where a number does not exist.
 *
 * @param value mean over documents in the window
 * @param baseline the same in the baseline
 * @param ratio of the two; of perplexities where the statistic is nll
 * @param ratioLow lower end of its 95 % interval, log scale
 * @param ratioHigh upper end
 */
record Reading(double value, double baseline, double ratio, double ratioLow, double ratioHigh) {

    static final Reading NONE =
            new Reading(Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);

    /** Without a ratio. */
    static Reading of(double value, double baseline) {
        return new Reading(value, baseline, Double.NaN, Double.NaN, Double.NaN);
    }
}
