package dev.surprisal.loss;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.DoublePredicate;

/** A field that is a number (rank 0), numbers (rank 1) or equally long rows of numbers (rank 2). */
final class NumberField {

    private final String name;
    private final long offset;
    private int rank;
    private int rows;
    private int columns;
    private double[] values = new double[4];
    private int used;

    private NumberField(String name, long offset) {
        this.name = name;
        this.offset = offset;
    }

    /** Reads the value that the parser stands at; null for a JSON null, which says nothing. */
    static NumberField read(String name, JsonParser parser)
            throws IOException, InvalidLabelledException {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return null;
        }
        NumberField field = new NumberField(name, LabelledDecoder.offset(parser));
        if (parser.currentToken() == JsonToken.START_ARRAY) {
            field.readArray(parser);
        } else {
            field.add(parser);
            field.rows = 1;
        }
        field.values = Arrays.copyOf(field.values, field.used);
        return field;
    }

    private void readArray(JsonParser parser) throws IOException, InvalidLabelledException {
        rank = 1;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            boolean row = parser.currentToken() == JsonToken.START_ARRAY;
            if (rows == 0) {
                rank = row ? 2 : 1;
            } else if (row != (rank == 2)) {
                throw fault(parser, "mixes numbers and arrays");
            }
            if (row) {
                readRow(parser);
            } else {
                add(parser);
            }
            rows++;
        }
    }

    private void readRow(JsonParser parser) throws IOException, InvalidLabelledException {
        int before = used;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            add(parser);
        }
        int length = used - before;
        if (rows == 0) {
            columns = length;
        } else if (length != columns) {
            throw fault(
                    parser, "row " + rows + " has " + length + " numbers and the first " + columns);
        }
    }

    private void add(JsonParser parser) throws IOException, InvalidLabelledException {
        JsonToken token = parser.currentToken();
        double value;
        if (token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT) {
            value = parser.getDoubleValue();
        } else if (token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE) {
            value = token == JsonToken.VALUE_TRUE ? 1 : 0;
        } else {
            throw fault(parser, "is no number");
        }
        if (Double.isNaN(value)) {
            throw fault(parser, "is NaN");
        }
        if (used == values.length) {
            values = Arrays.copyOf(values, 2 * used);
        }
        values[used++] = value;
    }

    private InvalidLabelledException fault(JsonParser parser, String reason) {
        return new InvalidLabelledException(LabelledDecoder.offset(parser), name + ": " + reason);
    }

    /** Something wrong with the field as a whole. */
    InvalidLabelledException fault(String reason) {
        return new InvalidLabelledException(offset, name + ": " + reason);
    }

    String name() {
        return name;
    }

    int rank() {
        return rank;
    }

    /** Numbers of rank 1, rows of rank 2, 1 of rank 0. */
    int rows() {
        return rows;
    }

    /** Of each row of rank 2. */
    int columns() {
        return columns;
    }

    double[] values() {
        return values;
    }

    boolean hasShapeOf(NumberField other) {
        return rank == other.rank && rows == other.rows && columns == other.columns;
    }

    /** Refuses what a test refuses: "is not finite". */
    NumberField require(DoublePredicate allowed, String otherwise) throws InvalidLabelledException {
        for (double value : values) {
            if (!allowed.test(value)) {
                throw fault(otherwise);
            }
        }
        return this;
    }
}
