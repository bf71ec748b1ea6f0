package dev.surprisal.aggregate;

import dev.surprisal.event.Averaging;
import dev.surprisal.event.CompletionScore;
import dev.surprisal.event.TextMeasure;
import dev.surprisal.event.TokenStatus;
import dev.surprisal.kernel.ClusteredRatio;
import dev.surprisal.kernel.ExactSums;

/**
 * What is summed over pieces whose text is known: words, bytes, nll by position in context, and the
 * convention's own mean. Works on the cells of {@link dev.surprisal.event.Totals}.
 */
final class TextSums {

    private final long[] sums;
    private final long[] counts;
    private TextMeasure measure;

    TextSums(long[] sums, long[] counts) {
        this.sums = sums;
        this.counts = counts;
    }

    /** Adds a piece, if its text is known. */
    void add(CompletionScore piece) {
        if (piece.text() == null) {
            return;
        }
        measure = piece.text();
        for (int i = 0; i < piece.nll().length; i++) {
            if (piece.statuses()[i] == TokenStatus.OK.code()) {
                int bucket = positionBucket(measure.contextTokens() + i);
                ExactSums.add(sums, Sum.POSITION_CELLS + bucket, piece.nll()[i]);
                counts[Count.POSITION_CELLS + bucket]++;
            }
        }
        if (measure.averaging() == Averaging.WINDOW_WEIGHTS) {
            addWeighted(piece);
        }
    }

    private void addWeighted(CompletionScore piece) {
        long[] own = ExactSums.create(1);
        long scored = 0;
        for (int i = 0; i < piece.nll().length; i++) {
            if (piece.statuses()[i] == TokenStatus.OK.code()) {
                ExactSums.add(own, 0, piece.nll()[i]);
                scored++;
            }
        }
        if (scored > 0) {
            double mean = ExactSums.toDouble(own, 0) / scored;
            ExactSums.addProduct(sums, Sum.WEIGHTED_MEAN.ordinal(), measure.weight(), mean);
            ExactSums.add(sums, Sum.WEIGHT.ordinal(), measure.weight());
        }
    }

    /** Bucket 0 is no context; bucket b is 2^(b-1) to 2^b - 1 tokens of it. */
    static int positionBucket(int contextTokens) {
        int bucket = Integer.SIZE - Integer.numberOfLeadingZeros(contextTokens);
        return Math.min(bucket, Count.POSITIONS - 1);
    }

    /**
     * Makes what was added one document.
     *
     * @param scored tokens with status OK
     * @param whole whether every token that should have counted did
     */
    void close(long scored, boolean whole) {
        if (measure == null) {
            return;
        }
        counts[Count.TEXT_DOCUMENTS.ordinal()]++;
        boolean known = !Double.isNaN(measure.nll());
        double nll = known ? measure.nll() : ExactSums.toDouble(sums, Sum.NLL.ordinal());
        if (!whole || !Double.isFinite(nll)) {
            counts[Count.TEXT_INCOMPLETE.ordinal()]++;
            return;
        }
        addRatio(nll, measure.words(), Count.WORDS, Sum.WORD_CLUSTER_CELLS);
        addRatio(nll, measure.bytes(), Count.BYTES, Sum.BYTE_CLUSTER_CELLS);
        if (measure.averaging() == Averaging.DOCUMENT_PERPLEXITIES && scored > 0) {
            double perplexity = StrictMath.exp(nll / scored);
            boolean added = ExactSums.add(sums, Sum.DOCUMENT_PERPLEXITY.ordinal(), perplexity);
            Count line = added ? Count.AVERAGED_DOCUMENTS : Count.TEXT_INCOMPLETE;
            counts[line.ordinal()]++;
        }
    }

    private void addRatio(double nll, long units, Count count, int cells) {
        if (units < 0) {
            return;
        }
        counts[count.ordinal()] += units;
        ClusteredRatio own = new ClusteredRatio();
        own.add(nll, units);
        own.writeTo(sums, cells);
    }
}
