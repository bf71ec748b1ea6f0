package dev.surprisal.payload;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.surprisal.event.Distribution;
import dev.surprisal.event.Judgement;
import dev.surprisal.event.Origin;
import dev.surprisal.event.PredictionForm;
import dev.surprisal.event.Preference;
import dev.surprisal.event.Reward;
import dev.surprisal.event.Role;
import dev.surprisal.event.Rollout;
import dev.surprisal.event.RolloutIdentity;
import dev.surprisal.event.RolloutSampling;
import dev.surprisal.event.StepClose;
import dev.surprisal.event.TokenStatus;
import dev.surprisal.event.TopLists;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** Files that scripts/surprisal_rollout.py wrote, by rollouts/write.py. */
class RolloutFilesTest {

    private static List<DecodedRollout> read(String name) throws Exception {
        List<DecodedRollout> records = new ArrayList<>();
        try (InputStream in =
                new GZIPInputStream(
                        RolloutFilesTest.class.getResourceAsStream("/rollouts/" + name))) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            for (String line : text.lines().toList()) {
                byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
                Origin origin = new Origin(name, 0, bytes.length, 0);
                records.add(new RolloutDecoder().decode(bytes, 0, bytes.length, origin));
            }
        }
        return records;
    }

    private static StepClose close(
            Origin origin, long seq, long step, long rollouts, boolean last) {
        RolloutIdentity identity = new RolloutIdentity("golden", 0, 2, 0, seq, null);
        return new StepClose(origin, identity, step, rollouts, last);
    }

    @Test
    void everyFieldArrives() throws Exception {
        Rollout first = read("rollout-r00000-a0000-000000.jsonl.gz").get(0).rollout();

        assertEquals(new RolloutIdentity("golden", 0, 2, 0, 0, "a/1"), first.identity());
        assertEquals(0, first.step());
        assertEquals("math", first.env());
        assertEquals(2, first.turn());
        assertEquals("17", first.weightVersion());
        assertEquals(
                new RolloutSampling(Distribution.RAW, 1, 1, 0, Role.SAMPLER), first.sampling());
        assertArrayEquals(new int[] {3, 4, 5, 6}, first.tokenIds());
        assertArrayEquals(new boolean[] {false, true, true, true}, first.mask());
        assertArrayEquals(new double[] {Double.NaN, -.5, -1.25, -.125}, first.sampler().logprobs());
        assertArrayEquals(new double[] {Double.NaN, -.5, -1.5, -.25}, first.policy().logprobs());
        assertArrayEquals(
                new byte[] {
                    TokenStatus.PADDING.code(),
                    TokenStatus.OK.code(),
                    TokenStatus.NEG_INF.code(),
                    TokenStatus.NULL.code()
                },
                first.reference().statuses());
        assertEquals(Reward.of(.75), first.reward());
        assertEquals(Reward.of(-1), first.goldReward());
    }

    @Test
    void emptyCompletionAndRewardThatIsNoNumberAreKept() throws Exception {
        Rollout second = read("rollout-r00000-a0000-000000.jsonl.gz").get(1).rollout();

        assertEquals(0, second.length());
        assertEquals(TokenStatus.NON_FINITE, second.reward().status());
        assertEquals(Reward.NONE, second.goldReward());
        assertNull(second.sampler());
    }

    @Test
    void writerPassesStepsThatItWroteNothingOf() throws Exception {
        List<DecodedRollout> first = read("rollout-r00000-a0000-000000.jsonl.gz");
        List<DecodedRollout> second = read("rollout-r00000-a0000-000001.jsonl.gz");
        List<DecodedRollout> third = read("rollout-r00000-a0000-000002.jsonl.gz");

        Origin origin = first.get(2).close().origin();
        assertEquals(close(origin, 2, 0, 2, false), first.get(2).close());
        origin = first.get(3).close().origin();
        assertEquals(close(origin, 3, 1, 0, false), first.get(3).close());
        Rollout rollout = second.get(0).rollout();
        assertEquals(.7, rollout.sampling().temperature());
        assertEquals("v1.2", rollout.weightVersion());
        // Nine digits of a float32.
        assertArrayEquals(new double[] {-.693147182}, rollout.sampler().logprobs());
        origin = second.get(1).close().origin();
        assertEquals(close(origin, 5, 2, 1, false), second.get(1).close());
        origin = second.get(2).close().origin();
        assertEquals(close(origin, 6, 4, 0, false), second.get(2).close());
        origin = third.get(0).close().origin();
        assertEquals(close(origin, 7, 4, 0, true), third.get(0).close());
    }

    @Test
    void processThatFailedHasNotPassedAndTheNextCountsUpItsAttempt() throws Exception {
        List<DecodedRollout> failed = read("rollout-r00001-a0000-000000.jsonl.gz");
        List<DecodedRollout> next = read("rollout-r00001-a0001-000000.jsonl.gz");

        assertEquals(1, failed.size());
        assertEquals(TokenStatus.NON_FINITE.code(), failed.get(0).rollout().policy().statuses()[1]);
        assertEquals(Distribution.UNKNOWN, failed.get(0).rollout().sampling().distribution());
        assertEquals(3, next.size());
        assertEquals(1, next.get(0).rollout().identity().attempt());
        assertEquals(0, next.get(1).rollout().step());
        assertEquals(true, next.get(2).close().last());
    }

    @Test
    void likeliestTokensArrive() throws Exception {
        Rollout rollout = read("rollout-r00002-a0000-000000.jsonl.gz").get(0).rollout();
        TopLists sampler = rollout.sampler().top();
        TopLists policy = rollout.policy().top();

        byte padding = TokenStatus.PADDING.code();
        byte ok = TokenStatus.OK.code();
        assertEquals(2, sampler.size());
        assertEquals(50, sampler.vocabulary());
        assertArrayEquals(new byte[] {padding, ok, ok}, sampler.statuses());
        assertArrayEquals(new int[] {0, 0, 2, 5}, sampler.lists().offsets());
        assertArrayEquals(new long[] {4, 7, 7, 4, 5}, sampler.lists().tokens());
        assertArrayEquals(new double[] {-.5, -1.5, -.25, -2, -3.5}, sampler.lists().logprobs());
        assertArrayEquals(
                new byte[] {padding, ok, TokenStatus.NON_FINITE.code()}, policy.statuses());
        assertArrayEquals(new double[] {-.75, -1.25}, policy.lists().logprobs());
    }

    @Test
    void judgesLabelsAndPairsArrive() throws Exception {
        List<DecodedRollout> records = read("rollout-r00003-a0000-000000.jsonl.gz");
        Rollout chosen = records.get(0).rollout();
        Rollout rejected = records.get(1).rollout();
        Rollout other = records.get(2).rollout();

        assertEquals(new Judgement(PredictionForm.PROBABILITY, .83, 1), chosen.judgement());
        assertEquals(new Preference("q/1", true), chosen.preference());
        assertEquals(
                new Judgement(PredictionForm.PROBABILITY, Double.NaN, 0), rejected.judgement());
        assertEquals(new Preference("q/1", false), rejected.preference());
        assertEquals(
                new Judgement(PredictionForm.LOGIT, Double.NEGATIVE_INFINITY, 0),
                other.judgement());
        assertEquals(new Preference("7", true), other.preference());
        Rollout without = read("rollout-r00000-a0000-000000.jsonl.gz").get(0).rollout();
        assertNull(without.judgement());
        assertNull(without.preference());
    }
}
