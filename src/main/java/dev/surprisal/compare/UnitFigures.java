package dev.surprisal.compare;

import dev.surprisal.kernel.ClusteredRatio;
import java.util.List;

/**
 * A model's perplexity in one unit: exp of nats per unit, with an interval clustered by document.
 * NaN where a number does not exist.
 *
 * @param count units of all documents
 * @param mean nats per unit
 * @param low lower end of the mean's 95 % interval
 * @param high its upper end
 * @param clusters documents that have any
 */
public record UnitFigures(long count, double mean, double low, double high, long clusters) {

    static final double LEVEL = 0.95;
    private static final double LN_2 = StrictMath.log(2);

    /** Null unless every document has a count. */
    static UnitFigures of(List<ComparedDocument> documents, Unit unit) {
        ClusteredRatio ratio = new ClusteredRatio();
        long count = 0;
        for (ComparedDocument document : documents) {
            long units = unit.count(document);
            if (units < 0) {
                return null;
            }
            ratio.add(document.nll(), units);
            count += units;
        }
        return new UnitFigures(
                count, ratio.mean(), ratio.lower(LEVEL), ratio.upper(LEVEL), ratio.clusters());
    }

    /** exp of the mean. */
    public double perplexity() {
        return StrictMath.exp(mean);
    }

    /** Lower end of the perplexity's interval. */
    public double perplexityLow() {
        return StrictMath.exp(low);
    }

    /** Upper end of the perplexity's interval. */
    public double perplexityHigh() {
        return StrictMath.exp(high);
    }

    /** Nats to bits. */
    static double bits(double nats) {
        return nats / LN_2;
    }
}
