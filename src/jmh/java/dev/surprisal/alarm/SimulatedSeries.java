package dev.surprisal.alarm;

import dev.surprisal.event.BaselineScore;
import dev.surprisal.event.DetectorState;
import dev.surprisal.event.DocumentMeans;
import dev.surprisal.event.Observation;
import dev.surprisal.event.TokenStatus;
import dev.surprisal.event.Totals;
import dev.surprisal.event.WindowScore;
import dev.surprisal.testing.WatchedWindow;
import java.util.List;

/** One series of one key, fed window after window, that begins anew after each alarm. */
interface SimulatedSeries {

    /** Takes the documents of a window; whether it alarmed. */
    boolean alarms(double[] documents);

    /** A detector of the product. */
    static SimulatedSeries of(Detector<WindowScore> detector, double logWeight) {
        return new SimulatedSeries() {
            private DetectorState state = detector.start();
            private long index;

            @Override
            public boolean alarms(double[] documents) {
                state = detector.next(state, window(index++, documents), logWeight);
                boolean alarm = detector.alarms(state);
                state = alarm ? detector.start() : state;
                return alarm;
            }
        };
    }

    /** The recursion itself against a mean that is given, not estimated. */
    static SimulatedSeries of(TestedMean tested, double logWeight, boolean roberts) {
        return new SimulatedSeries() {
            private double[] evidence = EProcess.start(TestedMean.BETS);

            @Override
            public boolean alarms(double[] documents) {
                double[] increments = tested.increments(WatchedWindow.means("nll", documents));
                if (roberts) {
                    EProcess.shiryaevRoberts(evidence, logWeight, increments);
                } else {
                    EProcess.cusum(evidence, logWeight, increments);
                }
                boolean alarm = EProcess.reached(EProcess.mixture(evidence), 0);
                evidence = alarm ? EProcess.start(TestedMean.BETS) : evidence;
                return alarm;
            }
        };
    }

    /** A baseline of these documents. */
    static BaselineScore baseline(double[] documents) {
        return Observations.freeze(Observations.add(null, "simulated", window(0, documents)));
    }

    /** A window without what only alerts read. */
    static WindowScore window(long index, double[] documents) {
        DocumentMeans[] means = {WatchedWindow.means("nll", documents)};
        Totals totals =
                new Totals(
                        0,
                        new long[TokenStatus.values().length],
                        null,
                        null,
                        null,
                        null,
                        null,
                        null);
        return new WindowScore(
                "simulated",
                null,
                index,
                index,
                index + 1,
                null,
                null,
                documents.length,
                true,
                0,
                new String[0],
                null,
                totals,
                null,
                new Observation(means, null, null, Double.NaN),
                null);
    }

    /** Settings of a fleet: nll only, both directions. */
    static AlarmSpec spec(double falseAlarmsPerMilli, int keys, long windowMillis, double limit) {
        return new AlarmSpec(
                falseAlarmsPerMilli,
                keys,
                windowMillis,
                List.of("nll"),
                false,
                0.5,
                limit,
                0,
                1,
                0,
                0,
                Long.MAX_VALUE / 4);
    }
}
