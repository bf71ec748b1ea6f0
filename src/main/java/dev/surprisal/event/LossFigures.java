package dev.surprisal.event;

/**
 * What one loss amounts to. NaN where a number does not exist; docs/LOSSES.md defines each.
 *
 * @param lines lines that gave it something, those of no items included
 * @param items of these lines
 * @param infinite items whose loss is infinite
 * @param tooLarge items whose loss is finite and too large to be added up: 2^31 or more
 * @param value the loss by its name: mean, root of the mean, or calibration error; NaN if an item
 *     is infinite or too large
 * @param mean per item; NaN if an item is infinite or too large
 * @param sum over items, exact, rounded once; NaN if an item is infinite or too large
 * @param finiteMean mean of the items that are neither
 * @param standardError of value, clustered by line
 * @param low lower end of the 95 % interval, Student's t
 * @param high upper end
 * @param standardErrorIid of value if items were independent
 * @param clusters lines with at least one item
 * @param accuracy share of items that were right, or preferred as they should be
 * @param accuracySeIid its error if items were independent
 * @param marginMean mean margin of a preference
 * @param bins of a calibration error, or null
 */
public record LossFigures(
        long lines,
        long items,
        long infinite,
        long tooLarge,
        double value,
        double mean,
        double sum,
        double finiteMean,
        double standardError,
        double low,
        double high,
        double standardErrorIid,
        long clusters,
        double accuracy,
        double accuracySeIid,
        double marginMean,
        LossBins bins) {}
