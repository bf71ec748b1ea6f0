package dev.surprisal.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.surprisal.event.Distribution;
import dev.surprisal.event.Role;
import dev.surprisal.event.RolloutSampling;
import dev.surprisal.policy.Validity.State;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ValidityTest {

    private static final RolePair PAIR = RolePair.MISMATCH;

    private static State state(Estimator estimator, RolePair pair, RolloutSampling sampling) {
        double[] logprobs = {-1};
        return Rollouts.figures(pair, Rollouts.of(logprobs, logprobs, logprobs, 0, sampling))
                .validity(estimator)
                .state();
    }

    private static RolloutSampling sampling(
            Distribution distribution, double temperature, double topP, int topK) {
        return new RolloutSampling(distribution, temperature, topP, topK, Role.SAMPLER);
    }

    @Test
    void truncationSpoilsK3AndNotK1() {
        // Kept mass .95, renormalised: the log-ratio carries ln S at every token.
        double[] full = {-1, -2, -.3, -.7};
        double[] cut = Arrays.stream(full).map(x -> x - StrictMath.log(.95)).toArray();
        RolloutSampling sampling = sampling(Distribution.PROCESSED, 1, .95, 0);
        PairFigures figures = Rollouts.figures(PAIR, Rollouts.of(cut, full, null, 0, sampling));

        assertEquals(.051293294387550, figures.kl(Estimator.K1, Reduction.TOKEN_MEAN), 1e-14);
        assertEquals(.001293294387550, figures.kl(Estimator.K3, Reduction.TOKEN_MEAN), 1e-14);
        assertEquals(Validity.VALID, figures.validity(Estimator.K1));
        Provenance k3 = figures.provenance(Estimator.K3, Reduction.TOKEN_MEAN);
        assertEquals(
                new Provenance(
                        "KL(sampler||policy)",
                        "k3",
                        "token_mean",
                        4,
                        new Validity(
                                State.INVALID,
                                "cut by top-p or top-k: 4 of 4 tokens; "
                                        + "mean(exp(logq-logp)) is 0.9500, and 1 for a KL")),
                k3);
    }

    @Test
    void logProbsOfAnotherDistributionThanTheSampledOneSpoilAll() {
        for (Estimator estimator : Estimator.values()) {
            assertEquals(
                    State.INVALID, state(estimator, PAIR, sampling(Distribution.RAW, .7, 1, 0)));
            assertEquals(
                    State.INVALID, state(estimator, PAIR, sampling(Distribution.RAW, 1, 1, 50)));
            assertEquals(
                    State.INVALID,
                    state(estimator, PAIR, sampling(Distribution.AFTER_TEMPERATURE, .7, .9, 0)));
            assertEquals(
                    State.VALID,
                    state(estimator, PAIR, sampling(Distribution.AFTER_TEMPERATURE, .7, 1, 0)));
            assertEquals(State.VALID, state(estimator, PAIR, Rollouts.PLAIN));
        }
    }

    @Test
    void foreignTokensSpoilAllAndThePolicysEngineIsNearlyThePolicy() {
        RolloutSampling teacher = new RolloutSampling(Distribution.RAW, 1, 1, 0, null);
        RolloutSampling own = new RolloutSampling(Distribution.RAW, 1, 1, 0, Role.POLICY);
        RolePair reference = RolePair.POLICY_REFERENCE;
        for (Estimator estimator : Estimator.values()) {
            assertEquals(State.INVALID, state(estimator, reference, teacher));
            assertEquals(State.VALID, state(estimator, reference, own));
            assertEquals(State.UNCERTAIN, state(estimator, reference, Rollouts.PLAIN));
            assertEquals(
                    State.INVALID,
                    state(estimator, reference, sampling(Distribution.PROCESSED, 1, .9, 0)));
        }
    }

    @Test
    void whatIsNotSaidIsUncertain() {
        RolloutSampling unsaid = sampling(Distribution.UNKNOWN, 1, 1, 0);
        RolloutSampling half = sampling(Distribution.PROCESSED, Double.NaN, 1, 0);

        assertEquals(State.UNCERTAIN, state(Estimator.K1, PAIR, unsaid));
        assertEquals(State.UNCERTAIN, state(Estimator.K3, PAIR, half));
    }

    @Test
    void oneBadRolloutOfTwoIsSaidWithItsShare() {
        double[] two = {-1, -1};
        PairTally tally = new PairTally(PAIR);
        tally.add(Rollouts.of(two, two, null, 0));
        tally.add(Rollouts.of(two, two, null, 0, sampling(Distribution.PROCESSED, 1, 1, 20)));

        Validity validity = new PairFigures(PAIR, tally.totals()).validity(Estimator.K3);

        assertEquals(State.INVALID, validity.state());
        assertTrue(validity.reason().startsWith("cut by top-p or top-k: 2 of 4 tokens"));
    }
}
