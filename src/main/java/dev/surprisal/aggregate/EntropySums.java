package dev.surprisal.aggregate;

import dev.surprisal.event.CompletionScore;
import dev.surprisal.event.TokenStatus;
import dev.surprisal.kernel.ExactSums;

/**
 * Bounds of the entropy and what the nll is above them. A sampler that draws from the distribution
 * that it reports has, on average, an nll of just the entropy: the gap needs no reference.
 */
final class EntropySums {

    private final long[] sums;
    private final long[] counts;

    /** Adds to the cells of {@link Sum} and {@link Count}. */
    EntropySums(long[] sums, long[] counts) {
        this.sums = sums;
        this.counts = counts;
    }

    void add(CompletionScore score, int i) {
        if (score.full() != null) {
            double entropy = score.full().entropy()[i];
            add(score, i, entropy, entropy);
        } else if (score.entropy() != null) {
            add(score, i, score.entropy().low()[i], score.entropy().high()[i]);
            byte top = score.entropy().targetIsTop()[i];
            counts[Count.LISTED.ordinal()] += top < 0 ? 0 : 1;
            counts[Count.LISTED_TOP.ordinal()] += top > 0 ? 1 : 0;
        }
    }

    private void add(CompletionScore score, int i, double low, double high) {
        add(Sum.ENTROPY_LOW, Count.ENTROPY_LOW, low);
        add(Sum.ENTROPY_HIGH, Count.ENTROPY_HIGH, high);
        if (score.statuses()[i] == TokenStatus.OK.code()) {
            add(Sum.GAP_HIGH, Count.GAP_HIGH, score.nll()[i] - low);
            add(Sum.GAP_LOW, Count.GAP_LOW, score.nll()[i] - high);
        }
    }

    private void add(Sum sum, Count count, double value) {
        if (ExactSums.add(sums, sum.ordinal(), value)) {
            counts[count.ordinal()]++;
        }
    }

    /** Mean over what was added of a document; NaN without tokens. */
    double mean(Sum sum, long tokens) {
        return tokens == 0 ? Double.NaN : ExactSums.toDouble(sums, sum.ordinal()) / tokens;
    }

    /** Enters a document's mean as one value. */
    boolean addDocument(Sum sum, Sum squared, Count count, double mean) {
        if (!ExactSums.add(sums, sum.ordinal(), mean)) {
            return false;
        }
        ExactSums.addProduct(sums, squared.ordinal(), mean, mean);
        counts[count.ordinal()]++;
        return true;
    }
}
