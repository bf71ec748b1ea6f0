package dev.surprisal.aggregate;

import static dev.surprisal.aggregate.JoinedRollouts.rollout;
import static java.lang.Double.NaN;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.surprisal.event.Judgement;
import dev.surprisal.event.PredictionForm;
import dev.surprisal.event.Preference;
import dev.surprisal.event.Reward;
import dev.surprisal.event.Role;
import dev.surprisal.event.Rollout;
import java.util.List;
import org.junit.jupiter.api.Test;

class RolloutJoinTest {

    private static final Rollout SAMPLER =
            rollout()
                    .scored(Role.SAMPLER, NaN, -1, -2, -3)
                    .rewarded(Reward.of(1), Reward.NONE)
                    .build();

    private static JoinedRollouts reference() {
        return rollout().named("a", 3, 2, 8).scored(Role.REFERENCE, NaN, -1.5, -2.5, -3.5);
    }

    private static String refusal(JoinedRollouts second) {
        return RolloutJoin.refusal(SAMPLER, second.build());
    }

    @Test
    void rolesComeFromWhicheverHasThemAndAllElseFromTheFirst() {
        Rollout second =
                reference()
                        .in("other", "v9")
                        .scored(Role.POLICY, NaN, -1.1, -2.1, -3.1)
                        .rewarded(Reward.NONE, Reward.of(.5))
                        .build();
        Rollout joined = RolloutJoin.join(SAMPLER, second);

        assertSame(SAMPLER.sampler(), joined.sampler());
        assertArrayEquals(new double[] {NaN, -1.1, -2.1, -3.1}, joined.policy().logprobs());
        assertArrayEquals(new double[] {NaN, -1.5, -2.5, -3.5}, joined.reference().logprobs());
        assertEquals(SAMPLER.identity(), joined.identity());
        assertEquals("math", joined.env());
        assertEquals("v7", joined.weightVersion());
        assertEquals(Reward.of(1), joined.reward());
        assertEquals(Reward.of(.5), joined.goldReward());
    }

    @Test
    void otherTokensAreRefusedWithTheFirstThatDiffers() {
        assertEquals(
                "token_ids differ at position 2: 13 and 9: another tokenizer or another completion;"
                        + " compare such by bits per byte",
                refusal(reference().tokens(11, 12, 9, 8)));
        assertEquals(
                "token_ids differ at position 3, where one ends: 4 and 3 tokens: another tokenizer"
                        + " or another completion; compare such by bits per byte",
                refusal(reference().tokens(11, 12, 13).mask(false, true, true)));
        assertThrows(
                IllegalArgumentException.class,
                () -> RolloutJoin.join(SAMPLER, reference().tokens(11, 12, 9, 8).build()));
    }

    @Test
    void anotherMaskIsRefused() {
        assertEquals(
                "mask differs at position 3: 1 and 0",
                refusal(reference().mask(false, true, true, false)));
        assertEquals(
                "mask differs at position 0: 0 and 1",
                refusal(reference().mask(true, true, true, true)));
    }

    @Test
    void aRoleOfBothMustBeTheSameToTheBit() {
        assertNull(refusal(reference().scored(Role.SAMPLER, NaN, -1, -2, -3)));
        assertEquals(
                "both streams have sampler, and differ at position 2: -2.0 and -2.0000000000000004",
                refusal(reference().scored(Role.SAMPLER, NaN, -1, Math.nextDown(-2d), -3)));
        assertEquals(
                "both streams have sampler, and differ at position 3: -3.0 and padding",
                refusal(reference().scored(Role.SAMPLER, NaN, -1, -2, NaN)));
    }

    @Test
    void rewardsOfBothMustAgree() {
        assertNull(refusal(reference().rewarded(Reward.of(1), Reward.of(2))));
        assertEquals(
                "both streams have reward, and differ: 1.0 and 0.0",
                refusal(reference().rewarded(Reward.of(0), Reward.NONE)));
        assertEquals(
                "both streams have reward, and differ: 1.0 and NaN",
                refusal(reference().rewarded(Reward.of(NaN), Reward.NONE)));
        Rollout golden = rollout().rewarded(Reward.NONE, Reward.of(NaN)).build();
        assertNull(RolloutJoin.refusal(golden, golden));
        assertEquals(
                "both streams have gold_reward, and differ: NaN and 2.0",
                RolloutJoin.refusal(
                        golden, reference().rewarded(Reward.NONE, Reward.of(2)).build()));
    }

