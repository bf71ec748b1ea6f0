package dev.surprisal.demo;

import java.util.Arrays;
import java.util.List;

/**
 * Distinct n-grams of one length with their adjusted counts, sorted.
 *
 * <p>An n-gram is a long: its tokens in {@code bits} each, the last one lowest. So those of one
 * context lie together, by ascending token.
 */
final class NGrams {

    final int bits;
    final long[] grams;
    final int[] counts;

    private NGrams(int bits, long[] sorted) {
        this.bits = bits;
        long[] distinct = new long[sorted.length];
        int[] found = new int[sorted.length];
        int n = 0;
        for (int i = 0; i < sorted.length; i++) {
            if (i == 0 || sorted[i] != sorted[i - 1]) {
                distinct[n++] = sorted[i];
            }
            found[n - 1]++;
        }
        grams = Arrays.copyOf(distinct, n);
        counts = Arrays.copyOf(found, n);
    }

    /** N-grams of {@code order} tokens as often as they occur. */
    static NGrams counted(List<int[]> documents, int order, int bits) {
        long[] all =
                new long[documents.stream().mapToInt(d -> Math.max(0, d.length + 1 - order)).sum()];
        int n = 0;
        for (int[] document : documents) {
            for (int end = order; end <= document.length; end++) {
                all[n++] = pack(document, end - order, end, bits);
            }
        }
        Arrays.sort(all);
        return new NGrams(bits, all);
    }

    /**
     * N-grams one token shorter, each as often as {@code longer} has distinct tokens before it: the
     * continuation counts of Kneser and Ney. Those at the start of a document have nothing before
     * them and count as often as they occur (as in KenLM: Heafield et al. 2013).
     */
    static NGrams continued(NGrams longer, List<int[]> documents, int order) {
        long suffix = (1L << (order * longer.bits)) - 1;
        long[] all = Arrays.copyOf(longer.grams, longer.grams.length + documents.size());
        int n = 0;
        while (n < longer.grams.length) {
            all[n] = longer.grams[n++] & suffix;
        }
        for (int[] document : documents) {
            if (order > 1 && document.length >= order) {
                all[n++] = pack(document, 0, order, longer.bits);
            }
        }
        all = Arrays.copyOf(all, n);
        Arrays.sort(all);
        return new NGrams(longer.bits, all);
    }

    static long pack(int[] tokens, int from, int to, int bits) {
        long gram = 0;
        for (int i = from; i < to; i++) {
            gram = gram << bits | tokens[i];
        }
        return gram;
    }

    /**
     * The absolute discount n₁ / (n₁ + 2 n₂) of Ney, Essen and Kneser (1994), where nᵢ is how many
     * n-grams have the count i; 0.5 if there are none of either, which would leave no mass, or none
     * of it, to shorter contexts.
     */
    double discount() {
        double ones = Arrays.stream(counts).filter(count -> count == 1).count();
        double twos = Arrays.stream(counts).filter(count -> count == 2).count();
        return ones == 0 || twos == 0 ? 0.5 : ones / (ones + 2 * twos);
    }
}
