package dev.surprisal.policy;

import dev.surprisal.event.Distribution;
import dev.surprisal.event.Judgement;
import dev.surprisal.event.Origin;
import dev.surprisal.event.PredictionForm;
import dev.surprisal.event.Reward;
import dev.surprisal.event.Role;
import dev.surprisal.event.RoleScores;
import dev.surprisal.event.Rollout;
import dev.surprisal.event.RolloutIdentity;
import dev.surprisal.event.RolloutSampling;
import dev.surprisal.event.SourceFormat;
import dev.surprisal.event.TokenStatus;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Roll-outs for tests. */
final class Rollouts {

    static final RolloutSampling PLAIN =
            new RolloutSampling(Distribution.RAW, 1, 1, 0, Role.SAMPLER);

    private Rollouts() {}

    static Rollout of(double[] sampler, double[] policy, double[] reference, double reward) {
        return of(sampler, policy, reference, reward, PLAIN);
    }

    static Rollout of(
            double[] sampler,
            double[] policy,
            double[] reference,
            double reward,
            RolloutSampling sampling) {
        int tokens = (sampler != null ? sampler : policy).length;
        boolean[] mask = new boolean[tokens];
        for (int i = 0; i < tokens; i++) {
            double some = sampler != null ? sampler[i] : policy[i];
            mask[i] = some != PAD;
        }
        return new Rollout(
                new Origin("test", 0, 0, 0),
                SourceFormat.NATIVE,
                new RolloutIdentity("test", 0, 1, 0, 0, null),
                0,
                null,
                -1,
                null,
                sampling,
                new int[tokens],
                mask,
                scores(sampler),
                scores(policy),
                scores(reference),
                Reward.of(reward),
                Reward.NONE,
                null,
                null);
    }

    /** One token, and what a judge says of it. */
    static Rollout judged(PredictionForm form, double score, int label) {
        double[] one = {-1};
        Rollout r = of(one, one, one, 0);
        return new Rollout(
                r.origin(),
                r.format(),
                r.identity(),
                r.step(),
                r.env(),
                r.turn(),
                r.weightVersion(),
                r.sampling(),
                r.tokenIds(),
                r.mask(),
                r.sampler(),
                r.policy(),
                r.reference(),
                r.reward(),
                r.goldReward(),
                new Judgement(form, score, label),
                null);
    }

    /** A value that stands for a position under mask 0. */
    static final double PAD = 99;

    private static RoleScores scores(double[] logprobs) {
        if (logprobs == null) {
            return null;
        }
        double[] values = logprobs.clone();
        byte[] statuses = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            TokenStatus status = TokenStatus.OK;
            if (values[i] == PAD) {
                status = TokenStatus.PADDING;
            } else if (Double.isNaN(values[i])) {
                status = TokenStatus.NULL;
            } else if (values[i] == Double.NEGATIVE_INFINITY) {
                status = TokenStatus.NEG_INF;
            }
            values[i] = status == TokenStatus.OK ? values[i] : Double.NaN;
            statuses[i] = status.code();
        }
        return new RoleScores(values, statuses, null);
    }

    /** Of 0 to 30 tokens, the policy near the sampler, the reference farther off. */
    static Rollout random(SplittableRandom random) {
        int tokens = random.nextInt(31);
        double[] sampler = new double[tokens];
        double[] policy = new double[tokens];
        double[] reference = new double[tokens];
        Arrays.setAll(sampler, i -> -4 * random.nextDouble());
        Arrays.setAll(policy, i -> Math.min(0, sampler[i] + random.nextDouble(-.3, .3)));
        Arrays.setAll(reference, i -> Math.min(0, sampler[i] + random.nextDouble(-2, 2)));
        return of(sampler, policy, reference, random.nextDouble());
    }

    static PairFigures figures(RolePair pair, Rollout... rollouts) {
        PairTally tally = new PairTally(pair);
        for (Rollout rollout : rollouts) {
            tally.add(rollout);
        }
        return new PairFigures(pair, tally.totals());
    }
}
