package dev.surprisal.notify;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.StreamWriteFeature;
import dev.surprisal.event.Alert;
import java.time.Instant;
import java.util.Locale;

/** Alerts in words. */
final class AlertText {

    /** Jackson's writer of doubles: that of the JDK differs between 17 and 19. */
    static final JsonFactory JSON =
            new JsonFactoryBuilder().enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER).build();

    private AlertText() {}

    /** What a rule would be called: the same for all detectors that watch for the same thing. */
    static String name(Alert alert) {
        return switch (alert.detector()) {
            case "e-sr", "cusum", "e-cusum" -> "SurprisalDrift";
            default -> {
                StringBuilder name = new StringBuilder("Surprisal");
                for (String word : alert.detector().split("[^a-zA-Z0-9]+")) {
                    if (!word.isEmpty()) {
                        name.append(word.substring(0, 1).toUpperCase(Locale.ROOT))
                                .append(word.substring(1));
                    }
                }
                yield name.toString();
            }
        };
    }

    /** The numbers that exist, in one sentence each. */
    static String description(Alert alert) {
        StringBuilder text = new StringBuilder();
        add(text, "%s %s", alert.statistic(), alert.value());
        add(text, "%s %s", "baseline", alert.baseline());
        if (!Double.isNaN(alert.ratio())) {
            add(text, "%s %s", "ratio", alert.ratio());
            if (!Double.isNaN(alert.ratioLow()) && !Double.isNaN(alert.ratioHigh())) {
                text.append(
                        " [%s, %s]".formatted(number(alert.ratioLow()), number(alert.ratioHigh())));
            }
        }
        if (!Double.isNaN(alert.evidence())) {
            add(text, "%s %s", "evidence", alert.evidence());
            text.append(" of ").append(number(alert.threshold()));
        }
        if (!text.isEmpty()) {
            text.append("; ");
        }
        return text.append("since ")
                .append(Instant.ofEpochMilli(alert.sinceMillis()))
                .append(", window ")
                .append(Instant.ofEpochMilli(alert.windowStartMillis()))
                .append(" to ")
                .append(Instant.ofEpochMilli(alert.windowEndMillis()))
                .toString();
    }

    private static void add(StringBuilder text, String format, String what, double value) {
        if (!Double.isNaN(value)) {
            text.append(text.isEmpty() ? "" : ", ").append(format.formatted(what, number(value)));
        }
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.4g", value);
    }
}
