package dev.surprisal.alarm;

import dev.surprisal.event.BaselineScore;
import dev.surprisal.event.DetectorState;
import dev.surprisal.event.FiringAlert;
import dev.surprisal.event.WindowScore;
import java.util.ArrayList;
import java.util.List;

/** The detectors that the settings ask for and a baseline allows, in one order. */
final class Detectors {

    private Detectors() {}

    /**
     * The detectors of a window.
     *
     * @param baseline null for those that need none
     */
    static List<Detector<WindowScore>> of(AlarmSpec spec, BaselineScore baseline) {
        List<Detector<WindowScore>> detectors = new ArrayList<>();
        if (baseline != null) {
            for (String statistic : spec.statistics()) {
                addMeans(detectors, statistic, spec, baseline);
            }
            if (spec.statusRise() < 1) {
                detectors.add(ShareLimit.statuses(spec.statusRise(), baseline));
            }
        }
        if (spec.likelihoodRatio()) {
            detectors.add(new RatioBetting());
        }
        if (spec.coverageMin() > 0) {
            detectors.add(ShareLimit.coverage(spec.coverageMin()));
        }
        return detectors;
    }

    private static void addMeans(
            List<Detector<WindowScore>> detectors,
            String statistic,
            AlarmSpec spec,
            BaselineScore baseline) {
        for (boolean upward : new boolean[] {true, false}) {
            if (!statistic.equals(AlarmSpec.GAP)) {
                add(
                        detectors,
                        MeanBetting.create(statistic, upward, baseline, spec.baselineLevel()));
            }
            add(detectors, CusumChart.create(statistic, upward, baseline, spec));
        }
    }

    private static void add(List<Detector<WindowScore>> detectors, Detector<WindowScore> detector) {
        if (detector != null) {
            detectors.add(detector);
        }
    }

    /** A detector's state at its beginning, with what has to be carried over. */
    static DetectorState begun(Detector<?> detector, DetectorState before, FiringAlert firing) {
        DetectorState start = detector.start();
        return new DetectorState(
                start.detector(),
                start.statistic(),
                start.direction(),
                start.evidence(),
                start.runs(),
                start.sinceMillis(),
                start.documents(),
                start.sums(),
                before.skipped(),
                firing);
    }
}
