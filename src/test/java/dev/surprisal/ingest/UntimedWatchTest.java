package dev.surprisal.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.surprisal.event.Completion;
import dev.surprisal.event.Origin;
import dev.surprisal.event.Payload;
import dev.surprisal.testing.LogCapture;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.flink.streaming.api.operators.StreamMap;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.Test;

class UntimedWatchTest {

    private static final String TIMED = "\"event_time\":1772452800000,";

    @Test
    void aFileWithoutTimesIsNamedOnce() throws Exception {
        String said = said("", "", "");

        assertTrue(said.contains("WARN " + UntimedWatch.class.getName() + " a.jsonl: "), said);
        assertEquals(1, said.lines().count(), said);
    }

    @Test
    void aFileThatToldATimeIsNotSpokenOf() throws Exception {
        assertEquals("", said(TIMED, "", TIMED));
    }

    private static String said(String... times) throws Exception {
        try (LogCapture log = new LogCapture(Level.WARN);
                var ingest =
                        new OneInputStreamOperatorTestHarness<Payload, Completion>(
                                new LiveIngestOperator(
                                        new LiveSpec("m", null, List.of("model"), 1000, 1000)));
                var watch =
                        new OneInputStreamOperatorTestHarness<Completion, Completion>(
                                new StreamMap<>(new UntimedWatch()))) {
            ingest.open();
            watch.open();
            for (String time : times) {
                byte[] json =
                        ("{\"schema\":\"surprisal.payload/1\"," + time + "\"logprobs\":[-1]}")
                                .getBytes(StandardCharsets.UTF_8);
                Origin origin = new Origin("a.jsonl", 0, json.length, 0);
                ingest.processElement(
                        new StreamRecord<>(new Payload(origin, "doc", json, null, null, null)));
            }
            for (Completion completion : ingest.extractOutputValues()) {
                watch.processElement(new StreamRecord<>(completion));
            }

            assertEquals(times.length, watch.extractOutputValues().size());
            return log.text();
        }
    }
}
