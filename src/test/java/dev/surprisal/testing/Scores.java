package dev.surprisal.testing;

import dev.surprisal.event.CompletionScore;
import dev.surprisal.event.Distribution;
import dev.surprisal.event.EventTimeOrigin;
import dev.surprisal.event.Extent;
import dev.surprisal.event.Identity;
import dev.surprisal.event.Origin;
import dev.surprisal.event.PairScores;
import dev.surprisal.event.RowScores;
import dev.surprisal.event.Segment;
import dev.surprisal.event.SourceFormat;
import dev.surprisal.event.TextMeasure;
import dev.surprisal.event.TokenStatus;
import dev.surprisal.event.TopCandidates;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;

/** Makes scores for tests. */
public final class Scores {

    private Scores() {}

    /** A finished response whose tokens are all OK. */
    public static CompletionScore response(String document, double... nll) {
        return response(document, 0, 0, true, nll);
    }

    /** A response with a hash, a time and whether it finished; NaN stands for a null entry. */
    public static CompletionScore response(
            String document, long hash, long eventTime, boolean finished, double... nll) {
        byte[] statuses = new byte[nll.length];
        for (int i = 0; i < nll.length; i++) {
            statuses[i] = (Double.isNaN(nll[i]) ? TokenStatus.NULL : TokenStatus.OK).code();
        }
        return new CompletionScore(
                new Origin("test", 0, 0, hash),
                SourceFormat.OPENAI_CHAT,
                new Identity("m", null, document, document, Segment.GENERATED, 0, 0),
                eventTime,
                EventTimeOrigin.SERVER_CREATED,
                Distribution.UNKNOWN,
                "as served",
                new Extent(0, -1, nll.length, finished),
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

    /** A chunk of a streamed answer, at a place in a source. */
    public static CompletionScore chunk(
            String document, String source, long offset, boolean finished, double... nll) {
        return chunk(document, source, offset, new Extent(Extent.FOLLOWS, -1, 0, finished), nll);
    }

    /** The same with a payload hash of its own and the count of tokens so far. */
    public static CompletionScore countedChunk(long hash, long offset, int soFar, double... nll) {
        CompletionScore chunk =
                chunk("d", "a", offset, new Extent(Extent.FOLLOWS, soFar, 0, false), nll);
        return new CompletionScore(
                new Origin("a", offset, 0, hash),
                chunk.format(),
                chunk.identity(),
                chunk.eventTimeMillis(),
                chunk.eventTimeOrigin(),
                chunk.distribution(),
                chunk.convention(),
                chunk.extent(),
                0,
                null,
                chunk.statuses(),
                new int[nll.length],
                chunk.nll(),
                null,
                null,
                nll.length == 0 ? null : top(nll.length, hash),
                null);
    }

    /** One candidate a position, of this id. */
    private static TopCandidates top(int tokens, long id) {
        long[] ids = new long[tokens];
        double[] logprobs = new double[tokens];
        Arrays.fill(ids, id);
        Arrays.fill(logprobs, -0.5);
        return new TopCandidates(IntStream.rangeClosed(0, tokens).toArray(), ids, logprobs);
    }

    private static CompletionScore chunk(
            String document, String source, long offset, Extent extent, double... nll) {
        CompletionScore base = response(document, 0, 0, extent.finished(), nll);
        return new CompletionScore(
                new Origin(source, offset, 0, offset),
                base.format(),
                base.identity(),
                base.eventTimeMillis(),
                base.eventTimeOrigin(),
                base.distribution(),
                base.convention(),
                new Extent(Extent.FOLLOWS, extent.tokensExpected(), nll.length, extent.finished()),
                0,
                null,
                base.statuses(),
                null,
                base.nll(),
                null,
                null,
                null,
                null);
    }

    /** A slice of a KL base file's chunk. */
    public static CompletionScore slice(
            String document, int first, int expected, int available, double... nll) {
        CompletionScore base = response(document, nll);
        return new CompletionScore(
                new Origin("test", first, 0, 0),
                SourceFormat.KLD_FILE,
                new Identity("m", null, null, document, Segment.TEXT, 0, 0),
                0,
                EventTimeOrigin.NONE,
                Distribution.RAW,
                "disjoint",
                new Extent(first, expected, available, true),
                0,
                null,
                base.statuses(),
                null,
                nll,
                null,
                null,
                null,
                null);
    }

    /** A paired document of random numbers, divergences of all magnitudes, some infinite or NaN. */
    public static CompletionScore paired(String document, int tokens, Random random) {
        double[][] columns = new double[9][tokens];
        byte[][] flags = new byte[4][tokens];
        byte[] statuses = new byte[tokens];
        for (int i = 0; i < tokens; i++) {
            for (double[] column : columns) {
                column[i] =
                        Math.abs(random.nextGaussian()) * StrictMath.pow(10, random.nextInt(9) - 6);
            }
            for (byte[] flag : flags) {
                flag[i] = (byte) random.nextInt(2);
            }
            if (random.nextInt(50) == 0) {
                columns[4][i] = Double.POSITIVE_INFINITY;
            }
            if (random.nextInt(70) == 0) {
                columns[5][i] = Double.NaN;
            }
            if (random.nextInt(20) == 0) {
                statuses[i] = TokenStatus.SENTINEL.code();
                columns[0][i] = Double.NaN;
            }
        }
        CompletionScore base = response(document, columns[0]);
        return new CompletionScore(
                base.origin(),
                base.format(),
                base.identity(),
                base.eventTimeMillis(),
                base.eventTimeOrigin(),
                base.distribution(),
                base.convention(),
                base.extent(),
                7,
                "r",
                statuses,
                null,
                columns[0],
                new RowScores(columns[1], columns[2], flags[0], flags[1], null, null),
                new PairScores(
                        columns[3],
                        columns[2],
                        columns[4],
                        columns[5],
                        columns[6],
                        columns[7],
                        columns[8],
                        flags[2],
                        flags[3]),
                null,
                null);
    }

    /** The same positions elsewhere, made from a text. */
    public static CompletionScore withText(CompletionScore base, Extent extent, TextMeasure text) {
        return new CompletionScore(
                base.origin(),
                base.format(),
                base.identity(),
                base.eventTimeMillis(),
                base.eventTimeOrigin(),
                base.distribution(),
                base.convention(),
                extent,
                base.vocabulary(),
                base.referenceModel(),
                base.statuses(),
                base.tokenIds(),
                base.nll(),
                base.full(),
                base.pair(),
                base.top(),
                text);
    }
}
