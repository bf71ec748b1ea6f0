package dev.surprisal.event;

/**
 * One sequential test of one key, between two windows or steps of training. Arrays have a place for
 * each bet of its grid; detectors without a grid have one place.
 *
 * @param detector which: "e-sr", "e-cusum", "cusum", "coverage", "statuses"
 * @param statistic of what
 * @param direction "up", "down" or ""
 * @param evidence [bet] ln M of an e-detector, −∞ at the start; the sum of a cusum
 * @param runs [bet] evidence of the windows since it last fell to its floor, at least 0
 * @param sinceMillis [bet] begin of the first of these windows; of steps, the first one's number
 * @param documents [bet] in these windows; completions, of steps; steps themselves where a test
 *     takes them whole
 * @param sums [bet] of the means of these documents
 * @param skipped documents that could not be tested: negative or not finite
 * @param firing the alert that it raised and that is not over, or null
 */
public record DetectorState(
        String detector,
        String statistic,
        String direction,
        double[] evidence,
        double[] runs,
        long[] sinceMillis,
        long[] documents,
        double[] sums,
        long skipped,
        FiringAlert firing) {}
