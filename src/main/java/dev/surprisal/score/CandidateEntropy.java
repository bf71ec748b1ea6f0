package dev.surprisal.score;

import dev.surprisal.event.EntropyBounds;
import dev.surprisal.event.TopCandidates;
import dev.surprisal.kernel.TopKEntropy;

/** Lists of likeliest tokens to bounds of the entropy. */
final class CandidateEntropy {

    private CandidateEntropy() {}

    /**
     * Bounds for each position.
     *
     * @param top may be null, and then so is the result
     * @param vocabulary size of the vocabulary; 0 if unknown
     */
    static EntropyBounds of(TopCandidates top, int vocabulary) {
        if (top == null) {
            return null;
        }
        int tokens = top.offsets().length - 1;
        double[] low = new double[tokens];
        double[] high = new double[tokens];
        for (int i = 0; i < tokens; i++) {
            int from = top.offsets()[i];
            int to = top.offsets()[i + 1];
            // Without a list nothing was measured, which is not the same as an entropy of 0.
            low[i] = from == to ? Double.NaN : TopKEntropy.low(top.logprobs(), from, to);
            high[i] =
                    from == to
                            ? Double.NaN
                            : TopKEntropy.high(top.logprobs(), from, to, vocabulary);
        }
        return new EntropyBounds(low, high);
    }
}
