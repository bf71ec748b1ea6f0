package dev.surprisal.demo;

import java.util.Arrays;
import java.util.List;

/**
 * Interpolated Kneser-Ney language model over token ids (Chen and Goodman 1999,
 * doi:10.1006/csla.1999.0128, equation 26 with one discount an order).
 *
 * <pre>
 * p(w | h)  = (a(h w) − D)⁺ / a(h ·) + D N(h ·) / a(h ·) · p(w | h without its first token)
 * p(w)      = (a(w) − D)⁺ / a(·)     + D N(·) / a(·)     · 1 / vocabulary
 * </pre>
 *
 * <p>a counts occurrences at the highest order and at the start of a document, else distinct tokens
 * before; N counts distinct tokens after; D is of the order. A context that was never seen gives
 * what the next shorter one gives. Contexts longer than order − 1 are cut at their left; near the
 * start of a prompt they are shorter. So every token has p &gt; 0, and the p after any context sum
 * to 1 (within 1e-12, asserted).
 *
 * <p>Adds, multiplies and divides only: the same bits on every machine. Thread-safe.
 */
final class KneserNeyModel {

    private final int vocabulary;
    private final int bits;
    private final NGramLevel[] levels; // [order - 1]: contexts of 1, 2, … tokens
    private final double[] unigrams;
    private final double[] sortedUnigrams;

    private KneserNeyModel(int vocabulary, int order) {
        this.vocabulary = vocabulary;
        bits = 32 - Integer.numberOfLeadingZeros(vocabulary - 1);
        levels = new NGramLevel[order - 1];
        unigrams = new double[vocabulary];
        sortedUnigrams = new double[vocabulary];
    }

    /**
     * Counts {@code documents}.
     *
     * @param documents token ids, each from BOS to EOS; no n-gram crosses documents
     * @param order tokens in the longest n-gram, at least 2; order × bits of an id must fit 62 bits
     */
    static KneserNeyModel train(List<int[]> documents, int vocabulary, int order) {
        KneserNeyModel model = new KneserNeyModel(vocabulary, order);
        if (order < 2 || order * model.bits > 62) {
            throw new IllegalArgumentException(
                    "order " + order + " with a vocabulary of " + vocabulary);
        }
        NGrams[] grams = new NGrams[order];
        grams[order - 1] = NGrams.counted(documents, order, model.bits);
        for (int n = order - 1; n >= 1; n--) {
            grams[n - 1] = NGrams.continued(grams[n], documents, n);
        }
        model.estimateUnigrams(grams[0]);
        for (int n = 2; n <= order; n++) {
            NGramLevel level = new NGramLevel(grams[n - 1]);
            int shorter = n - 2;
            level.interpolate(grams[n - 1], (context, w) -> model.probability(context, shorter, w));
            model.levels[n - 2] = level;
        }
        return model;
    }

    private void estimateUnigrams(NGrams grams) {
        double discount = grams.discount();
        long total = Arrays.stream(grams.counts).asLongStream().sum();
        double uniform = discount * grams.grams.length / total / vocabulary;
        Arrays.fill(unigrams, uniform);
        for (int i = 0; i < grams.grams.length; i++) {
            unigrams[(int) grams.grams[i]] += (grams.counts[i] - discount) / total;
        }
        System.arraycopy(unigrams, 0, sortedUnigrams, 0, vocabulary);
        Arrays.sort(sortedUnigrams);
    }

    /** Probability of {@code token} after the last {@code length} tokens of a packed context. */
    private double probability(long context, int length, int token) {
        if (length == 0) {
            return unigrams[token];
        }
        long packed = context & ((1L << (length * bits)) - 1);
        NGramLevel level = levels[length - 1];
        int index = level.find(packed);
        if (index < 0) {
            return probability(packed, length - 1, token);
        }
        int entry = level.entry(index, token);
        return entry >= 0
                ? level.probability(entry)
                : level.factor(index) * probability(packed, length - 1, token);
    }

    /** A cursor of one's own; the model itself is shared. */
    NextToken nextToken() {
        return new NextToken(this);
    }

    int vocabulary() {
        return vocabulary;
    }

    /** Tokens in the longest context. */
    int contextMax() {
        return levels.length;
    }

    int bits() {
        return bits;
    }

    /** The level of contexts of {@code length} tokens, from 1. */
    NGramLevel level(int length) {
        return levels[length - 1];
    }

    double unigram(int token) {
        return unigrams[token];
    }

    /** Ascending. */
    double sortedUnigram(int place) {
        return sortedUnigrams[place];
    }
}
