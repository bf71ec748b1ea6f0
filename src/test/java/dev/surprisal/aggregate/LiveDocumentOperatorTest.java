package dev.surprisal.aggregate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.surprisal.event.Arrival;
import dev.surprisal.event.ClosedDocument;
import dev.surprisal.event.CompletionScore;
import dev.surprisal.event.Extent;
import dev.surprisal.event.LedgerEntry;
import dev.surprisal.testing.Scores;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

/** What becomes of a document does not depend on how far the watermark was when pieces came. */
class LiveDocumentOperatorTest {

    private static final long WAIT = 300;
    private static final long REMEMBER = 60;

    @Test
    void aRepeatIsKnownByItsTimeAndNotByWhenItComes() throws Exception {
        CompletionScore first = piece(1, 1000, true, -1);
        CompletionScore repeat = piece(2, 1000 + REMEMBER - 1, true, -1);
        CompletionScore another = piece(3, 1000 + REMEMBER, true, -1);

        Outcome together = run(List.of(first, repeat, another), 999, 999, 999);
        Outcome apart = run(List.of(first, repeat, another), 999, 1000, 1000 + REMEMBER - 1);
        Outcome between = run(List.of(first, another, repeat), 999, 999, 1000);

        assertEquals(List.of("d@1000", "d@1060"), together.documents());
        assertEquals("{1000 SCORED=1, 1059 DUPLICATE=1, 1060 SCORED=1}", together.ledger());
        assertEquals(together, apart);
        assertEquals(together, between);
    }

    @Test
    void aFinishedAnswerThatCountsMoreThanItHasIsWaitedForAndThenClosed() throws Exception {
        CompletionScore short1 = piece(1, 1000, true, 5);

        Outcome outcome = run(List.of(short1), 999);

        assertEquals(List.of("d@1300 incomplete"), outcome.documents());
    }

    @Test
    void anyArrivalThatIsNotLateGivesTheSame() throws Exception {
        for (long seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            List<CompletionScore> pieces = new ArrayList<>();
            for (int i = 0; i < 2 + random.nextInt(6); i++) {
                boolean finished = random.nextInt(3) > 0;
                pieces.add(piece(i, 1000 + random.nextInt(500), finished, random.nextInt(3) - 1));
            }
            List<CompletionScore> inTime = new ArrayList<>(pieces);
            inTime.sort((a, b) -> Long.compare(a.eventTimeMillis(), b.eventTimeMillis()));
            long[] close = new long[inTime.size()];
            for (int i = 0; i < close.length; i++) {
                close[i] = inTime.get(i).eventTimeMillis() - 1;
            }

            assertEquals(run(pieces, new long[pieces.size()]), run(inTime, close), "seed " + seed);
        }
    }

    /** Before each piece comes the watermark that stands at its place. */
    private static Outcome run(List<CompletionScore> pieces, long... watermarks) throws Exception {
        try (var harness =
                new KeyedOneInputStreamOperatorTestHarness<>(
                        new LiveDocumentOperator(WAIT, REMEMBER),
                        DocumentAggregator::key,
                        Types.STRING)) {
            harness.open();
            for (int i = 0; i < pieces.size(); i++) {
                harness.processWatermark(watermarks[i]);
                harness.processElement(
                        new StreamRecord<>(pieces.get(i), pieces.get(i).eventTimeMillis()));
            }
            harness.processWatermark(Long.MAX_VALUE);
            TreeMap<String, Long> ledger = new TreeMap<>();
            var entries = harness.getSideOutput(AggregateTags.LEDGER);
            for (StreamRecord<LedgerEntry> entry :
                    entries == null ? List.<StreamRecord<LedgerEntry>>of() : entries) {
                ledger.merge(
                        entry.getTimestamp() + " " + entry.getValue().line(),
                        entry.getValue().count(),
                        Long::sum);
            }
            List<String> documents = new ArrayList<>();
            for (ClosedDocument document : harness.extractOutputValues()) {
                documents.add(
                        document.document()
                                + "@"
                                + document.closeMillis()
                                + (document.complete() ? "" : " incomplete"));
            }
            return new Outcome(documents, ledger.toString());
        }
    }

    private record Outcome(List<String> documents, String ledger) {}

    private static CompletionScore piece(long hash, long time, boolean finished, int expected) {
        CompletionScore score = Scores.response("d", hash, time, finished, 1, 2);
        return new CompletionScore(
                score.origin(),
                score.format(),
                score.identity(),
                time,
                score.eventTimeOrigin(),
                score.distribution(),
                score.convention(),
                new Extent(0, expected, 2, finished),
                0,
                null,
                score.statuses(),
                null,
                score.nll(),
                null,
                null,
                null,
                null,
                new Arrival(new String[] {"m"}, time, false),
                null);
    }
}
