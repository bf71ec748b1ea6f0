package dev.surprisal.ingest;

import dev.surprisal.event.Completion;
import dev.surprisal.event.Delivery;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * The values that results are grouped by: {@code model}, {@code revision}, {@code segment}, {@code
 * format}, {@code route} and {@code header.NAME}; a route is the header of that name.
 */
final class LabelReader {

    static final String HEADER = "header.";

    /** Longer values come from nobody who wants to read them; their hash tells them apart. */
    private static final int VALUE_LENGTH_MAX = 256;

    private final String[] fields;

    LabelReader(List<String> fields) {
        this.fields = fields.toArray(String[]::new);
    }

    String[] read(Completion completion, Delivery delivery) {
        String[] values = new String[fields.length];
        for (int i = 0; i < fields.length; i++) {
            values[i] = bounded(value(fields[i], completion, delivery));
        }
        return values;
    }

    private static String value(String field, Completion completion, Delivery delivery) {
        return switch (field) {
            case "model" -> completion.identity().model();
            case "revision" -> completion.identity().modelRevision();
            case "segment" -> completion.identity().segment().name().toLowerCase(Locale.ROOT);
            case "format" -> completion.format().label();
            default -> header(name(field), completion, delivery);
        };
    }

    private static String name(String field) {
        return field.startsWith(HEADER) ? field.substring(HEADER.length()) : field;
    }

    /** What the topic says goes before what the envelope says. */
    private static String header(String name, Completion completion, Delivery delivery) {
        String told = header(name, delivery);
        return told == null ? header(name, completion.envelope()) : told;
    }

    /** The last header of a name, as Kafka's own lookup has it; null if there is none. */
    static String header(String name, Delivery delivery) {
        if (delivery != null) {
            for (int i = delivery.headerNames().length - 1; i >= 0; i--) {
                if (delivery.headerNames()[i].equals(name)) {
                    return delivery.headerValues()[i];
                }
            }
        }
        return null;
    }

    private static String bounded(String value) {
        if (value == null || value.length() <= VALUE_LENGTH_MAX) {
            return value == null ? "" : value;
        }
        long hash = PayloadHash.of(value.getBytes(StandardCharsets.UTF_8));
        return "#" + Long.toHexString(hash);
    }
}
