package dev.surprisal.aggregate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.surprisal.event.DocumentScore;
import dev.surprisal.event.DocumentTally;
import dev.surprisal.event.WindowScore;
import dev.surprisal.testing.Scores;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

class TokenWindowAggregatorTest {

    @Test
    void windowsCloseAtTheFirstDocumentBoundaryAtOrAfterTheirTokens() throws Exception {
        List<WindowScore> windows =
                run(
                        document("a", 1, 3),
                        document("b", 2, 3),
                        document("c", 3, 4),
                        document("d", 4, 1));

        assertEquals(3, windows.size());
        assertEquals(List.of("a", "b"), ends(windows.get(0)));
        assertEquals(6, windows.get(0).figures().tokensScored());
        assertEquals(List.of("c", "c"), ends(windows.get(1)));
        assertTrue(windows.get(1).complete());
        assertEquals(List.of("d", "d"), ends(windows.get(2)));
        assertFalse(windows.get(2).complete());
        assertEquals(2, windows.get(2).index());
    }

    @Test
    void documentsOfOneTimeAreTakenByName() throws Exception {
        List<DocumentScore> documents = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            documents.add(document("d" + i, 5, 2));
        }
        Random random = new Random(1);
        for (int round = 0; round < 20; round++) {
            Collections.shuffle(documents, random);
            List<WindowScore> windows = run(documents.toArray(DocumentScore[]::new));

            assertEquals(List.of("d0", "d1"), ends(windows.get(0)));
            assertEquals(List.of("d8", "d8"), ends(windows.get(4)));
        }
    }

    @Test
    void aDocumentBehindTheWatermarkIsLateAndCounted() throws Exception {
        try (var harness = open()) {
            harness.processElement(document("a", 10, 4), 10);
            harness.processWatermark(new Watermark(20));
            harness.processElement(document("late", 15, 9), 15);
            harness.processElement(document("b", 30, 4), 30);
            harness.processWatermark(Watermark.MAX_WATERMARK);

            List<WindowScore> windows = harness.extractOutputValues();
            assertEquals(2, windows.size());
            assertEquals(0, windows.get(0).late());
            assertEquals(1, windows.get(1).late());
            assertEquals(1, harness.getSideOutput(AggregateTags.LATE).size());
            assertEquals(0, harness.numKeyedStateEntries());
        }
    }

    @Test
    void nothingButLateDocumentsIsStillSaid() throws Exception {
        try (var harness = open()) {
            harness.processWatermark(new Watermark(20));
            harness.processElement(document("late", 15, 9), 15);
            harness.processWatermark(Watermark.MAX_WATERMARK);

            WindowScore window = harness.extractOutputValues().get(0);
            assertEquals(1, window.late());
            assertEquals(0, window.documents());
            assertFalse(window.complete());
        }
    }

    private static List<WindowScore> run(DocumentScore... documents) throws Exception {
        try (var harness = open()) {
            for (DocumentScore document : documents) {
                harness.processElement(document, document.eventTimeMillis());
            }
            harness.processWatermark(Watermark.MAX_WATERMARK);
            return harness.extractOutputValues();
        }
    }

    private static KeyedOneInputStreamOperatorTestHarness<String, DocumentScore, WindowScore> open()
            throws Exception {
        var harness =
                new KeyedOneInputStreamOperatorTestHarness<>(
                        new KeyedProcessOperator<>(new TokenWindowAggregator(4)),
                        TokenWindowAggregator::key,
                        Types.STRING);
        harness.open();
        return harness;
    }

    private static List<String> ends(WindowScore window) {
        return List.of(window.firstDocument(), window.lastDocument());
    }

    private static DocumentScore document(String name, long time, int tokens) {
        double[] nll = new double[tokens];
        java.util.Arrays.fill(nll, 1);
        return Documents.close(
                List.of(Scores.response(name, 0, time, true, nll)),
                new DocumentTally(0, 0, 0, false));
    }
}
