package dev.surprisal.event;

/**
 * Something that changed, or is over. NaN where a number does not exist.
 *
 * <p>Alerts over steps of training have no time of day: their {@code windowStartMillis}, {@code
 * windowEndMillis} and {@code sinceMillis} are numbers of <em>steps</em>: the first step, the last
 * one + 1, and the first step of the change. Their baseline is the limit.
 *
 * @param id the same for one alert from its begin to its end, and for every run over the same data
 * @param resolved whether it is over
 * @param severity what it asks for
 * @param detector what found it: "e-sr", "cusum", "e-cusum", "silence", "coverage", "statuses",
 *     "revision", "over-optimisation"
 * @param statistic what changed: "nll", "entropy", "gap", "coverage"; over steps "kl", "mismatch",
 *     "entropy", "length", "reference", "reward"
 * @param direction "up" or "down", or "" where it has none
 * @param labels of what
 * @param windowStartMillis begin of the window that raised or resolved it
 * @param windowEndMillis end of that window
 * @param sinceMillis when the change began, as the detector estimates it
 * @param value of the statistic in that window
 * @param baseline value of the statistic in the baseline
 * @param ratio value over baseline; of perplexities where the statistic is nll
 * @param ratioLow lower end of its 95 % interval
 * @param ratioHigh upper end
 * @param evidence what the detector has gathered
 * @param threshold of the evidence
 * @param text what happened, in one sentence
 */
public record Alert(
        String id,
        boolean resolved,
        Severity severity,
        String detector,
        String statistic,
        String direction,
        Labels labels,
        long windowStartMillis,
        long windowEndMillis,
        long sinceMillis,
        double value,
        double baseline,
        double ratio,
        double ratioLow,
        double ratioHigh,
        double evidence,
        double threshold,
        String text) {}
