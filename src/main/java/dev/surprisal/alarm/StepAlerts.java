package dev.surprisal.alarm;

import dev.surprisal.event.Alert;
import dev.surprisal.event.DetectorState;
import dev.surprisal.event.FiringAlert;
import dev.surprisal.event.RecentSteps;
import dev.surprisal.event.Severity;
import dev.surprisal.event.StepScore;

/** Makes alerts over training steps, whose times are numbers of steps. */
final class StepAlerts {

    private StepAlerts() {}

    /** A detector's alert, and the state that waits for its end. */
    static FiringAlert raise(
            Detector<StepScore> detector,
            DetectorState state,
            StepScore step,
            double logWeight,
            long invalidSteps) {
        long since = state.sinceMillis()[EProcess.leader(state.evidence())];
        Reading reading = detector.reading(step);
        Alert alert =
                alert(
                        detector.toString(),
                        detector.severity,
                        detector.name,
                        detector.statistic,
                        detector.direction,
                        step,
                        since,
                        reading,
                        detector.evidence(state, logWeight),
                        detector.threshold(logWeight),
                        StepSentences.raised(
                                detector, state, reading, step, logWeight, invalidSteps));
        return new FiringAlert(alert, detector.level(state), 0, 0);
    }

    /** The warning that reward is bought with KL; the change began with the last W steps. */
    static FiringAlert overOptimisation(
            OverOptimisation rule,
            OverOptimisation.Verdict verdict,
            RecentSteps recent,
            StepScore step) {
        long since = recent.steps()[recent.steps().length - rule.window()];
        Alert alert =
                alert(
                        OverOptimisation.NAME,
                        Severity.WARNING,
                        OverOptimisation.NAME,
                        "reward",
                        "up",
                        step,
                        since,
                        Reading.of(verdict.reward().now(), verdict.reward().before()),
                        verdict.evidence(),
                        OverOptimisation.Z,
                        StepSentences.overOptimised(rule, verdict, step, since));
        return new FiringAlert(alert, Double.NaN, 0, 0);
    }

    private static Alert alert(
            String series,
            Severity severity,
            String detector,
            String statistic,
            String direction,
            StepScore step,
            long since,
            Reading reading,
            double evidence,
            double threshold,
            String text) {
        return new Alert(
                Alerts.id(StepWatch.key(step), series, step.firstStep()),
                false,
                severity,
                detector,
                statistic,
                direction,
                step.labels(),
                step.firstStep(),
                step.lastStep() + 1,
                since,
                reading.value(),
                reading.baseline(),
                reading.ratio(),
                reading.ratioLow(),
                reading.ratioHigh(),
                evidence,
                threshold,
                text);
    }

    /** The same alert, over, with what the step says now. */
    static Alert over(FiringAlert firing, StepScore step, Reading reading, String text) {
        return Alerts.over(firing, step.firstStep(), step.lastStep() + 1, reading, text);
    }
}
