package dev.surprisal.aggregate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.surprisal.event.LedgerEntry;
import dev.surprisal.event.LedgerLine;
import dev.surprisal.event.LedgerScore;
import dev.surprisal.event.RolloutScore;
import dev.surprisal.event.StepScore;
import dev.surprisal.policy.RolePair;
import dev.surprisal.policy.StepLosses;
import dev.surprisal.policy.StepSpec;
import dev.surprisal.policy.View;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.TwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StepOperatorTest {

    private static final int STEPS = 23;

    private static final StepPlan PLAN =
            new StepPlan(
                    new StepSpec(
                            RolePair.POLICY_REFERENCE, List.of(View.VERL), 0.1, StepLosses.DEFAULT),
                    List.of("env", "turn+weight_version"),
                    5,
                    4,
                    false);

    private TwoInputStreamOperatorTestHarness<RolloutScore, LedgerEntry, StepScore> harness;
    private final List<String> lines = new ArrayList<>();
    private final List<StepScore> scores = new ArrayList<>();
    private LedgerScore ledger;

    private void open(StepPlan plan, OperatorSubtaskState state) throws Exception {
        harness = new TwoInputStreamOperatorTestHarness<>(new StepOperator(plan));
        if (state != null) {
            harness.initializeState(state);
        }
        harness.open();
    }

    /** Restarts so often on the way, and gives what came out in words. */
    private List<String> run(StepPlan plan, List<RolloutScore> records, Random restarts)
            throws Exception {
        lines.clear();
        scores.clear();
        open(plan, null);
        for (RolloutScore record : records) {
            if (restarts != null && restarts.nextInt(25) == 0) {
                OperatorSubtaskState state = harness.snapshot(0, 0);
                collect();
                harness.close();
                open(plan, state);
            }
            harness.processElement1(new StreamRecord<>(record));
        }
        harness.endInput1();
        harness.endInput2();
        collect();
        ledger = harness.getSideOutput(AggregateTags.STEP_LEDGER).poll().getValue();
        harness.close();
        List<String> all = new ArrayList<>(lines);
        all.add(Arrays.toString(ledger.counts()));
        return all;
    }

    private void collect() {
        for (StepScore score : harness.extractOutputValues()) {
            scores.add(score);
            lines.add(
                    String.join(
                            " ",
                            score.labels().text(),
                            score.firstStep() + "-" + score.lastStep(),
                            String.valueOf(score.complete()),
                            Arrays.toString(score.names()),
                            Arrays.toString(score.values()),
                            Arrays.toString(score.notes())));
        }
        harness.getOutput().clear();
    }

    private long count(LedgerLine line) {
        return ledger.counts()[line.ordinal()];
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void stepsDoNotDependOnHowRecordsCame(int seed) throws Exception {
        RolloutLogs logs = new RolloutLogs(new Random(seed), PLAN.numbers(), STEPS);
        List<RolloutScore> inOrder = new ArrayList<>();
        logs.files.forEach(inOrder::addAll);
        List<String> expected = run(PLAN, inOrder, null);
        assertEquals(logs.counted, count(LedgerLine.SCORED), () -> "seed " + seed);
        long all = count(LedgerLine.SCORED) + count(LedgerLine.LATE) + count(LedgerLine.EXPIRED);
        assertEquals(inOrder.stream().filter(score -> score.close() == null).count(), all);

        for (int order = 0; order < 4; order++) {
            Random random = new Random(1000L * seed + order);
            List<String> other = run(PLAN, logs.interleaved(random), random);
            // Only what came twice differs.
            String counts = other.remove(other.size() - 1);
            String where = "seed " + seed + ", order " + order;
            for (int i = 0; i < other.size(); i++) {
                assertEquals(expected.get(i), other.get(i), where + ", line " + i);
            }
            assertEquals(expected.size() - 1, other.size(), where);
            assertTrue(count(LedgerLine.DUPLICATE) > 0, where);
            ledger.counts()[LedgerLine.DUPLICATE.ordinal()] = 0;
            assertEquals(
                    expected.get(expected.size() - 1), Arrays.toString(ledger.counts()), counts);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void stepsAndWindowsComeInOrderAndAddUp(int seed) throws Exception {
        RolloutLogs logs = new RolloutLogs(new Random(seed), PLAN.numbers(), STEPS);
        run(PLAN, logs.interleaved(new Random(seed)), null);
        long steps = 0;
        long windows = 0;
        long last = -1;
        for (StepScore score : scores) {
            boolean step = score.firstStep() == score.lastStep();
            if (score.labels().names().length > 0) {
                continue;
            }
            assertTrue(score.complete(), "seed " + seed + " step " + score.lastStep());
            if (step) {
                assertTrue(score.lastStep() > last, "seed " + seed);
                last = score.lastStep();
                steps += (long) score.value("completions");
            } else {
                assertEquals(4, score.lastStep() - score.firstStep());
                windows += (long) score.value("completions");
            }
        }
        assertEquals(logs.counted, steps, "seed " + seed);
        assertEquals(logs.counted, windows, "seed " + seed);
    }

    @Test
    void aStepWaitsForEveryWriter() throws Exception {
        List<RolloutScore> records = new ArrayList<>();
        RolloutLogs logs;
        int seed = 0;
        do {
            logs = new RolloutLogs(new Random(++seed), PLAN.numbers(), STEPS);
        } while (logs.files.get(0).get(0).identity().writers() < 2);
        for (List<RolloutScore> file : logs.files) {
            if (file.get(0).identity().writer() == 0) {
                records.addAll(file);
            }
        }
        open(PLAN, null);
        for (RolloutScore record : records) {
            harness.processElement1(new StreamRecord<>(record));
        }

        assertEquals(0, harness.getOutput().size(), "seed " + seed);

        harness.endInput1();
        harness.endInput2();
        assertTrue(harness.extractOutputValues().stream().noneMatch(StepScore::complete));
        harness.close();
    }

    @Test
    void whatNeverComesIsGivenUpAndSaid() throws Exception {
        RolloutLogs logs = new RolloutLogs(new Random(5), PLAN.numbers(), 60);
        List<RolloutScore> records = new ArrayList<>();
        logs.files.forEach(records::addAll);
        RolloutScore lost =
                records.stream()
                        .filter(score -> score.close() == null && score.step() == 3)
                        .findFirst()
                        .orElseThrow();
        records.remove(lost);
        StepPlan live = new StepPlan(PLAN.numbers(), PLAN.by(), 5, 4, true);
        open(live, null);
        for (RolloutScore record : records) {
            harness.processElement1(new StreamRecord<>(record));
        }

        List<StepScore> before = harness.extractOutputValues();
        assertTrue(before.stream().anyMatch(score -> score.lastStep() > 30), "did not go on");
        StepScore third =
                before.stream()
                        .filter(score -> score.firstStep() == 3 && score.lastStep() == 3)
                        .findFirst()
                        .orElseThrow();
        assertTrue(third.value("completions_missing") >= 1);
        harness.close();
    }

    @Test
    void groupsBeyondTheLimitAreOther() throws Exception {
        StepPlan two = new StepPlan(PLAN.numbers(), List.of("env"), 0, 2, false);
        RolloutLogs logs = new RolloutLogs(new Random(3), PLAN.numbers(), STEPS);
        run(two, logs.interleaved(new Random(3)), new Random(3));

        List<String> groups =
                scores.stream().map(score -> score.labels().text()).distinct().sorted().toList();
        assertEquals(4, groups.size(), groups.toString());
        assertTrue(groups.contains("env=other"), groups.toString());
        double all = 0;
        double parts = 0;
        for (StepScore score : scores) {
            if (score.labels().names().length == 0) {
                all += score.value("completions");
            } else {
                parts += score.value("completions");
            }
        }
        assertEquals(all, parts);
    }
}
