package dev.surprisal.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.surprisal.event.Completion;
import dev.surprisal.event.Delivery;
import dev.surprisal.event.EventTimeOrigin;
import dev.surprisal.event.LedgerEntry;
import dev.surprisal.event.Notice;
import dev.surprisal.event.Origin;
import dev.surprisal.event.Payload;
import dev.surprisal.event.Segment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LiveIngestOperatorTest {

    private static final long NOON = 1_772_452_800_000L;
    private static final long Y2100 = 4_102_444_800_000L;
    private static final long DAY = 86_400_000L;
    private static final long LATENESS = 1000;
    private static final long IDLE = 400;

    private OneInputStreamOperatorTestHarness<Payload, Completion> harness;
    private long clock;
    private long offset;

    @BeforeEach
    void open() throws Exception {
        harness = harness(null);
        harness.open();
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    private static OneInputStreamOperatorTestHarness<Payload, Completion> harness(Segment segment)
            throws Exception {
        return new OneInputStreamOperatorTestHarness<>(
                new LiveIngestOperator(
                        new LiveSpec(
                                "unnamed",
                                segment,
                                List.of("model", "route", "header.team"),
                                LATENESS,
                                IDLE)));
    }

    private void read(String partition, String json, Delivery delivery) throws Exception {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        Origin origin = new Origin(partition, offset++, bytes.length, 0);
        harness.processElement(
                new StreamRecord<>(new Payload(origin, "doc", bytes, null, delivery, null)));
    }

    private static String json(long time) {
        String at = time == 0 ? "" : "\"event_time\":" + time + ",";
        return "{\"schema\":\"surprisal.payload/1\",\"model\":\"m\"," + at + "\"logprobs\":[-1]}";
    }

    private void read(String partition, long... times) throws Exception {
        for (long time : times) {
            read(partition, json(time), null);
        }
    }

    private static Delivery record(long time) {
        return new Delivery(time, new String[0], new String[0]);
    }

    private void word(Notice notice, String partition) throws Exception {
        harness.processElement(new StreamRecord<>(Payload.notice(notice, partition)));
    }

    private void tick() throws Exception {
        clock += 100;
        harness.setProcessingTime(clock);
    }

    /** What came out: times on time, L before late ones, w before watermarks, idle, active. */
    private List<String> out() {
        List<String> out = new ArrayList<>();
        for (Object next : harness.getOutput()) {
            if (next instanceof StreamRecord<?> element) {
                Completion completion = (Completion) element.getValue();
                assertEquals(completion.eventTimeMillis(), element.getTimestamp());
                out.add((completion.arrival().late() ? "L" : "") + element.getTimestamp());
            } else if (next instanceof Watermark mark) {
                out.add("w" + mark.getTimestamp());
            } else {
                out.add(((WatermarkStatus) next).isIdle() ? "idle" : "active");
            }
        }
        harness.getOutput().clear();
        return out;
    }

    private List<Completion> completions() {
        List<Completion> completions = harness.extractOutputValues();
        harness.getOutput().clear();
        return completions;
    }

    /** "RECEIVED @time" with how often. */
    private TreeMap<String, Long> ledger() {
        TreeMap<String, Long> ledger = new TreeMap<>();
        for (StreamRecord<LedgerEntry> entry : harness.getSideOutput(IngestTags.LEDGER)) {
            ledger.merge(
                    entry.getValue().line() + " @" + entry.getTimestamp(),
                    entry.getValue().count(),
                    Long::sum);
        }
        return ledger;
    }

    @Test
    void theWatermarkWaitsForEveryPartitionThatWasAnnounced() throws Exception {
        word(Notice.BEGAN, "a");
        word(Notice.BEGAN, "b");
        read("a", NOON, NOON + 5000);
        tick();
        assertEquals(List.of("" + NOON, "" + (NOON + 5000)), out());

        read("b", NOON + 2, NOON + 1);
        tick();

        assertEquals(
                List.of("" + (NOON + 2), "" + (NOON + 1), "w" + (NOON + 2 - LATENESS - 1)), out());
    }

    @Test
    void latenessIsThePartitionsOwn() throws Exception {
        read("a", NOON, NOON + 60_000);
        read("b", NOON, NOON + 10);
        read("a", NOON + 60_000 - LATENESS, NOON + 60_000 - LATENESS - 1);
        read("b", NOON + 10 - LATENESS);

        assertEquals(
                List.of(
                        "" + NOON,
                        "" + (NOON + 60_000),
                        "" + NOON,
                        "" + (NOON + 10),
                        "" + (NOON + 59_000),
                        "L" + (NOON + 58_999),
                        "" + (NOON + 10 - LATENESS)),
                out());
    }

    @Test
    void aPartitionWithoutRecordsIsNotWaitedForLonger() throws Exception {
        word(Notice.BEGAN, "a");
        word(Notice.BEGAN, "b");
        for (int i = 0; i < 10; i++) {
            read("a", NOON + i);
            tick();
        }
        List<String> out = out();
        assertTrue(out.contains("w" + (NOON + 9 - LATENESS - 1)), out.toString());
        for (int i = 0; i < 10; i++) {
            tick();
        }
        assertEquals(List.of("idle"), out());
        read("b", NOON - 50);
        tick();
        assertEquals(List.of("" + (NOON - 50), "active"), out());
    }

    @Test
    void oneWrongDateMovesNothingWhereverItStands() throws Exception {
        for (long wrong : new long[] {1, Y2100}) {
            String partition = "first " + wrong;
            read(partition, wrong, NOON, NOON + 1, NOON + 2, wrong, NOON + 3);
            String late = "L" + wrong;
            assertEquals(
                    List.of(
                            "" + wrong,
                            "" + NOON,
                            "" + (NOON + 1),
                            "" + (NOON + 2),
                            late,
                            "" + (NOON + 3)),
                    out());
        }
        tick();
        assertEquals(List.of("w" + (NOON + 3 - LATENESS - 1)), out());
    }

    @Test
    void aPayloadWithoutTimeHasThatOfItsTopicOrElseItsPartition() throws Exception {
        read("a", json(0), record(NOON));
        read("a", NOON + 7);
        read("a", 0);
        read("b", 0);

        List<Completion> completions = completions();
        assertEquals(EventTimeOrigin.RECORD, completions.get(0).eventTimeOrigin());
        assertEquals(NOON, completions.get(0).eventTimeMillis());
        assertEquals(EventTimeOrigin.PARTITION, completions.get(2).eventTimeOrigin());
        assertEquals(NOON + 7, completions.get(2).eventTimeMillis());
        assertEquals(0, completions.get(3).eventTimeMillis());
        assertEquals(Long.MIN_VALUE, completions.get(3).arrival().clockMillis());
    }

    /** A producer's clock that is wrong alone, and one that agrees with its payload. */
    @Test
    void aTopicsTimeMovesThePartitionAtOnceOnlyWithThePayloads() throws Exception {
        read("a", NOON, NOON);
        read("a", json(0), record(Y2100));
        read("a", NOON + 1);
        read("a", json(NOON + 9 * DAY), record(NOON + 9 * DAY + 5));
        read("a", NOON + 9 * DAY);

        assertEquals(
                List.of(
                        "" + NOON,
                        "" + NOON,
                        "L" + Y2100,
                        "" + (NOON + 1),
                        "" + (NOON + 9 * DAY),
                        "" + (NOON + 9 * DAY)),
                out());
    }

    @Test
    void labelsComeFromThePayloadItsEnvelopeAndTheTopic() throws Exception {
        String[] names = {"route", "team", "team", "model"};
        String[] values = {"chat", "x", "y", "header-model"};
        read(
                "a",
                "{\"schema\":\"surprisal.payload/1\",\"headers\":{\"route\":\"r\"},"
                        + "\"logprobs\":[-1]}",
                null);
        read(
                "a",
                "{\"schema\":\"surprisal.payload/1\",\"headers\":{\"route\":\"r\"},"
                        + "\"logprobs\":[-1]}",
                new Delivery(NOON, names, values));

        List<Completion> completions = completions();
        assertEquals(List.of("unnamed", "r", ""), List.of(completions.get(0).arrival().labels()));
        assertEquals(
                List.of("header-model", "chat", "y"),
                List.of(completions.get(1).arrival().labels()));
    }

    @Test
    void everyPayloadIsInTheLedgerAtTheTimeOfItsPartition() throws Exception {
        read("a", "{\"schema\":\"surprisal.payload/1\",\"logpro", null);
        read("a", NOON, NOON + 5, NOON + 3);
        read("a", "", null);
        read("a", "<html>", null);
        harness.processElement(
                new StreamRecord<>(
                        new Payload(new Origin("a", 9, 0, 0), "d", new byte[0], "too long")));

        assertEquals(
                new TreeMap<>(
                        java.util.Map.of(
                                "RECEIVED @" + Long.MIN_VALUE, 1L,
                                "DEAD_LETTER @" + Long.MIN_VALUE, 1L,
                                "RECEIVED @" + NOON, 1L,
                                "DECODED @" + NOON, 1L,
                                "COMPLETIONS @" + NOON, 1L,
                                "RECEIVED @" + (NOON + 5), 5L,
                                "DECODED @" + (NOON + 5), 2L,
                                "COMPLETIONS @" + (NOON + 5), 2L,
                                "IGNORED @" + (NOON + 5), 1L,
                                "DEAD_LETTER @" + (NOON + 5), 2L)),
                ledger());
        assertEquals(3, harness.getSideOutput(IngestTags.DEAD_LETTERS).size());
    }

    @Test
    void anotherSegmentIsIgnored() throws Exception {
        close();
        harness = harness(Segment.PROMPT);
        harness.open();
        String record = "{\"schema\":\"surprisal.payload/1\",\"segment\":\"%s\",\"logprobs\":[-1]}";
        read("a", record.formatted("generated"), record(NOON));
        read("a", record.formatted("prompt"), record(NOON));

        assertEquals(1, completions().size());
        assertEquals(
                List.of(
                        "COMPLETIONS @" + NOON,
                        "DECODED @" + NOON,
                        "IGNORED @" + Long.MIN_VALUE,
                        "RECEIVED @" + Long.MIN_VALUE,
                        "RECEIVED @" + NOON),
                ledger().keySet().stream().toList());
    }

    @Test
    void aRestartJudgesAsBefore() throws Exception {
        read("a", NOON, NOON + 50_000, NOON + 9 * DAY);
        read("b", Y2100);
        OperatorSubtaskState state = harness.snapshot(1, 1);
        close();
        harness = harness(null);
        harness.initializeState(state);
        harness.open();
        word(Notice.BEGAN, "b");
        word(Notice.BEGAN, "a");

        read("a", NOON, NOON + 9 * DAY, NOON + 50_001, NOON + 9 * DAY);
        read("b", NOON, NOON);
        tick();

        assertEquals(
                List.of(
                        "L" + NOON,
                        "L" + (NOON + 9 * DAY),
                        "" + (NOON + 50_001),
                        "L" + (NOON + 9 * DAY),
                        "" + NOON,
                        "" + NOON,
                        "w" + (NOON - LATENESS - 1)),
                out());
    }

    @Test
    void theEndSaysHowFarEventTimeCameAndNothingFollowsIt() throws Exception {
        word(Notice.BEGAN, "a");
        word(Notice.BEGAN, "b");
        read("a", NOON, NOON + 1);
        read("b", NOON, NOON + 70_000);
        word(Notice.ENDED, "b");
        word(Notice.ENDED, "a");
        word(Notice.NO_MORE, "");
        out();

        harness.processWatermark(Watermark.MAX_WATERMARK);
        for (int i = 0; i < 10; i++) {
            tick();
        }

        assertEquals(List.of("w" + Long.MAX_VALUE), out());
        assertEquals(
                NOON + 70_000 - LATENESS - 1,
                harness.getSideOutput(IngestTags.ENDS).poll().getValue());
    }

    @Test
    void theEndIsHeardFromAnIdleReader() throws Exception {
        word(Notice.NO_MORE, "");
        tick();
        assertEquals(List.of("idle"), out());

        harness.processWatermark(Watermark.MAX_WATERMARK);

        assertEquals(List.of("active", "w" + Long.MAX_VALUE), out());
    }

    @Test
    void watermarksOfTheSourceSayNothing() throws Exception {
        harness.processWatermark(NOON);
        harness.processWatermarkStatus(WatermarkStatus.IDLE);

        assertEquals(List.of(), out());
    }
}
