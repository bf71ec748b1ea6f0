package dev.surprisal.alarm;

import dev.surprisal.event.BaselineScore;
import dev.surprisal.event.DetectorState;
import dev.surprisal.event.WatchState;
import dev.surprisal.event.WindowScore;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** What alerts say, one sentence each. Numbers have four digits. */
final class Sentences {

    private static final MathContext DIGITS = new MathContext(4);

    private Sentences() {}

    static String raised(
            Detector<?> detector,
            DetectorState state,
            Reading reading,
            BaselineScore baseline,
            WindowScore window,
            double logWeight) {
        StringBuilder text = new StringBuilder();
        text.append(subject(detector)).append(" of ").append(window.key());
        text.append(
                switch (detector.direction) {
                    case "up" -> " is up";
                    case "down" -> " is down";
                    default -> " is not that of the reference";
                });
        text.append(" since ").append(time(state.sinceMillis()[leader(state)]));
        text.append(detector.direction.isEmpty() ? ": ln of the likelihood ratio " : ": ");
        text.append(number(reading.value())).append(" in this window");
        double level = detector.level(state);
        if (!Double.isNaN(level)) {
            text.append(", ").append(number(level)).append(" a document since then");
        }
        if (baseline != null
                && !Double.isNaN(reading.baseline())
                && !detector.direction.isEmpty()) {
            text.append(", ").append(number(reading.baseline())).append(" in the baseline (");
            text.append(baseline.name()).append(')');
        }
        appendRatio(text, detector, reading);
        text.append("; ").append(detector.name).append(" evidence ");
        text.append(number(detector.evidence(state, logWeight))).append(", needed ");
        text.append(number(detector.threshold(logWeight)));
        if (state.skipped() > 0) {
            text.append("; ").append(state.skipped()).append(" documents could not be tested");
        }
        return text.toString();
    }

    static String over(Detector<?> detector, Reading reading, WindowScore window) {
        StringBuilder text = new StringBuilder();
        text.append(subject(detector)).append(" of ").append(window.key());
        text.append(" is back since the window of ").append(time(window.windowStartMillis()));
        text.append(": ").append(number(reading.value()));
        appendRatio(text, detector, reading);
        return text.toString();
    }

    static void appendRatio(StringBuilder text, Detector<?> detector, Reading reading) {
        if (!Double.isNaN(reading.ratio())) {
            text.append(detector.statistic.equals(Observations.NLL) ? "; perplexity" : "; ");
            text.append(detector.statistic.equals(Observations.NLL) ? " ratio " : "ratio ");
            text.append(number(reading.ratio())).append(interval(reading));
        }
    }

    private static String interval(Reading reading) {
        if (Double.isNaN(reading.ratioLow()) || Double.isNaN(reading.ratioHigh())) {
            return " (too few for a 95 % interval)";
        }
        return " (95 % interval "
                + number(reading.ratioLow())
                + " to "
                + number(reading.ratioHigh())
                + ")";
    }

    static String revision(String key, String before, String now) {
        return "the model's revision of "
                + key
                + " changed from "
                + before
                + " to "
                + now
                + "; what was learnt of the old one is not used any more";
    }

    static String revisionSettled(String key, String now) {
        return key + " is watched again, revision " + now;
    }

    static String endedByRevision(String key) {
        return "over, because the model's revision of " + key + " changed";
    }

    static String silent(String key, WatchState state, long limitMillis) {
        return "%s has had no window since %s, for more than %s; the longest gap before was %s"
                .formatted(
                        key,
                        time(state.lastEndMillis()),
                        duration(limitMillis),
                        duration(state.longestGapMillis()));
    }

    static String backFromSilence(WindowScore window, WatchState state) {
        return "%s is back with the window of %s, %s after the last one"
                .formatted(
                        window.key(),
                        time(window.windowStartMillis()),
                        duration(window.windowStartMillis() - state.lastEndMillis()));
    }

    static String forgotten(String key, long retentionMillis) {
        return key + " has had no window for " + duration(retentionMillis) + " and is forgotten";
    }

    private static String subject(Detector<?> detector) {
        return switch (detector.statistic) {
            case "gap" -> "surprisal − entropy gap";
            case "not_ok" -> "share of tokens without a log-prob";
            default -> detector.statistic;
        };
    }

    private static int leader(DetectorState state) {
        return EProcess.leader(state.evidence());
    }

    private static String time(long millis) {
        return Instant.ofEpochMilli(millis).toString();
    }

    private static String duration(long millis) {
        return Duration.ofMillis(millis).toString().substring(2).toLowerCase(Locale.ROOT);
    }

    /** By BigDecimal: the digits of a formatted double differ between JDKs. */
    static String number(double x) {
        if (!Double.isFinite(x)) {
            return "unknown";
        }
        BigDecimal rounded = new BigDecimal(x).round(DIGITS).stripTrailingZeros();
        boolean plain = x == 0 || Math.abs(x) >= 1e-6 && Math.abs(x) < 1e9;
        return plain ? rounded.toPlainString() : rounded.toString();
    }
}
