package dev.surprisal.emit;

import dev.surprisal.event.Alert;
import dev.surprisal.event.Drift;
import dev.surprisal.event.Labels;
import dev.surprisal.event.WindowScore;
import java.io.IOException;
import java.util.Locale;

/** The fields of alerts, and those of a watched window. docs/ALARMS.md defines each. */
final class AlertFields {

    private AlertFields() {}

    static void write(JsonLine json, Alert alert) throws IOException {
        json.text("id", alert.id());
        json.text("status", alert.resolved() ? "resolved" : "firing");
        json.text("severity", alert.severity().name().toLowerCase(Locale.ROOT));
        json.text("detector", alert.detector());
        json.text("statistic", alert.statistic());
        json.text("direction", alert.direction());
        write(json, alert.labels());
        json.whole("window_start", alert.windowStartMillis());
        json.whole("window_end", alert.windowEndMillis());
        json.whole("since", alert.sinceMillis());
        json.number("value", alert.value());
        json.number("baseline", alert.baseline());
        json.number("ratio", alert.ratio());
        json.number("ratio_low", alert.ratioLow());
        json.number("ratio_high", alert.ratioHigh());
        json.number("evidence", alert.evidence());
        json.number("threshold", alert.threshold());
        json.text("text", alert.text());
    }

    /** Nothing for the windows of a bounded job, which have no labels. */
    static void write(JsonLine json, WindowScore window) throws IOException {
        if (window.labels() == null) {
            return;
        }
        write(json, window.labels());
        json.texts("revisions", window.revisions());
        Drift drift = window.drift();
        if (drift == null) {
            json.missing("drift");
            return;
        }
        json.beginObject("drift");
        json.text("baseline", drift.baseline());
        json.text("revision", drift.revision());
        json.whole("documents", drift.documents());
        json.number("perplexity", drift.perplexity());
        json.number("ratio", drift.ratio());
        json.number("ratio_low", drift.ratioLow());
        json.number("ratio_high", drift.ratioHigh());
        json.number("psi", drift.psi());
        json.number("ks", drift.ks());
        json.endObject();
    }

    static void write(JsonLine json, Labels labels) throws IOException {
        if (labels == null) {
            json.missing("labels");
            return;
        }
        json.beginObject("labels");
        for (int i = 0; i < labels.names().length; i++) {
            json.text(labels.names()[i], labels.values()[i]);
        }
        json.endObject();
    }
}
