package dev.surprisal.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.surprisal.event.Origin;
import dev.surprisal.event.Rollout;
import dev.surprisal.event.StepClose;
import dev.surprisal.event.TokenStatus;
import dev.surprisal.payload.DecodedRollout;
import dev.surprisal.payload.MalformedPayloadException;
import dev.surprisal.payload.RolloutDecoder;
import dev.surprisal.policy.Validity.State;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The files of jobs/samples/rollouts are what the code makes, and hold what their README.md says;
 * {@code -Dsurprisal.samples.write=true} makes them anew.
 */
class RolloutSamplesTest {

    private static final Path FOLDER = Path.of("jobs/samples/rollouts");
    private static final List<List<String>> LINES = new ArrayList<>();
    private static final List<Rollout> ROLLOUTS = new ArrayList<>();
    private static final List<StepClose> CLOSES = new ArrayList<>();
    private static final Map<String, Integer> REASONS = new TreeMap<>();

    /** Reads the files, not what the code would make. */
    @BeforeAll
    static void decode() throws Exception {
        if (Boolean.getBoolean("surprisal.samples.write")) {
            write(new RolloutStream());
        }
        for (int writer = 0; writer < RolloutPlan.WRITERS; writer++) {
            try (InputStream in = new GZIPInputStream(Files.newInputStream(file(writer)))) {
                String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
                LINES.add(text.lines().toList());
            }
            for (String line : LINES.get(writer)) {
                decode(line);
            }
        }
    }

    private static void decode(String line) {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        try {
            Origin origin = new Origin("rollouts", 0, bytes.length, 0);
            DecodedRollout decoded = new RolloutDecoder().decode(bytes, 0, bytes.length, origin);
            if (decoded.close() == null) {
                ROLLOUTS.add(decoded.rollout());
            } else {
                CLOSES.add(decoded.close());
            }
        } catch (MalformedPayloadException e) {
            REASONS.merge(e.reason().replaceAll("\\d+", "n"), 1, Integer::sum);
        }
    }

    private static Path file(int writer) {
        return FOLDER.resolve("rollout-r0000" + writer + "-a0000-000000.jsonl.gz");
    }

