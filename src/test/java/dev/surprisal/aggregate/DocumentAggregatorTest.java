package dev.surprisal.aggregate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.surprisal.event.CompletionScore;
import dev.surprisal.event.DocumentScore;
import dev.surprisal.event.LedgerLine;
import dev.surprisal.event.TokenStatus;
import dev.surprisal.testing.Scores;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DocumentAggregatorTest {

    private KeyedOneInputStreamOperatorTestHarness<String, CompletionScore, DocumentScore> harness;

    @BeforeEach
    void open() throws Exception {
        harness = newHarness();
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    @Test
    void slicesInAnyOrderCloseTheChunkWhenAllAreIn() throws Exception {
        process(Scores.slice("c", 2, 5, 5, 3, 4, 5));
        assertTrue(harness.extractOutputValues().isEmpty());

        process(Scores.slice("c", 0, 5, 5, 1, 2));

        DocumentScore document = harness.extractOutputValues().get(0);
        assertEquals(15, document.figures().nllSum(), 0);
        assertTrue(document.complete());
        assertEquals("chunk", document.figures().clusterUnit());
        assertEquals(2, ledger(LedgerLine.SCORED));
    }

    @Test
    void aChunkCutShortClosesWithWhatIsThere() throws Exception {
        process(Scores.slice("c", 0, 5, 2, 1, 2));

        DocumentScore document = harness.extractOutputValues().get(0);
        assertFalse(document.complete());
        assertEquals(5, document.figures().tokensExpected());
        assertEquals(0.4, document.figures().coverage(), 0);
        assertEquals(3, document.totals().statuses()[TokenStatus.NOT_MEASURED.ordinal()]);
    }

    @Test
    void aMissingChunkIsADocumentWithoutTokens() throws Exception {
        process(Scores.slice("c", 0, 5, 0));

        DocumentScore document = harness.extractOutputValues().get(0);
        assertEquals(0, document.figures().tokensScored());
        assertEquals(5, document.figures().tokensExpected());
        assertEquals(1, ledger(LedgerLine.UNMEASURED));
    }

    @Test
    void theOrderOfRepeatsNeverDecides() throws Exception {
        List<CompletionScore> repeats =
                new ArrayList<>(
                        List.of(
                                Scores.response("d", 9, 0, true, 1, 2),
                                Scores.response("d", 7, 0, true, 1.5, 2),
                                Scores.response("d", 7, 0, true, 1.5, 2),
                                Scores.response("d", 1, 0, true, 8),
                                Scores.response("d", 1, 0, false, 1, 2, 3)));
        Random random = new Random(4);
        for (int round = 0; round < 50; round++) {
            Collections.shuffle(repeats, random);
            try (var fresh = newHarness()) {
                for (CompletionScore repeat : repeats) {
                    fresh.processElement(repeat, 0);
                }
                fresh.processWatermark(Watermark.MAX_WATERMARK);

                DocumentScore document = fresh.extractOutputValues().get(0);
                assertEquals(3.5, document.figures().nllSum(), 0);
                assertEquals(4, document.duplicates());
                assertEquals(1, fresh.extractOutputValues().size());
            }
        }
    }

    @Test
    void repeatsAreCountedAndConflictsToo() throws Exception {
        process(Scores.response("d", 1, 0, true, 1, 2));
        process(Scores.response("d", 1, 0, true, 1, 2));
        process(Scores.response("d", 2, 0, true, 1, 2.5));
        harness.processWatermark(Watermark.MAX_WATERMARK);

        DocumentScore document = harness.extractOutputValues().get(0);
        assertEquals(2, document.duplicates());
        assertEquals(1, document.conflicts());
        assertEquals(2, ledger(LedgerLine.DUPLICATE));
        assertEquals(1, ledger(LedgerLine.SCORED));
    }

    @Test
    void chunksOfAStreamAreJoinedInTheOrderOfTheirSource() throws Exception {
        List<CompletionScore> chunks =
                new ArrayList<>(
                        List.of(
                                Scores.chunk("d", "a", 100, false, 1, 2),
                                Scores.chunk("d", "a", 900, false, 4),
                                Scores.chunk("d", "a", 1000, true),
                                // The same answer in a second file, cut.
                                Scores.chunk("d", "b", 0, false, 1, 2)));
        Random random = new Random(4);
        for (int round = 0; round < 20; round++) {
            Collections.shuffle(chunks, random);
            try (var fresh = newHarness()) {
                for (CompletionScore chunk : chunks) {
                    fresh.processElement(chunk, 0);
                }
                fresh.processWatermark(Watermark.MAX_WATERMARK);

                DocumentScore document = fresh.extractOutputValues().get(0);
                assertEquals(7, document.figures().nllSum(), 0);
                assertTrue(document.complete());
                assertEquals(1, document.duplicates());
                assertEquals(0, fresh.numKeyedStateEntries());
            }
        }
    }

    @Test
    void nothingIsKeptAfterTheEnd() throws Exception {
        process(Scores.response("d", 1, 0, true, 1, 2));
        process(Scores.slice("c", 0, 2, 2, 1, 2));
        assertEquals(2, harness.numEventTimeTimers());

        harness.processWatermark(Watermark.MAX_WATERMARK);

        assertEquals(0, harness.numKeyedStateEntries());
        assertEquals(0, harness.numEventTimeTimers());
    }

    @Test
    void aCrashInBetweenChangesNothing() throws Exception {
        process(Scores.slice("c", 2, 5, 5, 3, 4, 5));
        process(Scores.response("d", 1, 0, true, 1, 2));
        var snapshot = harness.snapshot(1, 1);
        harness.close();
        harness = create();
        harness.initializeState(snapshot);
        harness.open();

        process(Scores.slice("c", 0, 5, 5, 1, 2));
        process(Scores.response("d", 1, 0, true, 1, 2));
        harness.processWatermark(Watermark.MAX_WATERMARK);

        List<DocumentScore> documents = harness.extractOutputValues();
        assertEquals(15, documents.get(0).figures().nllSum(), 0);
        assertEquals(1, documents.get(1).duplicates());
    }

    private void process(CompletionScore score) throws Exception {
        harness.processElement(score, 0);
    }

    private long ledger(LedgerLine line) {
        return harness.getSideOutput(AggregateTags.LEDGER).stream()
                .filter(entry -> entry.getValue().line() == line)
                .mapToLong(entry -> entry.getValue().count())
                .sum();
    }

    private static KeyedOneInputStreamOperatorTestHarness<String, CompletionScore, DocumentScore>
            newHarness() throws Exception {
        var harness = create();
        harness.open();
        return harness;
    }

    private static KeyedOneInputStreamOperatorTestHarness<String, CompletionScore, DocumentScore>
            create() throws Exception {
        return new KeyedOneInputStreamOperatorTestHarness<>(
                new KeyedProcessOperator<>(new DocumentAggregator()),
                DocumentAggregator::key,
                Types.STRING);
    }
}
