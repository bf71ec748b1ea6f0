package dev.surprisal.notify;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.surprisal.event.Alert;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;

/** The body that a webhook gets: the alert, schema {@value #SCHEMA}. */
final class WebhookJson {

    static final String SCHEMA = "surprisal.alert/1";

    private WebhookJson() {}

    static byte[] encode(Alert alert, Sender sender) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = AlertText.JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringField("schema", SCHEMA);
            json.writeStringField("job", sender.job());
            json.writeStringField("id", alert.id());
            json.writeStringField("status", alert.resolved() ? "resolved" : "firing");
            json.writeStringField("severity", alert.severity().name().toLowerCase(Locale.ROOT));
            json.writeStringField("detector", alert.detector());
            json.writeStringField("statistic", alert.statistic());
            json.writeStringField("direction", alert.direction());
            json.writeObjectFieldStart("labels");
            for (int i = 0; i < alert.labels().names().length; i++) {
                json.writeStringField(alert.labels().names()[i], alert.labels().values()[i]);
            }
            json.writeEndObject();
            json.writeNumberField("window_start", alert.windowStartMillis());
            json.writeNumberField("window_end", alert.windowEndMillis());
            json.writeNumberField("since", alert.sinceMillis());
            writeNumbers(json, alert);
            json.writeStringField("text", alert.text());
            if (!sender.generatorUrl().isEmpty()) {
                json.writeStringField("url", sender.generatorUrl());
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void writeNumbers(JsonGenerator json, Alert alert) throws IOException {
        write(json, "value", alert.value());
        write(json, "baseline", alert.baseline());
        write(json, "ratio", alert.ratio());
        write(json, "ratio_low", alert.ratioLow());
        write(json, "ratio_high", alert.ratioHigh());
        write(json, "evidence", alert.evidence());
        write(json, "threshold", alert.threshold());
    }

    private static void write(JsonGenerator json, String name, double value) throws IOException {
        if (Double.isFinite(value)) {
            json.writeNumberField(name, value);
        } else {
            json.writeNullField(name);
        }
    }
}
