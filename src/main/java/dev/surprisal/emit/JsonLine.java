package dev.surprisal.emit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import java.io.IOException;
import java.io.StringWriter;

/**
 * One JSON object under construction. Doubles are written by Jackson's Schubfach writer and not by
 * {@code Double.toString}, whose digits differ between JDK 17 and 19.
 */
final class JsonLine {

    private static final JsonFactory FACTORY =
            new JsonFactoryBuilder().enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER).build();

    private final StringWriter text = new StringWriter();
    private final JsonGenerator generator;

    JsonLine() throws IOException {
        generator = FACTORY.createGenerator(text);
        generator.writeStartObject();
    }

    void text(String name, String value) throws IOException {
        generator.writeStringField(name, value);
    }

    void whole(String name, long value) throws IOException {
        generator.writeNumberField(name, value);
    }

    void flag(String name, boolean value) throws IOException {
        generator.writeBooleanField(name, value);
    }

    void missing(String name) throws IOException {
        generator.writeNullField(name);
    }

    /** Null where the number does not exist: JSON knows neither NaN nor infinity. */
    void number(String name, double value) throws IOException {
        if (Double.isFinite(value)) {
            generator.writeNumberField(name, value);
        } else {
            missing(name);
        }
    }

    void texts(String name, String[] values) throws IOException {
        generator.writeArrayFieldStart(name);
        for (String value : values) {
            generator.writeString(value);
        }
        generator.writeEndArray();
    }

    void wholes(String name, int[] values) throws IOException {
        generator.writeFieldName(name);
        generator.writeArray(values, 0, values.length);
    }

    void wholes(String name, long[] values) throws IOException {
        generator.writeFieldName(name);
        generator.writeArray(values, 0, values.length);
    }

    void numbers(String name, double[] values) throws IOException {
        generator.writeFieldName(name);
        generator.writeArray(values, 0, values.length);
    }

    void beginObject(String name) throws IOException {
        generator.writeObjectFieldStart(name);
    }

    /** An element of an array. */
    void beginObject() throws IOException {
        generator.writeStartObject();
    }

    void beginArray(String name) throws IOException {
        generator.writeArrayFieldStart(name);
    }

    void element(String value) throws IOException {
        generator.writeString(value);
    }

    void endArray() throws IOException {
        generator.writeEndArray();
    }

    void endObject() throws IOException {
        generator.writeEndObject();
    }

    String end() throws IOException {
        generator.writeEndObject();
        generator.close();
        return text.toString();
    }
}
