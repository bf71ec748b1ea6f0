package dev.surprisal.aggregate;

import dev.surprisal.event.Distribution;
import dev.surprisal.event.Judgement;
import dev.surprisal.event.Origin;
import dev.surprisal.event.Preference;
import dev.surprisal.event.Reward;
import dev.surprisal.event.Role;
import dev.surprisal.event.RoleScores;
import dev.surprisal.event.Rollout;
import dev.surprisal.event.RolloutIdentity;
import dev.surprisal.event.RolloutRecord;
import dev.surprisal.event.RolloutSampling;
import dev.surprisal.event.SourceFormat;
import dev.surprisal.event.StepClose;
import dev.surprisal.event.TokenStatus;
import java.util.Arrays;

/** Roll-outs of two streams for tests, changed one thing at a time. */
final class JoinedRollouts {

    private RolloutIdentity identity = new RolloutIdentity("run", 0, 1, 0, 0, "a");
    private String source = "test";
    private long step = 7;
    private String env = "math";
    private String version = "v7";
    private int[] tokens = {11, 12, 13, 14};
    private boolean[] mask = {false, true, true, true};
    private RoleScores sampler;
    private RoleScores policy;
    private RoleScores reference;
    private Reward reward = Reward.NONE;
    private Reward gold = Reward.NONE;
    private Judgement judgement;
    private Preference preference;

    /** Step 7, writer 0, first record, named "a": a prompt of one token, three of its own. */
    static JoinedRollouts rollout() {
        return new JoinedRollouts();
    }

    JoinedRollouts named(String id, int writer, int attempt, long sequence) {
        identity = new RolloutIdentity("run", writer, writer + 1, attempt, sequence, id);
        return this;
    }

    JoinedRollouts among(int writers) {
        identity =
                new RolloutIdentity(
                        identity.run(),
                        identity.writer(),
                        writers,
                        identity.attempt(),
                        identity.sequence(),
                        identity.id());
        return this;
    }

    JoinedRollouts ofRun(String run) {
        identity = new RolloutIdentity(run, 0, 1, 0, 0, identity.id());
        return this;
    }

    JoinedRollouts from(String file) {
        source = file;
        return this;
    }

    JoinedRollouts at(long of) {
        step = of;
        return this;
    }

    JoinedRollouts in(String environment, String weights) {
        env = environment;
        version = weights;
        return this;
    }

    JoinedRollouts tokens(int... ids) {
        tokens = ids;
        return mask(mask.length == ids.length ? mask : filled(ids.length));
    }

    private static boolean[] filled(int length) {
        boolean[] all = new boolean[length];
        Arrays.fill(all, true);
        return all;
    }

    JoinedRollouts mask(boolean... own) {
        mask = own;
        return this;
    }

    JoinedRollouts scored(Role role, double... logprobs) {
        RoleScores scores = scores(logprobs);
        switch (role) {
            case SAMPLER -> sampler = scores;
            case POLICY -> policy = scores;
            case REFERENCE -> reference = scores;
        }
        return this;
    }

    JoinedRollouts rewarded(Reward trained, Reward heldOut) {
        reward = trained;
        gold = heldOut;
        return this;
    }

    JoinedRollouts judged(Judgement judge) {
        judgement = judge;
        return this;
    }

    JoinedRollouts preferred(Preference half) {
        preference = half;
        return this;
    }

    static RoleScores scores(double... logprobs) {
        byte[] statuses = new byte[logprobs.length];
        for (int i = 0; i < statuses.length; i++) {
            boolean none = Double.isNaN(logprobs[i]);
            statuses[i] = (none ? TokenStatus.PADDING : TokenStatus.OK).code();
        }
        return new RoleScores(logprobs, statuses, null);
    }

    Rollout build() {
        return new Rollout(
                new Origin(source, 0, 0, 0),
                SourceFormat.NATIVE,
                identity,
                step,
                env,
                -1,
                version,
                new RolloutSampling(Distribution.RAW, 1, 1, 0, Role.SAMPLER),
                tokens,
                mask,
                sampler,
                policy,
                reference,
                reward,
                gold,
                judgement,
                preference);
    }

    RolloutRecord record() {
        return new RolloutRecord(build(), null, identity.sequence(), -1);
    }

    /** That writer 0 of 1 has passed a step. */
    static RolloutRecord close(long step) {
        return close(0, 1, 0, step, false);
    }

    static RolloutRecord close(int writer, int writers, int attempt, long step, boolean last) {
        return numbered(writer, writers, attempt, -1, step, last);
    }

    /** The record of that number; -1 for none. */
    static RolloutRecord numbered(
            int writer, int writers, int attempt, long sequence, long step, boolean last) {
        RolloutIdentity of = new RolloutIdentity("run", writer, writers, attempt, sequence, null);
        StepClose close = new StepClose(new Origin("test", 0, 0, 0), of, step, 0, last);
        return new RolloutRecord(null, close, sequence, -1);
    }

    /** All that counts of a record, as text: records with arrays have no equals. */
    static String shown(Rollout r) {
        return "%s step %d %s %s %s %s %s S%s P%s R%s %s %s"
                .formatted(
                        r.identity(),
                        r.step(),
                        r.env(),
                        r.weightVersion(),
                        r.sampling(),
                        Arrays.toString(r.tokenIds()),
                        Arrays.toString(r.mask()),
                        shown(r.sampler()),
                        shown(r.policy()),
                        shown(r.reference()),
                        r.reward(),
                        r.goldReward());
    }

    private static String shown(RoleScores scores) {
        return scores == null
                ? "-"
                : Arrays.toString(scores.logprobs()) + Arrays.toString(scores.statuses());
    }
}
