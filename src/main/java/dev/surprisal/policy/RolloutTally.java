package dev.surprisal.policy;

import dev.surprisal.event.DocumentMeans;
import dev.surprisal.event.Preference;
import dev.surprisal.event.PreferenceHalf;
import dev.surprisal.event.Role;
import dev.surprisal.event.Rollout;
import dev.surprisal.event.RolloutTotals;

/**
 * All that is added up of roll-outs: completions, both pairs, and how completions spread in the
 * statistics that have limits. Totals depend neither on order nor on how they were merged.
 *
 * <p>Statistics by completion: {@code kl} and {@code mismatch} are the mean of k3 over its tokens,
 * {@code entropy} the mean of −ln p under the sampler, or under the policy where there is no
 * sampler, {@code length} its own tokens. One that a completion does not have is not counted.
 */
public final class RolloutTally {

    /** Names of the statistics by completion. */
    public static final String KL = "kl";

    /** See {@link #KL}. */
    public static final String MISMATCH = "mismatch";

    /** See {@link #KL}. */
    public static final String ENTROPY = "entropy";

    /** See {@link #KL}. */
    public static final String LENGTH = "length";

    private final CompletionTally completions = new CompletionTally();
    private final PairTally mismatch;
    private final PairTally reference;
    private final RolePair referencePair;
    private final LossTally losses;

    /** Null until the first roll-out with likeliest tokens. */
    private GapTally gaps;

    private final MeansTally[] means = {
        new MeansTally(KL),
        new MeansTally(MISMATCH),
        new MeansTally(ENTROPY),
        new MeansTally(LENGTH)
    };

    /**
     * Empty.
     *
     * @param spec which pair is "the KL", and the losses' parameters
     */
    public RolloutTally(StepSpec spec) {
        mismatch = new PairTally(RolePair.MISMATCH, spec.losses().huber());
        reference = new PairTally(spec.reference(), spec.losses().huber());
        referencePair = spec.reference();
        losses = new LossTally(spec.losses());
    }

    private GapTally gaps() {
        gaps = gaps == null ? new GapTally() : gaps;
        return gaps;
    }

    /**
     * What one roll-out adds.
     *
     * @param spec which pair is "the KL", and the losses' parameters
     */
    public static RolloutTotals of(Rollout rollout, StepSpec spec) {
        RolloutTally tally = new RolloutTally(spec);
        tally.add(rollout);
        return tally.totals();
    }

    private void add(Rollout rollout) {
        completions.add(rollout);
        mismatch.add(rollout);
        reference.add(rollout);
        losses.judge(rollout.judgement());
        if (GapTally.applies(rollout)) {
            gaps().add(rollout);
        }
        PairFigures engine = new PairFigures(RolePair.MISMATCH, mismatch.totals());
        PairFigures penalty = new PairFigures(referencePair, reference.totals());
        if (penalty.wholeSequences() == 1) {
            completions.penalize(rollout, penalty.logEvidence());
        }
        CompletionFigures figures = new CompletionFigures(completions.totals());
        Role sampled = rollout.sampler() == null ? Role.POLICY : Role.SAMPLER;
        means[0].add(penalty.kl(Estimator.K3, Reduction.TOKEN_MEAN));
        means[1].add(engine.kl(Estimator.K3, Reduction.TOKEN_MEAN));
        means[2].add(figures.nllMean(sampled));
        means[3].add(rollout.length());
    }

    /**
     * What a roll-out brings to its pair.
     *
     * @param totals what {@link #of} gave of it
     * @return null if it is of no pair
     */
    public static PreferenceHalf half(Rollout rollout, RolloutTotals totals, StepSpec spec) {
        Preference preference = rollout.preference();
        if (preference == null) {
            return null;
        }
        PairFigures figures = new PairFigures(spec.reference(), totals.reference());
        // NaN unless all tokens count: a sum without some of them is another sequence's.
        double logRatio = figures.wholeSequences() == 1 ? figures.logEvidence() : Double.NaN;
        return new PreferenceHalf(preference.pair(), preference.preferred(), logRatio);
    }

    /** Adds the loss of a pair, or that it has none because a log-ratio is NaN. */
    public void addPair(double chosenLogRatio, double rejectedLogRatio) {
        double margin = chosenLogRatio - rejectedLogRatio;
        if (Double.isNaN(margin)) {
            completions.count(CompletionCount.PAIR_UNSCORED, 1);
        } else {
            losses.prefer(margin);
        }
    }

    /** Counts a half whose other half did not come. */
    public void addUnmatchedHalf() {
        completions.count(CompletionCount.PAIR_UNMATCHED, 1);
    }

    /** Counts a half whose place in its pair was taken. */
    public void addRepeatedHalf() {
        completions.count(CompletionCount.PAIR_REPEATED, 1);
    }

    /** Counts a half of a pair beyond as many as are kept. */
    public void addHalfBeyond() {
        completions.count(CompletionCount.PAIR_BEYOND, 1);
    }

    /** Adds what other tallies have. */
    public void merge(RolloutTotals other) {
        completions.merge(other.completions());
        mismatch.merge(other.mismatch());
        reference.merge(other.reference());
        losses.merge(other.losses());
        if (other.gaps() != null) {
            gaps().merge(other.gaps());
        }
        for (int i = 0; i < means.length; i++) {
            means[i].merge(other.means()[i]);
        }
    }

    /** What has been added so far; a copy. */
    public RolloutTotals totals() {
        DocumentMeans[] copies = new DocumentMeans[means.length];
        for (int i = 0; i < means.length; i++) {
            copies[i] = means[i].means();
        }
        return new RolloutTotals(
                completions.totals(),
                mismatch.totals(),
                reference.totals(),
                copies,
                losses.totals(),
                gaps == null ? null : gaps.totals());
    }
}
