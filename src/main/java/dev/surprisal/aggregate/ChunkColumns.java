package dev.surprisal.aggregate;

import dev.surprisal.event.CompletionScore;
import dev.surprisal.event.EntropyBounds;
import dev.surprisal.event.TopCandidates;
import java.util.Arrays;
import java.util.List;

/** The arrays of a streamed answer that not every chunk has, put behind one another. */
final class ChunkColumns {
    private ChunkColumns() {}

    /** [tokens] target tokens; null unless all are known. */
    static int[] tokenIds(List<CompletionScore> chunks, int tokens) {
        int[] joined = new int[tokens];
        int at = 0;
        for (CompletionScore chunk : chunks) {
            int length = chunk.nll().length;
            if (length > 0 && chunk.tokenIds() == null) {
                return null;
            }
            if (length > 0) {
                System.arraycopy(chunk.tokenIds(), 0, joined, at, length);
            }
            at += length;
        }
        return tokens == 0 ? null : joined;
    }

    /**
     * Candidates of all chunks, those without any taking no part; null if none has any.
     *
     * @param clipped whether candidates of {@link StandIns#CLIPPED} stand for something else
     */
    static TopCandidates top(List<CompletionScore> chunks, int tokens, boolean clipped) {
        int size = 0;
        for (CompletionScore chunk : chunks) {
            size += chunk.top() == null ? 0 : chunk.top().tokens().length;
        }
        int[] offsets = new int[tokens + 1];
        long[] ids = new long[size];
        double[] logprobs = new double[size];
        int position = 0;
        int kept = 0;
        for (CompletionScore chunk : chunks) {
            TopCandidates top = chunk.top();
            for (int i = 0; i < chunk.nll().length; i++) {
                int from = top == null ? 0 : top.offsets()[i];
                int to = top == null ? 0 : top.offsets()[i + 1];
                for (int k = from; k < to; k++) {
                    if (!clipped || top.logprobs()[k] != StandIns.CLIPPED) {
                        ids[kept] = top.tokens()[k];
                        logprobs[kept++] = top.logprobs()[k];
                    }
                }
                offsets[++position] = kept;
            }
        }
        return kept == 0
                ? null
                : new TopCandidates(
                        offsets, Arrays.copyOf(ids, kept), Arrays.copyOf(logprobs, kept));
    }

    /** [tokens] bounds of the entropy, NaN where a chunk has none; null if none has any. */
    static EntropyBounds entropy(List<CompletionScore> chunks, int tokens) {
        double[] low = new double[tokens];
        double[] high = new double[tokens];
        Arrays.fill(low, Double.NaN);
        Arrays.fill(high, Double.NaN);
        byte[] top1 = new byte[tokens];
        Arrays.fill(top1, (byte) -1);
        boolean any = false;
        int at = 0;
        for (CompletionScore chunk : chunks) {
            int length = chunk.nll().length;
            if (chunk.entropy() != null) {
                System.arraycopy(chunk.entropy().low(), 0, low, at, length);
                System.arraycopy(chunk.entropy().high(), 0, high, at, length);
                System.arraycopy(chunk.entropy().targetIsTop(), 0, top1, at, length);
                any = true;
            }
            at += length;
        }
        return any ? new EntropyBounds(low, high, top1) : null;
    }
}
