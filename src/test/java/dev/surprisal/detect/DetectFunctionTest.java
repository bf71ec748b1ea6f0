package dev.surprisal.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.surprisal.emit.ResultEncoder;
import dev.surprisal.event.Alert;
import dev.surprisal.event.BaselineScore;
import dev.surprisal.event.Drift;
import dev.surprisal.event.TokenStatus;
import dev.surprisal.event.WindowScore;
import dev.surprisal.testing.WatchedWindow;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DetectFunctionTest {

    private static final long MINUTE = WatchedWindow.MILLIS;
    private static final long HORIZON = 200;

    private final List<String> output = new ArrayList<>();
    private final ResultEncoder encoder = new ResultEncoder("test");

    private static DetectSpec spec(BaselineSpec baseline) {
        return new DetectSpec(
                1e-9,
                10,
                MINUTE,
                baseline,
                List.of("nll"),
                true,
                0.5,
                8,
                0.9,
                0.2,
                10 * MINUTE,
                0,
                5000 * MINUTE);
    }

    private static KeyedOneInputStreamOperatorTestHarness<String, WindowScore, WindowScore> harness(
            DetectSpec spec) throws Exception {
        return new KeyedOneInputStreamOperatorTestHarness<>(
                new KeyedProcessOperator<>(new DetectFunction(spec)),
                WindowScore::key,
                Types.STRING);
    }

    /** A window of one of three keys: b rises, c stops for a while and changes its revision. */
    private static WindowScore window(int key, long index) {
        Random random = new Random(31 * index + key);
        double factor = key == 1 && index >= 80 && index < 130 ? 1.5 : 1;
        double[] nll = random.doubles(8).map(x -> factor * (1.5 + x)).toArray();
        WatchedWindow window = WatchedWindow.minute(index).key("model=" + "abc".charAt(key));
        if (key == 2) {
            window.revisions(index < 150 ? "r1" : "r2");
        }
        if (key == 0 && index > 160 && index < 170) {
            window.tokens(TokenStatus.NULL, 400);
        }
        return window.nll(nll).score();
    }

    private static boolean present(int key, long index) {
        return key != 2 || index < 90 || index > 120;
    }

    /** Feeds windows from..to, with a watermark after each {@code pace} of them. */
    private void feed(
            KeyedOneInputStreamOperatorTestHarness<String, WindowScore, WindowScore> harness,
            long from,
            long to,
            long pace)
            throws Exception {
        for (long index = from; index < to; index++) {
            for (int key = 0; key < 3; key++) {
                if (present(key, index)) {
                    harness.processElement(window(key, index), (index + 1) * MINUTE - 1);
                }
            }
            if ((index + 1) % pace == 0) {
                harness.processWatermark((index + 1) * MINUTE - 1);
            }
        }
    }

    private void collect(
            KeyedOneInputStreamOperatorTestHarness<String, WindowScore, WindowScore> harness)
            throws IOException {
        for (WindowScore window : harness.extractOutputValues()) {
            Drift drift = window.drift();
            output.add("window " + window.key() + window.index() + " " + drift);
        }
        for (Alert alert : side(harness, DetectTags.ALERTS)) {
            output.add(encoder.encode(alert).json());
        }
        for (BaselineScore baseline : side(harness, DetectTags.BASELINES)) {
            output.add(encoder.encode(baseline).json());
        }
        harness.getOutput().clear();
    }

    private static <T> List<T> side(
            KeyedOneInputStreamOperatorTestHarness<String, WindowScore, WindowScore> harness,
            OutputTag<T> tag) {
        var records = harness.getSideOutput(tag);
        List<T> values = new ArrayList<>();
        while (records != null && !records.isEmpty()) {
            StreamRecord<T> record = records.poll();
            values.add(record.getValue());
        }
        return values;
    }

    private List<String> undisturbed(long pace) throws Exception {
        output.clear();
        try (var harness = harness(spec(BaselineSpec.firstDocuments(200)))) {
            harness.open();
            feed(harness, 0, HORIZON, pace);
            harness.processWatermark(Long.MAX_VALUE);
            collect(harness);
        }
        return output.stream().sorted().toList();
    }

    @Test
    void whatWasPlantedIsFoundAndEnds() throws Exception {
        List<String> lines = undisturbed(1);

        for (String what :
                List.of(
                        "\"e-sr\",\"statistic\":\"nll\",\"direction\":\"up\",\"labels\":{\"model\":\"b\"}",
                        "\"cusum\",\"statistic\":\"nll\",\"direction\":\"up\",\"labels\":{\"model\":\"b\"}",
                        "\"coverage\",\"statistic\":\"coverage\",\"direction\":\"down\",\"labels\":{\"model\":\"a\"}",
                        "\"statuses\",\"statistic\":\"not_ok\",\"direction\":\"up\",\"labels\":{\"model\":\"a\"}",
                        "\"silence\",\"statistic\":\"windows\",\"direction\":\"\",\"labels\":{\"model\":\"c\"}",
                        "\"revision\",\"statistic\":\"revision\",\"direction\":\"\",\"labels\":{\"model\":\"c\"}")) {
            assertEquals(1, count(lines, "\"firing\"", what), what);
            assertEquals(1, count(lines, "\"resolved\"", what), what);
        }
        assertEquals(12, count(lines, "\"kind\":\"alert\"", ""));
        assertEquals(4, count(lines, "\"kind\":\"baseline\"", ""));
        assertEquals(3 * HORIZON - 31, count(lines, "window model=", ""));
    }

    private static long count(List<String> lines, String a, String b) {
        return lines.stream().filter(line -> line.contains(a) && line.contains(b)).count();
    }

    @ParameterizedTest
    @ValueSource(longs = {2, 7, 50, 1000})
    void thePaceOfWatermarksChangesNothing(long pace) throws Exception {
        List<String> expected = undisturbed(1);
        assertEquals(expected, undisturbed(pace));
    }

    @ParameterizedTest
    @ValueSource(longs = {3, 24, 26, 85, 95, 105, 121, 151, 160, 165})
    void aRestartInBetweenChangesNothing(long restart) throws Exception {
        List<String> expected = undisturbed(1);
        output.clear();
        OperatorSubtaskState snapshot;
        try (var harness = harness(spec(BaselineSpec.firstDocuments(200)))) {
            harness.open();
            feed(harness, 0, restart, 1);
            snapshot = harness.snapshot(1, 1);
            collect(harness);
            // After the snapshot: lost, and done again.
            feed(harness, restart, restart + 20, 1);
        }
        try (var harness = harness(spec(BaselineSpec.firstDocuments(200)))) {
            harness.initializeState(snapshot);
            harness.open();
            feed(harness, restart, HORIZON, 1);
            harness.processWatermark(Long.MAX_VALUE);
            collect(harness);
        }
        assertEquals(expected, output.stream().sorted().toList());
    }

    @Test
    void theEndOfTheInputIsNoSilence() throws Exception {
        try (var harness = harness(spec(BaselineSpec.none()))) {
            harness.open();
            feed(harness, 0, 20, 1);
            harness.processWatermark(Long.MAX_VALUE);
            assertEquals(List.of(), side(harness, DetectTags.ALERTS));
        }
    }

    @Test
    void aKeyThatIsForgottenLeavesNothingBehind() throws Exception {
        for (BaselineSpec baseline :
                List.of(BaselineSpec.firstDocuments(20), BaselineSpec.sameHourYesterday())) {
            try (var harness = harness(spec(baseline))) {
                harness.open();
                feed(harness, 0, 90, 1);
                assertTrue(harness.numKeyedStateEntries() > 0);
                harness.processWatermark(20_000 * MINUTE);
                assertEquals(0, harness.numKeyedStateEntries());
                assertEquals(0, harness.numEventTimeTimers());
                // Every key was silent first, and that is over too.
                assertEquals(
                        6,
                        side(harness, DetectTags.ALERTS).stream()
                                .filter(a -> a.detector().equals("silence"))
                                .count());
            }
        }
    }
}
