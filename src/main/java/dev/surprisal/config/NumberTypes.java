package dev.surprisal.config;

import static dev.surprisal.config.TextTypes.environmentOr;
import static dev.surprisal.config.TextTypes.schema;

import java.util.Map;
import java.util.function.LongFunction;
import java.util.regex.Pattern;

/**
 * Types of numbers.
 *
 * <p>Only what every version of YAML reads alike is taken: 010 is 8, 1:30 is 90 and 1_000 is 1000
 * to YAML 1.1, and 10, text and text to YAML 1.2.
 */
final class NumberTypes {

    private static final Pattern INTEGER = Pattern.compile("[-+]?(?:0|[1-9][0-9]*)");
    private static final Pattern OCTAL = Pattern.compile("[-+]?0[0-9_]+|0o[0-7]+");
    private static final Pattern SEXAGESIMAL = Pattern.compile("[-+]?[0-9_]+:[0-9:_.]+");
    private static final Pattern NUMBER =
            Pattern.compile("[-+]?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE][-+]?[0-9]+)?");

    private NumberTypes() {}

    /** An int of [min, max]. */
    static ScalarType<Integer> integer(int min, int max) {
        boolean open = max == Integer.MAX_VALUE;
        return wholeNumber(min, max, open, value -> (int) value);
    }

    /** A long of min or more. */
    static ScalarType<Long> longInteger(long min) {
        return wholeNumber(min, Long.MAX_VALUE, true, value -> value);
    }

    /** A finite double of min or more. */
    static ScalarType<Double> atLeast(double min) {
        return number(
                plain(min) + " or more",
                min,
                Double.POSITIVE_INFINITY,
                schema("number", "minimum", min));
    }

    /** A double of [min, end). */
    static ScalarType<Double> range(double min, double end) {
        return number(
                plain(min) + " or more, below " + plain(end),
                min,
                end,
                schema("number", "minimum", min, "exclusiveMaximum", end));
    }

    private static <T> ScalarType<T> wholeNumber(
            long min, long max, boolean open, LongFunction<T> convert) {
        String allowed = min == max ? "" + min : open ? min + " or more" : min + " to " + max;
        Map<String, Object> schema = schema("integer", "minimum", min);
        if (!open) {
            schema.put("maximum", max);
        }
        return new ScalarType<>(
                allowed,
                scalar -> convert.apply(readWholeNumber(scalar, min, max)),
                String::valueOf,
                environmentOr(schema));
    }

    private static ScalarType<Double> number(
            String allowed, double min, double end, Map<String, Object> schema) {
        return new ScalarType<>(
                allowed,
                scalar -> readNumber(scalar, min, end),
                NumberTypes::plain,
                environmentOr(schema));
    }

    private static long readWholeNumber(Scalar scalar, long min, long max) throws Unreadable {
        String text = scalar.unquoted("an integer");
        refuseTraps(text);
        if (!INTEGER.matcher(text).matches()) {
            throw new Unreadable("is not an integer");
        }
        try {
            long value = Long.parseLong(text);
            if (value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Digits only, so it is too long: out of any range.
        }
        throw new Unreadable("is out of range");
    }

    private static double readNumber(Scalar scalar, double min, double end) throws Unreadable {
        String text = scalar.unquoted("a number");
        refuseTraps(text);
        if (!NUMBER.matcher(text).matches()) {
            throw new Unreadable("is not a number");
        }
        double value = Double.parseDouble(text);
        if (!(value >= min && value < end)) {
            throw new Unreadable("is out of range");
        }
        // -0 is in range and would print as such.
        return value + 0.0;
    }

    /** 0 rather than 0.0. */
    private static String plain(double value) {
        return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
    }

    private static void refuseTraps(String text) throws Unreadable {
        if (OCTAL.matcher(text).matches()) {
            throw new Unreadable("is octal to some readers of YAML: leave out the leading 0");
        }
        if (SEXAGESIMAL.matcher(text).matches()) {
            throw new Unreadable("is a number of base 60 to some readers of YAML");
        }
    }
}
