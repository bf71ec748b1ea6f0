package dev.surprisal.aggregate;

import dev.surprisal.event.CompletionScore;
import dev.surprisal.event.Extent;
import dev.surprisal.event.TokenStatus;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Chunks of a streamed answer that arrived one by one, put together in the order of their source.
 * The chunks of one source are one answer; the same answer from two sources is a repeat.
 */
final class StreamChunks {

    /**
     * What became of the chunks of one document.
     *
     * @param answers one for each source, in the order of their names
     * @param repeats chunks that were left out, because they came twice
     */
    record Assembled(List<CompletionScore> answers, int repeats) {}

    private StreamChunks() {}

    static boolean isChunk(CompletionScore score) {
        return score.extent().firstPosition() == Extent.FOLLOWS;
    }

    /** Where a chunk stands: chunks of one document have no other identity. */
    static String key(CompletionScore chunk) {
        return chunk.origin().source() + String.format("\u0001%019d", chunk.origin().offset());
    }

    static Assembled assemble(List<CompletionScore> chunks) {
        Map<String, List<CompletionScore>> bySource = new TreeMap<>();
        for (CompletionScore chunk : chunks) {
            bySource.computeIfAbsent(chunk.origin().source(), source -> new ArrayList<>())
                    .add(chunk);
        }
        List<CompletionScore> answers = new ArrayList<>();
        int repeats = 0;
        for (List<CompletionScore> arrived : bySource.values()) {
            arrived.sort(Comparator.comparing(chunk -> chunk.origin().offset()));
            List<CompletionScore> unique = withoutRepeats(arrived);
            repeats += arrived.size() - unique.size();
            answers.add(join(unique));
        }
        return new Assembled(answers, repeats);
    }

    /**
     * Leaves out chunks that were delivered twice, where the counts in them prove it: the count of
     * tokens so far rises with every chunk that has tokens, so two with the same bytes and the same
     * count are one, if the answer has more entries than it counts. Chunks without counts all stay:
     * a model may well say the same token twice. See docs/decisions/0008-repeated-chunks.md.
     */
    private static List<CompletionScore> withoutRepeats(List<CompletionScore> chunks) {
        long entries = 0;
        int counted = -1;
        for (CompletionScore chunk : chunks) {
            entries += chunk.nll().length;
            counted = Math.max(counted, chunk.extent().tokensExpected());
        }
        if (counted < 0 || entries <= counted) {
            return chunks;
        }
        Map<Integer, CompletionScore> byCount = new HashMap<>();
        List<CompletionScore> unique = new ArrayList<>();
        for (CompletionScore chunk : chunks) {
            int soFar = chunk.extent().tokensExpected();
            boolean placed = soFar > 0 && chunk.nll().length > 0;
            CompletionScore first = placed ? byCount.putIfAbsent(soFar, chunk) : null;
            if (first == null || !isSame(first, chunk)) {
                unique.add(chunk);
            }
        }
        return unique;
    }

    private static int scorable(byte[] statuses) {
        int count = 0;
        for (byte status : statuses) {
            count += TokenStatus.of(status).expected() ? 1 : 0;
        }
        return count;
    }

    private static boolean isSame(CompletionScore a, CompletionScore b) {
        return a.origin().payloadHash() == b.origin().payloadHash() && PieceOrder.agree(a, b);
    }

    private static CompletionScore join(List<CompletionScore> chunks) {
        int tokens = 0;
        int expected = -1;
        boolean finished = false;
        for (CompletionScore chunk : chunks) {
            tokens += chunk.nll().length;
            expected = Math.max(expected, chunk.extent().tokensExpected());
            finished |= chunk.extent().finished();
        }
        byte[] statuses = new byte[tokens];
        double[] nll = new double[tokens];
        int at = 0;
        for (CompletionScore chunk : chunks) {
            int length = chunk.nll().length;
            System.arraycopy(chunk.statuses(), 0, statuses, at, length);
            System.arraycopy(chunk.nll(), 0, nll, at, length);
            at += length;
        }
        boolean clipped = StandIns.mark(statuses, nll);
        // A count below what should have been scored counts something else.
        expected = expected < scorable(statuses) ? -1 : expected;
        CompletionScore first = chunks.get(0);
        return new CompletionScore(
                first.origin(),
                first.format(),
                first.identity(),
                chunks.stream().mapToLong(CompletionScore::eventTimeMillis).min().orElseThrow(),
                first.eventTimeOrigin(),
                first.distribution(),
                first.convention(),
                new Extent(0, expected, tokens, finished),
                0,
                null,
                statuses,
                ChunkColumns.tokenIds(chunks, tokens),
                nll,
                null,
                null,
                ChunkColumns.top(chunks, tokens, clipped),
                null,
                first.arrival(),
                ChunkColumns.entropy(chunks, tokens));
    }
}
