package dev.surprisal.alarm;

import dev.surprisal.event.DetectorState;
import dev.surprisal.event.DocumentMeans;
import dev.surprisal.event.FiringAlert;
import dev.surprisal.event.Severity;
import dev.surprisal.event.StepScore;
import dev.surprisal.kernel.ExactSums;

/**
 * e-SR on the mean of a nonnegative statistic over the completions of steps, against a stated
 * limit.
 *
 * <p>Null hypothesis: given the past, completions have on average at most the limit (downward:
 * min(x, B) is on average at least the limit, B = {@value #CAP} times the limit; what a completion
 * has beyond B does not make up for what others lack). Evidence shown: ln M/w, against ln 1/w.
 *
 * <p>A step whose k3 is invalid says nothing of KL: limits of {@code kl} and {@code mismatch} leave
 * it out, in either direction, as they do a step without completions that have the statistic.
 *
 * <p>An alert is over after three tested steps in a row whose mean is within the limit. {@link
 * Recovery} would not do: it asks whether the mean is nearer to its old level than to the changed
 * one, and half-way back from far above a budget is still above it. One step alone would end alerts
 * by chance where a step has few completions. Evidence starts from 0 then.
 */
final class LimitBetting extends Detector<StepScore> {

    static final String NAME = "e-sr";

    private static final int CALM_STEPS = 3;
    private static final int CAP = 2;

    private final StepLimit limit;
    private final TestedMean tested;

    LimitBetting(StepLimit limit) {
        super(NAME, limit.statistic(), limit.upward() ? "up" : "down", Severity.PAGE);
        this.limit = limit;
        tested =
                limit.upward()
                        ? TestedMean.atMost(limit.max())
                        : TestedMean.atLeast(limit.min(), CAP * limit.min());
    }

    double limit() {
        return limit.limit();
    }

    @Override
    DetectorState start() {
        return start(EProcess.start(TestedMean.BETS));
    }

    @Override
    DetectorState next(DetectorState state, StepScore step, double logWeight) {
        DocumentMeans means = means(step);
        if (means == null) {
            return state;
        }
        double[] increments = tested.increments(means);
        double[] evidence = state.evidence().clone();
        EProcess.shiryaevRoberts(evidence, logWeight, increments);
        return grown(
                state,
                evidence,
                increments,
                step.firstStep(),
                means.documents(),
                ExactSums.toDouble(means.sums(), 0),
                TestedMean.untestable(means));
    }

    /** Null where the step does not have the statistic, or not as an estimate of what it should. */
    private DocumentMeans means(StepScore step) {
        return StepValidity.invalid(step, statistic)
                ? null
                : DocumentSample.find(step.means(), statistic);
    }

    @Override
    double evidence(DetectorState state, double logWeight) {
        return EProcess.mixture(state.evidence()) - logWeight;
    }

    @Override
    double threshold(double logWeight) {
        return -logWeight;
    }

    @Override
    boolean alarms(DetectorState state) {
        return EProcess.reached(EProcess.mixture(state.evidence()), 0);
    }

    /** The baseline is the limit, which has no error; the interval is the step's, 95 %. */
    @Override
    Reading reading(StepScore step) {
        DocumentMeans means = means(step);
        if (means == null) {
            return Reading.NONE;
        }
        DocumentSample now = DocumentSample.of(means);
        if (!(now.mean() > 0)) {
            return Reading.of(now.mean(), limit());
        }
        double ratio = now.mean() / limit();
        double factor =
                StrictMath.exp(
                        BaselineComparison.margin(
                                now.standardError() / now.mean(), 0, now.documents()));
        return new Reading(now.mean(), limit(), ratio, ratio / factor, ratio * factor);
    }

    @Override
    FiringAlert recover(FiringAlert firing, StepScore step) {
        DocumentMeans means = means(step);
        if (means == null) {
            return firing;
        }
        double mean = DocumentSample.of(means).mean();
        // What is in no sum is +∞ or nearly: within no upper limit, and no reason for a lower one.
        boolean within =
                limit.upward()
                        ? mean <= limit() && DocumentSample.notSummed(means) == 0
                        : mean >= limit();
        return new FiringAlert(
                firing.alert(),
                firing.level(),
                firing.recovery(),
                within ? firing.calmWindows() + 1 : 0);
    }

    @Override
    boolean isOver(FiringAlert firing) {
        return firing.calmWindows() >= CALM_STEPS;
    }
}
