package dev.surprisal.notify;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.surprisal.event.Alert;
import dev.surprisal.event.Labels;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The body of {@code POST /api/v2/alerts}. Alertmanager tells alerts apart by their labels, so
 * those hold what stays the same from begin to end, and the id is an annotation.
 */
final class AlertmanagerJson {

    private static final Set<String> OURS =
            Set.of(
                    "alertname",
                    "severity",
                    "detector",
                    "statistic",
                    "direction",
                    "job_name",
                    "job",
                    "instance");

    private AlertmanagerJson() {}

    static byte[] encode(List<TimedAlert> alerts, Sender sender, long nowMillis) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = AlertText.JSON.createGenerator(bytes)) {
            json.writeStartArray();
            for (TimedAlert alert : alerts) {
                write(json, alert, sender, nowMillis);
            }
            json.writeEndArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void write(JsonGenerator json, TimedAlert timed, Sender sender, long nowMillis)
            throws IOException {
        Alert alert = timed.alert();
        json.writeStartObject();
        writeLabels(json, alert, sender);
        json.writeObjectFieldStart("annotations");
        json.writeStringField("summary", alert.text());
        json.writeStringField("description", AlertText.description(alert));
        json.writeStringField("id", alert.id());
        json.writeEndObject();
        // Event time may lie ahead of this clock; an alert that ends before it starts is refused.
        // Of posts that overlap it keeps the earliest begin, so a step's is when it was first heard
        // of.
        long starts = sender.steps() ? nowMillis : Math.min(timed.startsAtMillis(), nowMillis);
        long over = sender.steps() ? nowMillis : alert.windowEndMillis();
        long ends =
                alert.resolved()
                        ? Math.min(over, nowMillis)
                        : nowMillis + sender.validity().toMillis();
        json.writeStringField("startsAt", Instant.ofEpochMilli(starts).toString());
        json.writeStringField("endsAt", Instant.ofEpochMilli(Math.max(starts, ends)).toString());
        if (!sender.generatorUrl().isEmpty()) {
            json.writeStringField("generatorURL", sender.generatorUrl());
        }
        json.writeEndObject();
    }

    private static void writeLabels(JsonGenerator json, Alert alert, Sender sender)
            throws IOException {
        json.writeObjectFieldStart("labels");
        json.writeStringField("alertname", AlertText.name(alert));
        json.writeStringField("severity", alert.severity().name().toLowerCase(Locale.ROOT));
        json.writeStringField("job_name", sender.job());
        writeUnlessEmpty(json, "detector", alert.detector());
        writeUnlessEmpty(json, "statistic", alert.statistic());
        writeUnlessEmpty(json, "direction", alert.direction());
        List<String> names = Labels.identifiers(alert.labels().names(), OURS);
        for (int i = 0; i < names.size(); i++) {
            writeUnlessEmpty(json, names.get(i), alert.labels().values()[i]);
        }
        json.writeEndObject();
    }

    /** To Alertmanager a label without a value is a label that is not there. */
    private static void writeUnlessEmpty(JsonGenerator json, String name, String value)
            throws IOException {
        if (!value.isEmpty()) {
            json.writeStringField(name, value);
        }
    }
}