    @Test
    void judgeAndLabelComeFromWhicheverHasThemAndMustAgree() {
        Judgement judge = new Judgement(PredictionForm.PROBABILITY, .25, -1);
        Judgement label = new Judgement(null, NaN, 0);
        Rollout judged = rollout().judged(judge).build();
        Rollout labelled = reference().judged(label).build();
        Judgement both = new Judgement(PredictionForm.PROBABILITY, .25, 0);

        assertEquals(both, RolloutJoin.join(judged, labelled).judgement());
        assertEquals(both, RolloutJoin.join(labelled, judged).judgement());
        assertEquals(judge, RolloutJoin.join(SAMPLER, judged).judgement());
        assertNull(RolloutJoin.refusal(judged, rollout().judged(both).build()));
        assertEquals(
                "both streams have label, and differ: 0 and 1",
                RolloutJoin.refusal(
                        labelled, rollout().judged(new Judgement(null, NaN, 1)).build()));
        assertEquals(
                "both streams have a judge, and differ: 0.25 and 0.25",
                RolloutJoin.refusal(
                        judged,
                        rollout().judged(new Judgement(PredictionForm.LOGIT, .25, -1)).build()));
        Judgement none = new Judgement(PredictionForm.LOGIT, NaN, 1);
        assertNull(JudgementJoin.refusal(none, none));
    }

    @Test
    void thePairComesFromWhicheverHasItAndMustAgree() {
        Preference chosen = new Preference("7", true);
        Rollout half = reference().preferred(chosen).build();

        assertEquals(chosen, RolloutJoin.join(SAMPLER, half).preference());
        assertEquals(chosen, RolloutJoin.join(half, SAMPLER).preference());
        assertNull(RolloutJoin.refusal(half, rollout().preferred(chosen).build()));
        assertEquals(
                "both streams have pair, and differ: chosen of 7 and rejected of 7",
                RolloutJoin.refusal(half, rollout().preferred(new Preference("7", false)).build()));
    }

    @Test
    void anEmptyCompletionIsJoined() {
        Rollout empty = rollout().tokens().mask().scored(Role.SAMPLER).build();
        Rollout other = rollout().tokens().mask().scored(Role.REFERENCE).build();

        assertEquals(0, RolloutJoin.join(empty, other).reference().logprobs().length);
    }

    @Test
    void aNamedCompletionIsItsNameAndAnyOtherItsWritersNumber() {
        String named = key(rollout().named("a", 0, 0, 0));
        String numbered = key(rollout().named(null, 1, 2, 3));

        assertEquals(named, key(rollout().named("a", 5, 6, 7)));
        assertEquals(numbered, key(rollout().named(null, 1, 2, 3)));
        for (JoinedRollouts other :
                List.of(
                        rollout().named("b", 0, 0, 0),
                        rollout().named("a", 0, 0, 0).at(8),
                        rollout().ofRun("other"),
                        rollout().ofRun(null),
                        rollout().named(null, 0, 0, 0))) {
            assertNotEquals(named, key(other));
        }
        for (JoinedRollouts other :
                List.of(
                        rollout().named(null, 2, 2, 3),
                        rollout().named(null, 1, 3, 3),
                        rollout().named(null, 1, 2, 4),
                        rollout().named(null, 1, 2, 3).at(8))) {
            assertNotEquals(numbered, key(other));
        }
    }

    @Test
    void namesThatHoldWhatSeparatesThemAreToldApart() {
        assertNotEquals(
                key(rollout().named("b", 0, 0, 0).ofRun("r id a")),
                key(rollout().named("a id b", 0, 0, 0).ofRun("r")));
    }

    private static String key(JoinedRollouts rollout) {
        return RolloutJoin.key(rollout.record());
    }
}
