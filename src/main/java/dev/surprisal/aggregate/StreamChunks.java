package dev.surprisal.aggregate;

import dev.surprisal.event.CompletionScore;
import dev.surprisal.event.Extent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Chunks of a streamed answer that arrived one by one, put together in the order of their source.
 * The chunks of one source are one answer; the same answer from two sources is a repeat.
 */
final class StreamChunks {

    private StreamChunks() {}

    static boolean isChunk(CompletionScore score) {
        return score.extent().firstPosition() == Extent.FOLLOWS;
    }

    /** Where a chunk stands: chunks of one document have no other identity. */
    static String key(CompletionScore chunk) {
        return chunk.origin().source() + String.format("\u0001%019d", chunk.origin().offset());
    }

    /** One whole answer for each source, in the order of their names. */
    static List<CompletionScore> assemble(List<CompletionScore> chunks) {
        Map<String, List<CompletionScore>> bySource = new TreeMap<>();
        for (CompletionScore chunk : chunks) {
            bySource.computeIfAbsent(chunk.origin().source(), source -> new ArrayList<>())
                    .add(chunk);
        }
        return bySource.values().stream().map(StreamChunks::join).toList();
    }

    private static CompletionScore join(List<CompletionScore> chunks) {
        chunks.sort(Comparator.comparing(chunk -> chunk.origin().offset()));
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
                null,
                nll,
                null,
                null,
                null,
                null);
    }
}