    private static void write(RolloutStream stream) throws IOException {
        Files.createDirectories(FOLDER);
        for (int writer = 0; writer < RolloutPlan.WRITERS; writer++) {
            String text = String.join("\n", stream.lines.get(writer)) + "\n";
            try (OutputStream out = new SmallestGzip(Files.newOutputStream(file(writer)))) {
                out.write(text.getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    private static final class SmallestGzip extends GZIPOutputStream {
        SmallestGzip(OutputStream out) throws IOException {
            super(out);
            def.setLevel(9);
        }
    }

    @Test
    void filesAreWhatTheCodeMakesAndSmall() throws Exception {
        RolloutStream stream = new RolloutStream();
        long bytes = 0;
        for (int writer = 0; writer < RolloutPlan.WRITERS; writer++) {
            assertEquals(stream.lines.get(writer), LINES.get(writer), file(writer).toString());
            bytes += Files.size(file(writer));
        }
        assertTrue(bytes < 600_000, bytes + " bytes");
    }

    @Test
    void brokenRecordsAreDeadLettersAndNothingElseIs() {
        assertEquals(
                Map.of(
                        "sampler has n entries, token_ids n", 2,
                        "a roll-out has no mask: a n.n in its log-probs may be padding", 1),
                REASONS);
    }

    @Test
    void everyStepIsClosedByBothWritersAndOneRolloutIsLate() {
        assertEquals(RolloutPlan.WRITERS * (RolloutPlan.STEPS + 1), CLOSES.size());
        assertEquals(RolloutPlan.WRITERS, CLOSES.stream().filter(StepClose::last).count());
        int late = 0;
        for (Rollout rollout : ROLLOUTS) {
            for (StepClose close : CLOSES) {
                boolean before =
                        close.identity().writer() == rollout.identity().writer()
                                && close.identity().sequence() < rollout.identity().sequence();
                late += before && close.step() == rollout.step() ? 1 : 0;
            }
        }
        assertEquals(1, late);
    }

    @Test
    void paddingsAndInfinitiesAreCountedAndNothingElseIs() {
        PairFigures reference = pair(RolePair.POLICY_REFERENCE, rollout -> true);
        assertEquals(6, reference.unusable());
        assertEquals(1, reference.infinite());
        assertEquals(2, reference.emptySequences());
        CompletionFigures completions = completions(rollout -> true);
        assertEquals(2, completions.rewardsNonFinite());
        assertEquals(2, completions.emptyCompletions());
    }

    private static Predicate<Rollout> steps(String env, int from, int to) {
        return rollout ->
                rollout.step() >= from && rollout.step() < to && rollout.env().equals(env);
    }

    private static PairFigures pair(RolePair pair, Predicate<Rollout> which) {
        PairTally tally = new PairTally(pair);
        ROLLOUTS.stream().filter(which).forEach(tally::add);
        return new PairFigures(pair, tally.totals());
    }

    private static CompletionFigures completions(Predicate<Rollout> which) {
        CompletionTally tally = new CompletionTally();
        ROLLOUTS.stream().filter(which).forEach(tally::add);
        return new CompletionFigures(tally.totals());
    }

    private static double k3(RolePair pair, String env, int from, int to) {
        return pair(pair, steps(env, from, to)).kl(Estimator.K3, Reduction.TOKEN_MEAN);
    }

    @Test
    void rewardRisesWhileKlRunsAwayAndTheGoldRewardFalls() {
        CompletionFigures before = completions(steps("math", 70, 80));
        CompletionFigures hacked = completions(steps("math", 100, 110));
        double klBefore = k3(RolePair.POLICY_REFERENCE, "math", 70, 80);
        double klHacked = k3(RolePair.POLICY_REFERENCE, "math", 100, 110);

        assertTrue(hacked.rewardMean() > before.rewardMean() + .25);
        assertTrue(hacked.goldRewardMean() < before.goldRewardMean() - .15);
        assertTrue(klHacked > 20 * klBefore, klHacked + " after " + klBefore);
        double end = k3(RolePair.POLICY_REFERENCE, "math", 190, 201);
        assertTrue(end > .02 && end < .06, "at the end " + end);
        assertTrue(k3(RolePair.POLICY_REFERENCE, "code", 100, 110) < .05);
        assertTrue(k3(RolePair.POLICY_REFERENCE, "math", 110, 120) < .05);
    }

    @Test
    void entropyOfCodeCollapses() {
        double before = pair(RolePair.MISMATCH, steps("code", 100, 120)).entropyEstimate();
        double low = pair(RolePair.MISMATCH, steps("code", 135, 145)).entropyEstimate();
        double after = pair(RolePair.MISMATCH, steps("code", 145, 160)).entropyEstimate();

        assertTrue(low < .6 * before, low + " after " + before);
        assertTrue(after > .9 * before, after + " after " + low);
    }

    @Test
    void engineLeavesTheTrainerFromOneWeightVersionOn() {
        for (String env : List.of("math", "code")) {
            double before = k3(RolePair.MISMATCH, env, 0, RolloutPlan.MISMATCH);
            double after = k3(RolePair.MISMATCH, env, RolloutPlan.MISMATCH, RolloutPlan.CUT);
            assertTrue(before < .0005, env + " " + before);
            assertTrue(after > .03, env + " " + after);
        }
        for (Rollout rollout : ROLLOUTS) {
            boolean off = Integer.parseInt(rollout.weightVersion()) >= 32;
            assertEquals(rollout.step() >= RolloutPlan.MISMATCH, off);
        }
    }

    @Test
    void cutSamplingMakesK3InvalidAndTheMeanRatioSaysIt() {
        Predicate<Rollout> cut = rollout -> RolloutPlan.cuts((int) rollout.step());
        Predicate<Rollout> whole = rollout -> rollout.step() < RolloutPlan.MISMATCH;
        PairFigures figures = pair(RolePair.MISMATCH, cut);

        assertEquals(State.INVALID, figures.validity(Estimator.K3).state());
        assertEquals(State.VALID, figures.validity(Estimator.K1).state());
        assertTrue(figures.ratioMean() < .95, "ratio " + figures.ratioMean());
        PairFigures before = pair(RolePair.MISMATCH, whole);
        assertEquals(Validity.VALID, before.validity(Estimator.K3));
        // Standard error below 0.0002: 33,000 tokens of sd 0.02, and log-probs to three decimals.
        assertEquals(1, before.ratioMean(), .001);
    }

    /**
     * The model's own KL at the contexts that the tokens stood in: what k1 and k3 estimate. Within
     * four standard errors, which are those of independent tokens: the context is all that a token
     * depends on, and it is given.
     */
    @Test
    void estimatesAreTheExactKlOfTheModel() {
        for (String env : List.of("math", "code")) {
            RolloutModel model = new RolloutModel(env);
            for (int from : List.of(0, 40, 90, 125, 165, 191)) {
                String which = env + " from step " + from;
                Predicate<Rollout> steps =
                        steps(env, from, from + 10).and(r -> r.sampler() != null);
                double[] exact = exact(model, env, steps);
                PairFigures mismatch = pair(RolePair.MISMATCH, steps);
                long tokens = mismatch.tokens();
                double k3 = mismatch.kl(Estimator.K3, Reduction.TOKEN_MEAN);
                double error =
                        mismatch.deviation(PairSum.K3, PairSum.K3_SQUARE, tokens)
                                / Math.sqrt(tokens);
                // Three decimals add 2 × 0.001²/12 to the square of d, and half of that to k3.
                assertEquals(exact[0], k3, 4 * error + 1e-7, which);
                double k1 = mismatch.kl(Estimator.K1, Reduction.TOKEN_MEAN);
                double wide = Math.sqrt(2 * k3 / tokens);
                assertEquals(exact[0], k1, 5 * wide, which);
                double entropy = mismatch.entropyEstimate();
                assertEquals(exact[1], entropy, 5 / Math.sqrt(tokens), which);
            }
        }
    }

    /** Mean KL(sampler‖policy) and mean entropy of the sampler over the counted tokens. */
    private static double[] exact(RolloutModel model, String env, Predicate<Rollout> which) {
        double kl = 0;
        double entropy = 0;
        long count = 0;
        for (Rollout rollout : ROLLOUTS.stream().filter(which).toList()) {
            int before = 0;
            for (int i = 0; i < rollout.tokenIds().length; i++) {
                int context = before % RolloutModel.CONTEXTS;
                before = rollout.tokenIds()[i];
                if (rollout.sampler().statuses()[i] != TokenStatus.OK.code()) {
                    continue;
                }
                double[] p = model.sampler(env, (int) rollout.step(), context);
                double[] q = model.policy(env, (int) rollout.step(), context);
                count++;
                for (int token = 0; token < p.length; token++) {
                    kl += p[token] * StrictMath.log(p[token] / q[token]);
                    entropy -= p[token] * StrictMath.log(p[token]);
                }
            }
        }
        return new double[] {kl / count, entropy / count};
    }

    @Test
    void readmeSaysWhatIsInTheFiles() throws Exception {
        String readme = Files.readString(FOLDER.resolve("README.md"));
        int lines = LINES.stream().mapToInt(List::size).sum();
        int dead = REASONS.values().stream().mapToInt(Integer::intValue).sum();
        String expected =
                String.format(
                        Locale.ROOT,
                        "%d lines = %d roll-outs + %d steps closed + %d dead letters",
                        lines,
                        ROLLOUTS.size(),
                        CLOSES.size(),
                        dead);
        assertTrue(readme.contains(expected), expected);
        for (int step :
                List.of(
                        RolloutPlan.HACK,
                        RolloutPlan.HACK_END,
                        RolloutPlan.COLLAPSE,
                        RolloutPlan.COLLAPSE_LOW,
                        RolloutPlan.COLLAPSE_END,
                        RolloutPlan.MISMATCH,
                        RolloutPlan.CUT,
                        RolloutPlan.CUT_END)) {
            assertTrue(readme.contains("step " + step), "step " + step);
        }
    }
}
