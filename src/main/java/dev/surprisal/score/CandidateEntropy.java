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
     * @param nll [tokens] of the target, NaN where it is not known
     * @param vocabulary size of the vocabulary; 0 if unknown
     */
    static EntropyBounds of(TopCandidates top, double[] nll, int vocabulary) {
        if (top == null) {
            return null;
        }
        int tokens = top.offsets().length - 1;
        double[] low = new double[tokens];
        double[] high = new double[tokens];
        byte[] top1 = new byte[tokens];
        for (int i = 0; i < tokens; i++) {
            int from = top.offsets()[i];
            int to = top.offsets()[i + 1];
            // Without a list nothing was measured, which is not the same as an entropy of 0.
            low[i] = from == to ? Double.NaN : TopKEntropy.low(top.logprobs(), from, to);
            high[i] =
                    from == to
                            ? Double.NaN
                            : TopKEntropy.high(top.logprobs(), from, to, vocabulary);
            top1[i] = isTop(top, nll[i], from, to);
        }
        return new EntropyBounds(low, high, top1);
    }

    private static byte isTop(TopCandidates top, double nll, int from, int to) {
        if (from == to || Double.isNaN(nll)) {
            return -1;
        }
        for (int i = from; i < to; i++) {
            if (top.logprobs()[i] > -nll) {
                return 0;
            }
        }
        return 1;
    }
}
