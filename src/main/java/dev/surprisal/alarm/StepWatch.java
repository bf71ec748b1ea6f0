package dev.surprisal.alarm;

import dev.surprisal.event.Alert;
import dev.surprisal.event.DetectorState;
import dev.surprisal.event.FiringAlert;
import dev.surprisal.event.Labels;
import dev.surprisal.event.RecentSteps;
import dev.surprisal.event.StepScore;
import dev.surprisal.event.StepWatchState;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Watches the steps of one group of completions, in order: tests limits and equality, compares
 * reward with KL, raises alerts and ends them. Holds no state of a group; one serves all.
 *
 * <ul>
 *   <li>times of alerts are steps: see {@link Alert}
 *   <li>steps may be left out; what counts is their order
 *   <li>a series that fires is not tested again until its alert is over; it begins anew then
 *   <li>a series that the settings do not ask for any more is forgotten, and its alert ended
 *   <li>at the end of training nothing ends: what fires then was true of the last steps
 * </ul>
 */
public final class StepWatch {

    private final List<Detector<StepScore>> detectors = new ArrayList<>();
    private final OverOptimisation overOptimisation;
    private final double logWeight;

    /** A watch with these settings. */
    public StepWatch(StepAlarmSpec spec) {
        spec.limits().forEach(limit -> detectors.add(new LimitBetting(limit)));
        spec.equalPairs().forEach(pair -> detectors.add(new EqualityBetting(pair)));
        overOptimisation =
                spec.window() == 0
                        ? null
                        : new OverOptimisation(spec.window(), spec.max(StepLimit.KL));
        logWeight = spec.logWeight();
    }

    /**
     * Run and group in words, {@code run=a env=math}: the same for two steps exactly when they are
     * of one group.
     */
    public static String key(StepScore step) {
        Labels labels = step.labels();
        String[] names = new String[labels.names().length + 1];
        String[] values = new String[names.length];
        names[0] = "run";
        values[0] = step.run();
        System.arraycopy(labels.names(), 0, names, 1, names.length - 1);
        System.arraycopy(labels.values(), 0, values, 1, names.length - 1);
        return new Labels(names, values).text();
    }

    /**
     * Takes the next step of a group.
     *
     * @param before null for the first step of a group
     * @param out takes alerts that begin or end, in order
     * @throws IllegalStateException when the step is not after the one before
     */
    public StepWatchState next(StepWatchState before, StepScore step, Consumer<Alert> out) {
        if (before != null && step.firstStep() <= before.lastStep()) {
            throw new IllegalStateException(
                    "step %d of %s came after step %d"
                            .formatted(step.firstStep(), key(step), before.lastStep()));
        }
        long reference = before == null ? 0 : before.referenceInvalid();
        long mismatch = before == null ? 0 : before.mismatchInvalid();
        reference += StepValidity.invalid(step, StepLimit.KL) ? 1 : 0;
        mismatch += StepValidity.invalid(step, StepLimit.MISMATCH) ? 1 : 0;
        DetectorState[] states = new DetectorState[detectors.size()];
        for (int i = 0; i < states.length; i++) {
            Detector<StepScore> detector = detectors.get(i);
            long invalid = invalidSteps(detector.statistic, reference, mismatch);
            states[i] = test(detector, find(before, detector), step, invalid, out);
        }
        endForgotten(before, step, out);
        RecentSteps known = before == null ? null : before.recent();
        RecentSteps recent = overOptimisation == null ? null : overOptimisation.add(known, step);
        FiringAlert firing = before == null ? null : before.overOptimisation();
        if (overOptimisation != null && recent != known) {
            firing = compare(firing, recent, step, out);
        } else if (overOptimisation == null && firing != null) {
            out.accept(end(firing, step));
            firing = null;
        }
        return new StepWatchState(step.lastStep(), reference, mismatch, recent, firing, states);
    }

    private static long invalidSteps(String statistic, long reference, long mismatch) {
        return switch (statistic) {
            case StepLimit.KL -> reference;
            case StepLimit.MISMATCH -> mismatch;
            default -> 0;
        };
    }

    private static DetectorState find(StepWatchState before, Detector<StepScore> detector) {
        if (before != null) {
            for (DetectorState state : before.detectors()) {
                if (detector.owns(state)) {
                    return state;
                }
            }
        }
        return detector.start();
    }

    private DetectorState test(
            Detector<StepScore> detector,
            DetectorState state,
            StepScore step,
            long invalidSteps,
            Consumer<Alert> out) {
        if (state.firing() != null) {
            FiringAlert firing = detector.recover(state.firing(), step);
            if (!detector.isOver(firing)) {
                return Detectors.begun(detector, state, firing);
            }
            Reading reading = detector.reading(step);
            out.accept(
                    StepAlerts.over(
                            firing, step, reading, StepSentences.over(detector, reading, step)));
            return Detectors.begun(detector, state, null);
        }
        DetectorState next = detector.next(state, step, logWeight);
        if (!detector.alarms(next)) {
            return next;
        }
        FiringAlert firing = StepAlerts.raise(detector, next, step, logWeight, invalidSteps);
        out.accept(firing.alert());
        return Detectors.begun(detector, next, firing);
    }

    /** Settings may differ after a restart from a savepoint. */
    private void endForgotten(StepWatchState before, StepScore step, Consumer<Alert> out) {
        if (before == null) {
            return;
        }
        for (DetectorState state : before.detectors()) {
            boolean watched = detectors.stream().anyMatch(detector -> detector.owns(state));
            if (!watched && state.firing() != null) {
                out.accept(end(state.firing(), step));
            }
        }
    }

    private FiringAlert compare(
            FiringAlert firing, RecentSteps recent, StepScore step, Consumer<Alert> out) {
        OverOptimisation.Verdict verdict = overOptimisation.judge(recent);
        if (!verdict.known()) {
            return firing;
        }
        if (firing == null) {
            if (!verdict.holds()) {
                return null;
            }
            FiringAlert raised =
                    StepAlerts.overOptimisation(overOptimisation, verdict, recent, step);
            out.accept(raised.alert());
            return raised;
        }
        int calm = verdict.holds() ? 0 : firing.calmWindows() + 1;
        if (calm < overOptimisation.window()) {
            return new FiringAlert(firing.alert(), firing.level(), firing.recovery(), calm);
        }
        Reading reading = Reading.of(verdict.reward().now(), verdict.reward().before());
        String text = StepSentences.overOptimisationOver(overOptimisation, step);
        out.accept(StepAlerts.over(firing, step, reading, text));
        return null;
    }

    private static Alert end(FiringAlert firing, StepScore step) {
        return StepAlerts.over(firing, step, Reading.NONE, StepSentences.notWatched(step));
    }
}
