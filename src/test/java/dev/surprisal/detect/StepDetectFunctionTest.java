package dev.surprisal.detect;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.surprisal.alarm.StepAlarmSpec;
import dev.surprisal.alarm.StepLimit;
import dev.surprisal.emit.ResultEncoder;
import dev.surprisal.event.Alert;
import dev.surprisal.event.StepScore;
import dev.surprisal.event.StepWatchState;
import dev.surprisal.testing.WatchedStep;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.typeutils.PojoTypeInfo;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;

class StepDetectFunctionTest {

    private static final int STEPS = 90;
    private static final String[] ENVIRONMENTS = {"", "code", "math"};

    private final ResultEncoder encoder = new ResultEncoder("test");

    private static StepAlarmSpec spec() {
        return new StepAlarmSpec(
                List.of(StepLimit.atMost("kl", 0.1), StepLimit.atLeast("entropy", 0.5)),
                StepAlarmSpec.PAIRS,
                5,
                1e-3,
                3);
    }

    private static KeyedOneInputStreamOperatorTestHarness<String, StepScore, StepScore> harness()
            throws Exception {
        return new KeyedOneInputStreamOperatorTestHarness<>(
                new KeyedProcessOperator<>(new StepDetectFunction(spec())),
                StepDetectFunction::key,
                Types.STRING);
    }

    /** Math runs away between steps 30 and 60, code has another sampler then; the third is both. */
    private static StepScore step(int group, int number) {
        Random random = new Random(31L * number + group);
        boolean changed = number >= 30 && number < 60;
        boolean math = changed && group != 1;
        boolean code = changed && group != 2;
        double part = Math.max(0, Math.min(1, (number - 30) / 30.0));
        WatchedStep step =
                WatchedStep.number(number)
                        .completions(
                                "kl", random.doubles(8).map(x -> x * (math ? 0.5 : 0.1)).toArray())
                        .completions("entropy", random.doubles(8).map(x -> 0.5 + x).toArray())
                        .value("reward/mean", (group == 1 ? 0 : part) + 0.01 * random.nextDouble())
                        .value("sqrt_kl", (group == 1 ? 0 : part) + 0.01 * random.nextDouble())
                        .value("reward/gold_mean", -part)
                        .reference(Double.NaN)
                        .mismatch(code ? 2 : -1);
        if (group == 0 && number % 7 == 0) {
            step.note("reference/k3/validity", "invalid");
        }
        return (group == 0 ? step : step.environment(ENVIRONMENTS[group])).score();
    }

    private static void feed(
            KeyedOneInputStreamOperatorTestHarness<String, StepScore, StepScore> harness,
            int from,
            int to)
            throws Exception {
        for (int number = from; number < to; number++) {
            for (int group = 0; group < ENVIRONMENTS.length; group++) {
                harness.processElement(step(group, number), 0);
            }
        }
    }

    private List<String> alerts(
            KeyedOneInputStreamOperatorTestHarness<String, StepScore, StepScore> harness)
            throws IOException {
        List<String> lines = new ArrayList<>();
        var records = harness.getSideOutput(DetectTags.ALERTS);
        while (records != null && !records.isEmpty()) {
            StreamRecord<Alert> record = records.poll();
            lines.add(encoder.encode(record.getValue()).json());
        }
        return lines;
    }

    private List<String> undisturbed() throws Exception {
        try (var harness = harness()) {
            harness.open();
            feed(harness, 0, STEPS);
            return alerts(harness);
        }
    }

    @Test
    void whatWasPlantedIsFoundAndEnds() throws Exception {
        List<String> lines = undisturbed();
        for (String what :
                List.of(
                        "\"e-sr\",\"statistic\":\"kl\",\"direction\":\"up\",\"labels\":{}",
                        "\"e-sr\",\"statistic\":\"kl\",\"direction\":\"up\",\"labels\":{\"env\":\"math\"}",
                        "\"e-cusum\",\"statistic\":\"mismatch\",\"direction\":\"\",\"labels\":{}",
                        "\"e-cusum\",\"statistic\":\"mismatch\",\"direction\":\"\",\"labels\":{\"env\":\"code\"}",
                        "\"over-optimisation\",\"statistic\":\"reward\",\"direction\":\"up\",\"labels\":{}",
                        "\"over-optimisation\",\"statistic\":\"reward\",\"direction\":\"up\",\"labels\":{\"env\":\"math\"}")) {
            assertEquals(1, count(lines, "\"firing\"", what), what + lines);
            assertEquals(1, count(lines, "\"resolved\"", what), what + lines);
        }
        assertEquals(12, lines.size());
    }

    private static long count(List<String> lines, String a, String b) {
        return lines.stream().filter(line -> line.contains(a) && line.contains(b)).count();
    }

    @Test
    void stepsPassAsTheyAre() throws Exception {
        try (var harness = harness()) {
            harness.open();
            StepScore step = step(2, 1);
            harness.processElement(step, 0);
            StepScore passed = harness.extractOutputValues().get(0);
            assertEquals(StepDetectFunction.key(step), StepDetectFunction.key(passed));
            assertEquals(1, passed.firstStep());
            assertArrayEquals(step.names(), passed.names());
            assertArrayEquals(step.values(), passed.values());
            assertEquals(1, harness.extractOutputValues().size());
            assertEquals(0, harness.numEventTimeTimers());
        }
    }

    @Test
    void aRestartAfterAnyStepChangesNothing() throws Exception {
        List<String> lines = new ArrayList<>();
        OperatorSubtaskState snapshot = null;
        for (int number = 0; number < STEPS; number++) {
            try (var harness = harness()) {
                if (snapshot != null) {
                    harness.initializeState(snapshot);
                }
                harness.open();
                feed(harness, number, number + 1);
                lines.addAll(alerts(harness));
                snapshot = harness.snapshot(number, number);
                // After the snapshot: lost, and done again.
                feed(harness, number + 1, number + 2);
            }
        }
        assertEquals(undisturbed(), lines);
    }

    @Test
    void aStepOutOfOrderFailsTheJob() throws Exception {
        try (var harness = harness()) {
            harness.open();
            harness.processElement(step(1, 4), 0);
            harness.processElement(step(2, 3), 0);
            assertThrows(IllegalStateException.class, () -> harness.processElement(step(1, 4), 0));
        }
    }

    @Test
    void settingsAndStateTravelWithoutKryo() throws Exception {
        StepAlarmSpec spec = InstantiationUtil.clone(spec());
        assertEquals(spec(), spec);
        assertTrue(InstantiationUtil.serializeObject(new StepDetectFunction(spec)).length > 0);

        Configuration conf = new Configuration();
        conf.set(PipelineOptions.GENERIC_TYPES, false);
        for (Class<?> type : List.of(StepWatchState.class, StepScore.class)) {
            TypeInformation<?> information = TypeInformation.of(type);
            assertInstanceOf(PojoTypeInfo.class, information);
            information.createSerializer(new SerializerConfigImpl(conf));
        }
    }
}
