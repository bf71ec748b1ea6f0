package dev.surprisal.aggregate;

import dev.surprisal.event.PositionFigure;
import dev.surprisal.event.TextFigures;
import dev.surprisal.event.Totals;
import dev.surprisal.kernel.ClusteredRatio;
import dev.surprisal.kernel.ExactSums;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;

/** Figures per word and byte, and the convention's own perplexity, from {@link TextSums}. */
final class TextCalculator {

    private static final double LEVEL = 0.95;
    private static final double LN2 = StrictMath.log(2);

    private final Totals totals;

    private TextCalculator(Totals totals) {
        this.totals = totals;
    }

    /**
     * The figures of {@code totals}, which have at least one document whose text is known.
     *
     * @param perplexity over tokens; NaN unless all were scored
     */
    static TextFigures figures(Totals totals, double perplexity) {
        return new TextCalculator(totals).figures(perplexity);
    }

    private TextFigures figures(double perplexity) {
        boolean whole = count(Count.TEXT_INCOMPLETE) == 0;
        ClusteredRatio words = ratio(Sum.WORD_CLUSTER_CELLS, whole);
        ClusteredRatio bytes = ratio(Sum.BYTE_CLUSTER_CELLS, whole);
        double wordPerplexity = StrictMath.exp(words.mean());
        double bytePerplexity = StrictMath.exp(bytes.mean());
        return new TextFigures(
                counted(words, Count.WORDS),
                counted(bytes, Count.BYTES),
                wordPerplexity,
                StrictMath.exp(words.lower(LEVEL)),
                StrictMath.exp(words.upper(LEVEL)),
                wordPerplexity * words.standardError(),
                bytePerplexity,
                bytePerplexity * bytes.standardError(),
                bytes.mean() / LN2,
                bytes.lower(LEVEL) / LN2,
                bytes.upper(LEVEL) / LN2,
                bytes.standardError() / LN2,
                whole ? conventionPerplexity(perplexity) : Double.NaN,
                positions());
    }

    /** Without a document the ratio's figures are all NaN. */
    private ClusteredRatio ratio(int cells, boolean whole) {
        return whole ? ClusteredRatio.readFrom(totals.sums(), cells) : new ClusteredRatio();
    }

    private long counted(ClusteredRatio ratio, Count count) {
        return ratio.clusters() == 0 ? -1 : count(count);
    }

    private double conventionPerplexity(double perplexity) {
        long averaged = count(Count.AVERAGED_DOCUMENTS);
        if (averaged > 0) {
            return quotient(total(Sum.DOCUMENT_PERPLEXITY), BigDecimal.valueOf(averaged));
        }
        BigDecimal weight = total(Sum.WEIGHT);
        return weight.signum() > 0
                ? StrictMath.exp(quotient(total(Sum.WEIGHTED_MEAN), weight))
                : perplexity;
    }

    private PositionFigure[] positions() {
        List<PositionFigure> positions = new ArrayList<>();
        for (int bucket = 0; bucket < Count.POSITIONS; bucket++) {
            long tokens = totals.counts()[Count.POSITION_CELLS + bucket];
            if (tokens > 0) {
                BigDecimal nll = ExactSums.toBigDecimal(totals.sums(), Sum.POSITION_CELLS + bucket);
                positions.add(
                        new PositionFigure(
                                bucket == 0 ? 0 : 1 << bucket - 1,
                                bucket == Count.POSITIONS - 1
                                        ? Integer.MAX_VALUE
                                        : (1 << bucket) - 1,
                                tokens,
                                quotient(nll, BigDecimal.valueOf(tokens))));
            }
        }
        return positions.toArray(new PositionFigure[0]);
    }

    private long count(Count count) {
        return totals.counts()[count.ordinal()];
    }

    private BigDecimal total(Sum sum) {
        return ExactSums.toBigDecimal(totals.sums(), sum.ordinal());
    }

    private static double quotient(BigDecimal dividend, BigDecimal divisor) {
        return dividend.divide(divisor, MathContext.DECIMAL128).doubleValue();
    }
}
