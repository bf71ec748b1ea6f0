package dev.surprisal.aggregate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.surprisal.event.ClosedDocument;
import dev.surprisal.event.CompletionScore;
import dev.surprisal.event.LedgerEntry;
import dev.surprisal.event.TokenStatus;
import dev.surprisal.kernel.ExactSums;
import dev.surprisal.testing.Scores;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LiveDocumentOperatorTest {

    private static final long WAIT = 100;
    private static final long REMEMBER = 30;

    private KeyedOneInputStreamOperatorTestHarness<String, CompletionScore, ClosedDocument> harness;
    private final List<String> ledger = new ArrayList<>();

    @BeforeEach
    void open() throws Exception {
        harness = harness();
        harness.open();
    }

    private static KeyedOneInputStreamOperatorTestHarness<String, CompletionScore, ClosedDocument>
            harness() throws Exception {
        return new KeyedOneInputStreamOperatorTestHarness<>(
                new LiveDocumentOperator(WAIT, REMEMBER), DocumentAggregator::key, Types.STRING);
    }

    /** Whatever happened, in the end nothing is kept. */
    @AfterEach
    void nothingIsLeft() throws Exception {
        harness.processWatermark(Long.MAX_VALUE);
        assertEquals(0, harness.numKeyedStateEntries());
        harness.close();
    }

    private void give(CompletionScore... scores) throws Exception {
        for (CompletionScore score : scores) {
            harness.processElement(score, score.eventTimeMillis());
        }
    }

    private List<ClosedDocument> closed(long watermark) throws Exception {
        harness.processWatermark(watermark);
        List<ClosedDocument> documents = harness.extractOutputValues();
        harness.getOutput().clear();
        return documents;
    }

    /** What was entered, as "SCORED 1 @10", in order. */
    private List<String> entered() {
        var records = harness.getSideOutput(AggregateTags.LEDGER);
        while (records != null && !records.isEmpty()) {
            StreamRecord<LedgerEntry> entry = records.poll();
            LedgerEntry value = entry.getValue();
            ledger.add(value.line() + " " + value.count() + " @" + entry.getTimestamp());
        }
        List<String> entries = List.copyOf(ledger);
        ledger.clear();
        return entries;
    }

    private static double nll(ClosedDocument document) {
        return ExactSums.toDouble(document.totals().sums(), Sum.NLL.ordinal());
    }

    @Test
    void thatReadersAreIdleIsNotPassedOn() throws Exception {
        harness.processWatermark(10);
        harness.processWatermarkStatus(WatermarkStatus.IDLE);
        harness.processWatermarkStatus(WatermarkStatus.ACTIVE);

        assertEquals(List.of(new Watermark(10)), List.copyOf(harness.getOutput()));
    }

    @Test
    void aFinishedAnswerClosesWhenTheWatermarkPassesIt() throws Exception {
        give(LiveScores.answer("d", 10, 1, 2));

        assertEquals(List.of(), closed(9));
        List<ClosedDocument> documents = closed(10);

        assertEquals(1, documents.size());
        ClosedDocument document = documents.get(0);
        assertEquals("d", document.document());
        assertEquals(10, document.closeMillis());
        assertEquals(true, document.complete());
        assertEquals(3, nll(document));
        assertEquals(2, document.totals().statuses()[TokenStatus.OK.ordinal()]);
        assertEquals(1, document.totals().counts()[Count.DOCUMENT_NLL.ordinal()]);
        assertEquals(List.of("SCORED 1 @10"), entered());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theBetterOfTwoRepeatsCountsWhicheverCameFirst(boolean betterFirst) throws Exception {
        CompletionScore better =
                LiveScores.arrived(Scores.response("d", 7, 10, true, 5), "a", 3, 10, false, "k");
        CompletionScore worse =
                LiveScores.arrived(Scores.response("d", 9, 10, true, 6), "b", 1, 10, false, "k");

        give(betterFirst ? better : worse, betterFirst ? worse : better);

        assertEquals(5, nll(closed(10).get(0)));
        assertEquals(List.of("SCORED 1 @10", "DUPLICATE 1 @10"), entered());
    }

    /** It is later in event time, so whether it is here already must not matter. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aLaterRepeatIsOneWhetherItCameBeforeTheCloseOrAfter(boolean before) throws Exception {
        CompletionScore longer = LiveScores.answer("d", 15, 1, 1, 1);
        give(LiveScores.answer("d", 10, 4));
        if (before) {
            give(longer);
        }
        assertEquals(4, nll(closed(10).get(0)));
        if (!before) {
            give(longer);
        }

        assertEquals(List.of(), closed(1000));
        assertEquals(List.of("SCORED 1 @10", "DUPLICATE 1 @15"), entered());
    }

    /** Servers use small numbers as ids over again. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void anIdThatIsUsedAgainLaterIsANewDocument(int when) throws Exception {
        long again = 10 + REMEMBER + 1;
        CompletionScore next = LiveScores.answer("d", again, 7);
        give(LiveScores.answer("d", 10, 4));
        if (when == 0) {
            give(next);
        }
        assertEquals(1, closed(20).size());
        if (when == 1) {
            give(next);
        }
        assertEquals(List.of(), closed(again - 1));
        if (when == 2) {
            give(next);
        }

        List<ClosedDocument> documents = closed(again);

        assertEquals(1, documents.size());
        assertEquals(7, nll(documents.get(0)));
        assertEquals(List.of("SCORED 1 @10", "SCORED 1 @" + again), entered());
    }

    @Test
    void theLastMomentAtWhichARepeatIsKnown() throws Exception {
        give(LiveScores.answer("d", 10, 4));
        closed(10);
        give(LiveScores.answer("d", 10 + REMEMBER, 4));

        assertEquals(List.of(), closed(1000));
        assertEquals(List.of("SCORED 1 @10", "DUPLICATE 1 @" + (10 + REMEMBER)), entered());
    }

    @Test
    void anUnfinishedAnswerWaitsForABetterOneAndThenNoLonger() throws Exception {
        give(LiveScores.unfinished("a", 10, 1), LiveScores.unfinished("b", 10, 1));
        assertEquals(List.of(), closed(20));
        give(LiveScores.answer("b", 50, 2, 2));

        ClosedDocument whole = closed(50).get(0);
        assertEquals("b", whole.document());
        assertEquals(50, whole.closeMillis());
        assertEquals(10 < whole.eventTimeMillis(), whole.complete());
        assertEquals(List.of(), closed(10 + WAIT - 1));
        ClosedDocument cut = closed(10 + WAIT).get(0);

        assertEquals("a", cut.document());
        assertEquals(false, cut.complete());
        assertEquals(10 + WAIT, cut.closeMillis());
        assertEquals(
                List.of("SCORED 1 @50", "DUPLICATE 1 @50", "SCORED 1 @" + (10 + WAIT)), entered());
    }

    /** Finished, but the server counted more tokens than it sent. */
    @Test
    void anAnswerThatLacksTokensIsGivenUpAndCounted() throws Exception {
        give(LiveScores.counted("d", 10, 5, 1, 2));

        assertEquals(List.of(), closed(10 + WAIT - 1));
        ClosedDocument document = closed(10 + WAIT).get(0);

        assertEquals(3, nll(document));
        assertEquals(false, document.complete());
        assertEquals(List.of("SCORED 1 @" + (10 + WAIT)), entered());
    }

    @Test
    void chunksAreOneAnswerInTheOrderOfTheirSource() throws Exception {
        give(
                LiveScores.chunk("d", "s", 3, 12, true, 3),
                LiveScores.chunk("d", "s", 1, 10, false, 1),
                LiveScores.chunk("d", "s", 2, 11, false, 2));

        assertEquals(List.of(), closed(11));
        ClosedDocument document = closed(12).get(0);

        assertEquals(6, nll(document));
        assertEquals(10, document.eventTimeMillis());
        assertEquals(true, document.complete());
        assertEquals(List.of("SCORED 1 @12", "SCORED 2 @12"), entered());
    }

    @Test
    void chunksWithoutAnEndAreGivenUpAndCounted() throws Exception {
        give(
                LiveScores.chunk("d", "s", 1, 10, false, 1),
                LiveScores.chunk("d", "s", 2, 60, false, 2));

        assertEquals(List.of(), closed(10 + WAIT - 1));
        ClosedDocument document = closed(10 + WAIT).get(0);

        assertEquals(3, nll(document));
        assertEquals(false, document.complete());
        assertEquals(List.of("SCORED 1 @110", "SCORED 1 @110"), entered());
    }

    @Test
    void whatIsLateIsSetAsideAndLeavesNoState() throws Exception {
        give(LiveScores.late("d", 10, 500));

        assertEquals(0, harness.numKeyedStateEntries());
        assertEquals(1, harness.getSideOutput(AggregateTags.LATE_SCORES).size());
        ClosedDocument mark = closed(20).get(0);
        assertNull(mark.totals());
        assertEquals(500, mark.closeMillis());
        assertEquals(List.of("LATE 1 @500"), entered());
    }

    @Test
    void aNullAnswerIsUnmeasured() throws Exception {
        give(LiveScores.answer("d", 10, Double.NaN));

        closed(10);

        assertEquals(List.of("UNMEASURED 1 @10"), entered());
    }

    /** Received is entered at the time of the partition: nothing may be settled before it. */
    @Test
    void nothingIsSettledBeforeItWasReceived() throws Exception {
        CompletionScore behind =
                LiveScores.arrived(Scores.response("d", 0, 10, true, 1), "p", 0, 35, false, "k");
        give(behind, behind);
        closed(10);
        give(behind);

        assertEquals(List.of("SCORED 1 @35", "DUPLICATE 1 @35", "DUPLICATE 1 @35"), entered());
    }

    @Test
    void aRestartForgetsNothing() throws Exception {
        give(LiveScores.unfinished("open", 10, 1), LiveScores.answer("closed", 10, 2));
        closed(15);
        entered();
        OperatorSubtaskState state = harness.snapshot(1, 1);
        harness.close();
        harness = harness();
        harness.initializeState(state);
        harness.open();

        give(LiveScores.answer("closed", 20, 2));
        List<ClosedDocument> documents = closed(10 + WAIT);

        assertEquals(1, documents.size());
        assertEquals("open", documents.get(0).document());
        assertEquals(List.of("DUPLICATE 1 @20", "SCORED 1 @110"), entered());
    }
}
