package dev.surprisal.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProbeJudgeTest {

    private static final Replica REPLICA = new Replica("a", URI.create("http://127.0.0.1:1"));

    /** Of a document's nll per token: what a batch of other requests does to a bf16 server. */
    private static final double NOISE = 0.002;

    @ParameterizedTest
    @ValueSource(longs = {21, 22})
    void aNoisyServerStaysWithinTheBudgetEvenWithoutATolerance(long seed) {
        int replicas = 200;
        int probes = 300;
        double weight = 1e-4;
        Random random = new Random(seed);
        int changed = 0;
        for (int replica = 0; replica < replicas; replica++) {
            Baseline baseline = baseline(3, random);
            ProbeJudge judge = new ProbeJudge(tolerant(0), weight);
            ReplicaState state = ReplicaState.first();
            for (int probe = 1; probe <= probes && state.changedSince() == 0; probe++) {
                Reading now = Answers.noisy(2, NOISE, random);
                state =
                        judge.judge(
                                        REPLICA,
                                        probe,
                                        probe,
                                        new ProbeAnswer(baseline, now, ""),
                                        state)
                                .state();
            }
            changed += state.changedSince() == 0 ? 0 : 1;
        }

        // The budget is 6; and the baseline's bound on its own noise may be missed once in 200.
        assertTrue(changed <= 6 + 1, "seed " + seed + ": " + changed);
    }

    @ParameterizedTest
    @ValueSource(longs = {31, 32, 33})
    void aSmallChangeOfANoisyServerIsFoundWhereItBegan(long seed) {
        Random random = new Random(seed);
        Baseline baseline = baseline(3, random);
        ProbeJudge judge = new ProbeJudge(tolerant(0.005), 1e-5);
        ReplicaState state = ReplicaState.first();
        int probe = 0;
        while (probe < 100) {
            Reading now = Answers.noisy(2, NOISE, random);
            state =
                    judge.judge(REPLICA, ++probe, probe, new ProbeAnswer(baseline, now, ""), state)
                            .state();
            assertEquals(0, state.changedSince(), "seed " + seed);
        }
        while (state.changedSince() == 0 && probe < 110) {
            Reading now = Answers.noisy(2.02, NOISE, random);
            state =
                    judge.judge(REPLICA, ++probe, probe, new ProbeAnswer(baseline, now, ""), state)
                            .state();
        }

        assertEquals(101, state.changedSince(), "seed " + seed);
        assertTrue(probe <= 103, "seed " + seed + ": found in probe " + probe);
    }

    @Test
    void documentsThatDifferBothWaysAreAChangeAtTheSamePerplexity() {
        double[] before = new double[Answers.DOCUMENTS];
        double[] now = new double[Answers.DOCUMENTS];
        for (int i = 0; i < before.length; i++) {
            before[i] = 2 * Answers.TOKENS;
            now[i] = before[i] + (i % 2 == 0 ? 8 : -8);
        }
        Baseline baseline = new Baseline("a", 1, List.of(Answers.of(before)));

        ProbeResult result = judged(baseline, Answers.of(now), 0.005);

        assertEquals(1, result.ratio());
        assertEquals(0.04, result.difference(), 1e-12);
        assertEquals(ProbeVerdict.CHANGED, result.verdict());
    }

    @Test
    void aDifferenceWithinTheToleranceIsNone() {
        double[] before = new double[Answers.DOCUMENTS];
        double[] now = new double[Answers.DOCUMENTS];
        for (int i = 0; i < before.length; i++) {
            before[i] = 2 * Answers.TOKENS;
            now[i] = before[i] + 0.0049 * Answers.TOKENS;
        }
        Baseline baseline = new Baseline("a", 1, List.of(Answers.of(before)));

        ProbeResult result = judged(baseline, Answers.of(now), 0.005);

        assertEquals(StrictMath.exp(0.0049), result.ratio(), 1e-12);
        assertEquals(ProbeVerdict.SAME, result.verdict());
        assertEquals(ProbeVerdict.CHANGED, judged(baseline, Answers.of(now), 0).verdict());
    }

    @Test
    void equalRunsAreABaselineWithoutNoise() {
        Reading run = Answers.noisy(2, NOISE, new Random(41));
        Baseline baseline = new Baseline("a", 1, List.of(run, run, run));

        assertEquals(0, baseline.noise());
        assertEquals(0, judged(baseline, run, 0).difference());
        assertEquals(ProbeVerdict.SAME, judged(baseline, run, 0).verdict());
    }

    /** E|a − b| of two normal variables is 2σ/√π. */
    @Test
    void noiseIsWhatRunsDifferBy() {
        double noise = baseline(20, new Random(51)).noise();

        assertTrue(noise > NOISE * 2 / Math.sqrt(Math.PI), "noise " + noise);
        assertTrue(noise < NOISE * 1.3, "noise " + noise);
    }

    @Test
    void unreadableIsNotChangedAndKeepsWhatWasGathered() {
        Random random = new Random(61);
        Baseline baseline = baseline(3, random);
        ProbeJudge judge = new ProbeJudge(tolerant(0.005), 1e-5);
        ProbeAnswer fine = new ProbeAnswer(baseline, Answers.noisy(2, NOISE, random), "");
        ReplicaState before = judge.judge(REPLICA, 1, 1, fine, ReplicaState.first()).state();

        ProbedReplica silent =
                judge.judge(REPLICA, 2, 2, ProbeAnswer.unreadable(baseline, "down"), before);

        assertEquals(ProbeVerdict.UNREADABLE, silent.result().verdict());
        assertEquals("down", silent.result().reason());
        assertEquals(2, silent.result().sinceMillis());
        assertEquals(before.evidence(), silent.state().evidence());
        assertEquals(0, silent.state().changedSince());
    }

    @Test
    void anotherBaselineBeginsAnew() {
        ReplicaState changed =
                new ReplicaState("old", DifferenceDetector.Evidence.none(), 7, 1, 0, 0);
        Reading run = Answers.noisy(2, NOISE, new Random(71));
        ProbeAnswer answer = new ProbeAnswer(new Baseline("a", 1, List.of(run)), run, "");

        ProbedReplica probed =
                new ProbeJudge(tolerant(0.005), 1e-5).judge(REPLICA, 9, 9, answer, changed);

        assertEquals(ProbeVerdict.SAME, probed.result().verdict());
        assertEquals(0, probed.state().changedSince());
    }

    private static ProbeResult judged(Baseline baseline, Reading now, double tolerance) {
        return new ProbeJudge(tolerant(tolerance), 1e-5)
                .judge(REPLICA, 1, 1, new ProbeAnswer(baseline, now, ""), ReplicaState.first())
                .result();
    }

    private static Baseline baseline(int runs, Random random) {
        List<Reading> readings = new ArrayList<>();
        for (int i = 0; i < runs; i++) {
            readings.add(Answers.noisy(2, NOISE, random));
        }
        return new Baseline("a", 1, readings);
    }

    private static ProbeSettings tolerant(double tolerance) {
        return new ProbeSettings(
                List.of("http://127.0.0.1:1"),
                (Path) null,
                null,
                null,
                null,
                Duration.ofMinutes(5),
                0,
                null,
                null,
                3,
                1,
                Duration.ofDays(90),
                tolerance,
                3,
                3,
                4,
                Duration.ofSeconds(5),
                1,
                List.of(),
                List.of());
    }
}
