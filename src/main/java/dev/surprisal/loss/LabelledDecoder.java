package dev.surprisal.loss;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import dev.surprisal.event.Labelled;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads a line of schema {@value #SCHEMA}: one JSON object, see docs/LOSSES.md. What is wrong is an
 * {@link InvalidLabelledException}, whatever the bytes; fields of other names are passed over.
 */
public final class LabelledDecoder {

    /** Named in a line's {@code schema}, which may be left out. */
    public static final String SCHEMA = "surprisal.labelled/1";

    /** End of the year 9999: beyond it, a time is a mistake in the unit. */
    private static final long TIME_MAX = 253_402_300_799_999L;

    private static final Set<String> NUMBERS =
            Set.of(
                    "y",
                    "prediction",
                    "p",
                    "logits",
                    "log_probs",
                    "target",
                    "anchor",
                    "positive",
                    "negative",
                    "positive_distance",
                    "negative_distance",
                    "margin",
                    "chosen",
                    "rejected",
                    "chosen_reference",
                    "rejected_reference");

    private static final JsonFactory FACTORY =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(64)
                                    .maxNumberLength(256)
                                    .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
                    // Python writes them.
                    .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                    .build();

    private final LossPlan plan;
    private final LossSums losses;

    /** Reads lines for a job; not to be shared between threads. */
    public LabelledDecoder(LossPlan plan) {
        this.plan = plan;
        losses = new LossSums(plan.losses());
    }

    /**
     * Reads a line.
     *
     * @throws InvalidLabelledException when it is no such object, its numbers are impossible or do
     *     not match, it has no time and the job windows in time, or no loss of the job applies
     */
    public Labelled decode(byte[] line) throws InvalidLabelledException {
        try (JsonParser parser = FACTORY.createParser(line)) {
            try {
                return read(parser);
            } catch (IOException e) {
                throw notJson(e, parser);
            }
        } catch (IOException e) {
            throw new InvalidLabelledException(-1, "not valid JSON");
        }
    }

    static long offset(JsonParser parser) {
        return parser.currentTokenLocation().getByteOffset();
    }

    /** Jackson's own messages quote the input. */
    private static InvalidLabelledException notJson(IOException e, JsonParser parser) {
        long at = parser.currentLocation().getByteOffset();
        String reason = "not valid JSON, or a key twice";
        if (e instanceof JsonEOFException) {
            reason = "ends too early";
        } else if (e instanceof StreamConstraintsException) {
            reason = "JSON over a limit: nesting 64, digits of a number 256";
        }
        return new InvalidLabelledException(at, reason);
    }

    private Labelled read(JsonParser parser) throws IOException, InvalidLabelledException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw new InvalidLabelledException(0, "is no JSON object");
        }
        String[] labels = new String[plan.groupBy().size()];
        Arrays.fill(labels, "");
        long time = -1;
        Map<String, NumberField> numbers = new HashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            if (NUMBERS.contains(name)) {
                numbers.put(name, NumberField.read(name, parser));
            } else if (name.equals("event_time")) {
                time = time(parser);
            } else if (name.equals("labels")) {
                labels(parser, labels);
            } else if (name.equals("schema") && !SCHEMA.equals(parser.getText())) {
                throw fault(parser, "schema: is not " + SCHEMA);
            } else {
                parser.skipChildren();
            }
        }
        if (parser.nextToken() != null) {
            throw fault(parser, "something stands behind the object");
        }
        if (time < 0 && plan.windowMillis() > 0) {
            throw new InvalidLabelledException(-1, "event_time: missing; the job has windows");
        }
        numbers.values().removeIf(field -> field == null);
        return checked(new LabelledFields(numbers).labelled(labels, Math.max(0, time)), numbers);
    }

    private Labelled checked(Labelled line, Map<String, NumberField> numbers)
            throws InvalidLabelledException {
        if (!losses.applies(line)) {
            String names = String.join(", ", new TreeSet<>(numbers.keySet()));
            throw new InvalidLabelledException(
                    -1,
                    "no loss of the job can be computed of "
                            + (names.isEmpty() ? "a line without numbers" : names));
        }
        return line;
    }

    private static InvalidLabelledException fault(JsonParser parser, String reason) {
        return new InvalidLabelledException(offset(parser), reason);
    }

    /** Milliseconds since 1970, or ISO 8601 with an offset; −1 for null. */
    private static long time(JsonParser parser) throws IOException, InvalidLabelledException {
        long time;
        switch (parser.currentToken()) {
            case VALUE_NULL -> {
                return -1;
            }
            case VALUE_NUMBER_INT -> time = parser.getLongValue();
            case VALUE_STRING -> {
                try {
                    time = OffsetDateTime.parse(parser.getText()).toInstant().toEpochMilli();
                } catch (DateTimeException | ArithmeticException e) {
                    throw fault(parser, "event_time: is no time of ISO 8601 with an offset");
                }
            }
            default -> throw fault(parser, "event_time: neither whole milliseconds nor ISO 8601");
        }
        if (time < 0 || time > TIME_MAX) {
            throw fault(parser, "event_time: is not in the years 1970 to 9999");
        }
        return time;
    }

    private void labels(JsonParser parser, String[] labels)
            throws IOException, InvalidLabelledException {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw fault(parser, "labels: is no object");
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            int index = plan.groupBy().indexOf(parser.currentName());
            JsonToken value = parser.nextToken();
            if (index < 0 || value == JsonToken.VALUE_NULL) {
                parser.skipChildren();
            } else if (value.isScalarValue()) {
                labels[index] = parser.getText();
            } else {
                throw fault(parser, "labels: a value is neither text nor number");
            }
        }
    }
}
