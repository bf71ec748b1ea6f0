package dev.surprisal.aggregate;

import dev.surprisal.event.Origin;
import dev.surprisal.event.Preference;
import dev.surprisal.event.Reward;
import dev.surprisal.event.Role;
import dev.surprisal.event.RoleScores;
import dev.surprisal.event.Rollout;
import dev.surprisal.event.RolloutIdentity;
import dev.surprisal.event.RolloutRecord;
import dev.surprisal.event.TokenStatus;
import java.util.Arrays;
import java.util.Locale;

/**
 * Two records of one completion, of which one has some roles' log-probs and the other others, to
 * one with all of them. Log-probs of unlike tokens are never put side by side.
 */
public final class RolloutJoin {

    private static final String OTHER_TOKENS =
            ": another tokenizer or another completion; compare such by bits per byte";

    private RolloutJoin() {}

    /**
     * Which completion a record is of: step, run and the trainer's own name of it; without a name
     * its writer's number of the record. So a record with a name is never joined to one without,
     * and one without name and number to none.
     */
    public static String key(RolloutRecord record) {
        RolloutIdentity identity = record.identity();
        String run = identity.run();
        // With its length, so that no two pairs of names read the same.
        String front = run == null ? "-" : run.length() + " " + run;
        String number =
                " " + identity.writer() + " " + identity.attempt() + " " + identity.sequence();
        if (record.close() != null) {
            return "close " + record.close().step() + " " + front + number;
        }
        front = record.rollout().step() + " " + front;
        if (identity.id() != null) {
            return front + " id " + identity.id();
        }
        Origin origin = record.rollout().origin();
        return identity.sequence() >= 0
                ? front + " seq" + number
                : front + " at " + origin.source() + " " + origin.offset();
    }

    /**
     * Why two records of one {@link #key} cannot be joined.
     *
     * @return with the first position that differs, from 0; null if they can
     */
    public static String refusal(Rollout primary, Rollout secondary) {
        String reason = tokens(primary, secondary);
        for (Role role : Role.values()) {
            reason = reason != null ? reason : scores(role, primary, secondary);
        }
        reason = reason != null ? reason : reward("reward", primary.reward(), secondary.reward());
        String gold = reward("gold_reward", primary.goldReward(), secondary.goldReward());
        reason = reason != null ? reason : gold;
        String judge = JudgementJoin.refusal(primary.judgement(), secondary.judgement());
        reason = reason != null ? reason : judge;
        return reason != null ? reason : preference(primary.preference(), secondary.preference());
    }

    /**
     * One record: each role, reward, judge, label and pair from whichever has it, all else from the
     * first.
     *
     * @throws IllegalArgumentException with the {@link #refusal}, if there is one
     */
    public static Rollout join(Rollout primary, Rollout secondary) {
        String refusal = refusal(primary, secondary);
        if (refusal != null) {
            throw new IllegalArgumentException(refusal);
        }
        return new Rollout(
                primary.origin(),
                primary.format(),
                primary.identity(),
                primary.step(),
                primary.env(),
                primary.turn(),
                primary.weightVersion(),
                primary.sampling(),
                primary.tokenIds(),
                primary.mask(),
                either(primary.sampler(), secondary.sampler()),
                either(primary.policy(), secondary.policy()),
                either(primary.reference(), secondary.reference()),
                given(primary.reward()) ? primary.reward() : secondary.reward(),
                given(primary.goldReward()) ? primary.goldReward() : secondary.goldReward(),
                JudgementJoin.join(primary.judgement(), secondary.judgement()),
                primary.preference() != null ? primary.preference() : secondary.preference());
    }

    private static String tokens(Rollout primary, Rollout secondary) {
        int[] a = primary.tokenIds();
        int[] b = secondary.tokenIds();
        for (int i = 0; i < Math.min(a.length, b.length); i++) {
            if (a[i] != b[i]) {
                return "token_ids differ at position %d: %d and %d".formatted(i, a[i], b[i])
                        + OTHER_TOKENS;
            }
            if (primary.mask()[i] != secondary.mask()[i]) {
                return "mask differs at position %d: %d and %d"
                        .formatted(i, primary.mask()[i] ? 1 : 0, secondary.mask()[i] ? 1 : 0);
            }
        }
        if (a.length == b.length) {
            return null;
        }
        return "token_ids differ at position %d, where one ends: %d and %d tokens"
                        .formatted(Math.min(a.length, b.length), a.length, b.length)
                + OTHER_TOKENS;
    }

    private static String scores(Role role, Rollout primary, Rollout secondary) {
        RoleScores a = primary.scores(role);
        RoleScores b = secondary.scores(role);
        for (int i = 0; a != null && b != null && i < a.logprobs().length; i++) {
            boolean same =
                    Double.compare(a.logprobs()[i], b.logprobs()[i]) == 0
                            && a.statuses()[i] == b.statuses()[i];
            if (!same) {
                return "both streams have %s, and differ at position %d: %s and %s"
                        .formatted(role.name().toLowerCase(Locale.ROOT), i, said(a, i), said(b, i));
            }
        }
        return null;
    }

    private static String said(RoleScores scores, int i) {
        TokenStatus status = TokenStatus.of(scores.statuses()[i]);
        return status == TokenStatus.OK
                ? Double.toString(scores.logprobs()[i])
                : status.name().toLowerCase(Locale.ROOT);
    }

    private static String reward(String name, Reward a, Reward b) {
        // As records: NaN is equal to NaN.
        if (!given(a) || !given(b) || a.equals(b)) {
            return null;
        }
        return "both streams have %s, and differ: %s and %s".formatted(name, a.value(), b.value());
    }

    private static String preference(Preference a, Preference b) {
        if (a == null || b == null || a.equals(b)) {
            return null;
        }
        return "both streams have pair, and differ: %s %s and %s %s"
                .formatted(
                        a.preferred() ? "chosen of" : "rejected of",
                        a.pair(),
                        b.preferred() ? "chosen of" : "rejected of",
                        b.pair());
    }

    private static boolean given(Reward reward) {
        return reward.status() != TokenStatus.NULL;
    }

    private static RoleScores either(RoleScores a, RoleScores b) {
        return a != null ? a : b;
    }

    /**
     * Which of several records of one key in one stream counts: the one that was written last, of
     * the latest attempt. Beyond that any order will do that is the same in every run; records that
     * compare as equal are one record that came twice.
     */
    static int latestFirst(Rollout a, Rollout b) {
        RolloutIdentity x = a.identity();
        RolloutIdentity y = b.identity();
        int[] orders = {
            Integer.compare(y.attempt(), x.attempt()),
            Long.compare(y.sequence(), x.sequence()),
            Integer.compare(x.writer(), y.writer()),
            Long.compare(a.origin().payloadHash(), b.origin().payloadHash()),
            Arrays.compare(a.tokenIds(), b.tokenIds()),
            Arrays.compare(a.mask(), b.mask()),
            compare(a.sampler(), b.sampler()),
            compare(a.policy(), b.policy()),
            compare(a.reference(), b.reference())
        };
        for (int order : orders) {
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    private static int compare(RoleScores a, RoleScores b) {
        return Arrays.compare(a == null ? null : a.logprobs(), b == null ? null : b.logprobs());
    }
}
