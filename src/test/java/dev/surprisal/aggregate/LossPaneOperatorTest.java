package dev.surprisal.aggregate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.surprisal.event.Labelled;
import dev.surprisal.event.LossPane;
import dev.surprisal.loss.LossPlan;
import dev.surprisal.loss.LossSpec;
import java.util.List;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Panes are handed on before anything that could pass them by. */
class LossPaneOperatorTest {

    private static final LossPlan PLAN =
            new LossPlan(List.of(LossSpec.parse("mse")), List.of(), 1000);

    private OneInputStreamOperatorTestHarness<Labelled, LossPane> harness;

    @BeforeEach
    void open() throws Exception {
        harness = new OneInputStreamOperatorTestHarness<>(new LossPaneOperator(PLAN));
        harness.open();
        process(500, 700);
        process(600, 1300);
        process(1200, 1250);
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    private void process(long time, long clock) throws Exception {
        double[] one = {1};
        Labelled line =
                new Labelled(
                        new String[0], time, 1, one, one, null, 0, null, null, null, null, null);
        harness.processElement(new StreamRecord<>(line, clock));
    }

    private List<String> out() {
        return harness.extractOutputValues().stream()
                .map(pane -> pane.startMillis() + ": " + pane.lines() + " to " + pane.clockMillis())
                .toList();
    }

    @Test
    void aWatermarkTakesTheWindowsThatItCloses() throws Exception {
        harness.processWatermark(new Watermark(998));
        assertEquals(List.of(), out());

        harness.processWatermark(new Watermark(999));

        assertEquals(List.of("0: 2 to 1300"), out());
    }

    @Test
    void aReaderThatGoesIdleLeavesNothingBehind() throws Exception {
        harness.processWatermarkStatus(WatermarkStatus.IDLE);

        assertEquals(List.of("0: 2 to 1300", "1000: 1 to 1250"), out());
    }

    @Test
    void aCheckpointTakesEverything() throws Exception {
        harness.prepareSnapshotPreBarrier(1);

        assertEquals(List.of("0: 2 to 1300", "1000: 1 to 1250"), out());
    }
}
