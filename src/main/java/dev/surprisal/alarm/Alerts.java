package dev.surprisal.alarm;

import dev.surprisal.event.Alert;
import dev.surprisal.event.BaselineScore;
import dev.surprisal.event.DetectorState;
import dev.surprisal.event.FiringAlert;
import dev.surprisal.event.Severity;
import dev.surprisal.event.WatchState;
import dev.surprisal.event.WindowScore;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Makes alerts: as they begin, and as they end with the same id. */
final class Alerts {

    private static final int ID_BYTES = 16;

    private Alerts() {}

    /** A detector's alert, and the state that waits for its end. */
    static FiringAlert raise(
            Detector<WindowScore> detector,
            DetectorState state,
            BaselineScore baseline,
            WindowScore window,
            double logWeight) {
        Reading reading = detector.reading(window);
        Alert alert =
                new Alert(
                        id(window.key(), detector.toString(), window.windowStartMillis()),
                        false,
                        detector.severity,
                        detector.name,
                        detector.statistic,
                        detector.direction,
                        window.labels(),
                        window.windowStartMillis(),
                        window.windowEndMillis(),
                        state.sinceMillis()[EProcess.leader(state.evidence())],
                        reading.value(),
                        reading.baseline(),
                        reading.ratio(),
                        reading.ratioLow(),
                        reading.ratioHigh(),
                        detector.evidence(state, logWeight),
                        detector.threshold(logWeight),
                        Sentences.raised(detector, state, reading, baseline, window, logWeight));
        return new FiringAlert(alert, detector.level(state), 0, 0);
    }

    /** The key has stopped: its last window is the one that the state remembers. */
    static FiringAlert silence(String key, WatchState state, long limitMillis) {
        Alert alert =
                event(
                        id(key, "silence", state.lastStartMillis()),
                        Severity.PAGE,
                        "silence",
                        "windows",
                        state,
                        state.lastEndMillis(),
                        limitMillis,
                        Sentences.silent(key, state, limitMillis));
        return new FiringAlert(alert, Double.NaN, 0, 0);
    }

    /** The model's revision is another. */
    static FiringAlert revision(WindowScore window, String before, String now) {
        Alert alert =
                new Alert(
                        id(window.key(), "revision", window.windowStartMillis()),
                        false,
                        Severity.INFO,
                        "revision",
                        "revision",
                        "",
                        window.labels(),
                        window.windowStartMillis(),
                        window.windowEndMillis(),
                        window.windowStartMillis(),
                        Double.NaN,
                        Double.NaN,
                        Double.NaN,
                        Double.NaN,
                        Double.NaN,
                        Double.NaN,
                        Double.NaN,
                        Sentences.revision(window.key(), before, now));
        return new FiringAlert(alert, Double.NaN, 0, 0);
    }

    /** The same alert, over, with what the window says now. */
    static Alert over(FiringAlert firing, WindowScore window, Reading reading, String text) {
        return over(firing, window.windowStartMillis(), window.windowEndMillis(), reading, text);
    }

    /** The same alert, over, for a reason that is no number. */
    static Alert over(FiringAlert firing, long startMillis, long endMillis, String text) {
        return over(firing, startMillis, endMillis, Reading.NONE, text);
    }

    static Alert over(
            FiringAlert firing, long startMillis, long endMillis, Reading reading, String text) {
        Alert alert = firing.alert();
        return new Alert(
                alert.id(),
                true,
                alert.severity(),
                alert.detector(),
                alert.statistic(),
                alert.direction(),
                alert.labels(),
                startMillis,
                endMillis,
                alert.sinceMillis(),
                reading.value(),
                reading.baseline(),
                reading.ratio(),
                reading.ratioLow(),
                reading.ratioHigh(),
                alert.evidence(),
                alert.threshold(),
                text);
    }

    private static Alert event(
            String id,
            Severity severity,
            String detector,
            String statistic,
            WatchState state,
            long sinceMillis,
            double limit,
            String text) {
        return new Alert(
                id,
                false,
                severity,
                detector,
                statistic,
                "",
                state.labels(),
                state.lastStartMillis(),
                state.lastEndMillis(),
                sinceMillis,
                Double.NaN,
                Double.NaN,
                Double.NaN,
                Double.NaN,
                Double.NaN,
                limit,
                limit,
                text);
    }

    /** The same for every run over the same data: what, and the window that raised it. */
    static String id(String key, String series, long windowStartMillis) {
        String what = key + '\u0001' + series + '\u0001' + windowStartMillis;
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(what.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, ID_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
