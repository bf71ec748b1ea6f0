package dev.surprisal.aggregate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.surprisal.event.DocumentScore;
import dev.surprisal.event.DocumentTally;
import dev.surprisal.event.LedgerEntry;
import dev.surprisal.event.LedgerLine;
import dev.surprisal.event.SummaryScore;
import dev.surprisal.testing.Scores;
import java.util.List;
import org.apache.flink.streaming.util.TwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

class SummaryOperatorTest {

    @Test
    void aCrashBeforeTheEndLosesNothing() throws Exception {
        var harness = open();
        harness.processElement1(document("a"), 0);
        harness.processElement2(new LedgerEntry(LedgerLine.SCORED, 1), 0);
        var snapshot = harness.snapshot(1, 1);
        harness.close();

        try (var restored = create()) {
            restored.initializeState(snapshot);
            restored.open();
            restored.processElement1(document("b"), 0);
            restored.endInput1();
            restored.endInput2();

            SummaryScore summary = restored.extractOutputValues().get(0);
            assertEquals(2, summary.documents());
            assertEquals(6, summary.figures().nllSum(), 0);
            assertEquals(1, summary.ledger()[LedgerLine.SCORED.ordinal()]);
        }
    }

    @Test
    void aCrashBehindTheEndRepeatsNothing() throws Exception {
        var harness = open();
        harness.processElement1(document("a"), 0);
        harness.endInput1();
        harness.endInput2();
        assertEquals(1, harness.extractOutputValues().size());
        var snapshot = harness.snapshot(1, 1);
        harness.close();

        try (var restored = create()) {
            restored.initializeState(snapshot);
            restored.open();
            restored.endInput1();
            restored.endInput2();

            assertEquals(List.of(), restored.extractOutputValues());
        }
    }

    private static DocumentScore document(String name) {
        return Documents.close(
                List.of(Scores.response(name, 1, 2)), new DocumentTally(0, 0, 0, false));
    }

    private static TwoInputStreamOperatorTestHarness<DocumentScore, LedgerEntry, SummaryScore>
            open() throws Exception {
        var harness = create();
        harness.open();
        return harness;
    }

    private static TwoInputStreamOperatorTestHarness<DocumentScore, LedgerEntry, SummaryScore>
            create() throws Exception {
        return new TwoInputStreamOperatorTestHarness<>(new SummaryOperator());
    }
}
