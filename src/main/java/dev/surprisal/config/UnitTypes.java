package dev.surprisal.config;

import static dev.surprisal.config.TextTypes.environmentOr;
import static dev.surprisal.config.TextTypes.schema;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Types of quantities written with a unit: durations and sizes. */
final class UnitTypes {

    /** A whole number and a unit, nothing between them. */
    private static final Pattern QUANTITY = Pattern.compile("(0|[1-9][0-9]*)([A-Za-z]+)");

    private static final Pattern RATE = Pattern.compile("([1-9][0-9]{0,8})/(.+)");

    private static final Pattern BARE_NUMBER = Pattern.compile("[0-9]+");

    /** Milliseconds of a unit, greatest first: the first that divides a value is the one to use. */
    private static final Map<String, Long> DURATION_UNITS = new LinkedHashMap<>();

    /** Bytes of a unit, binary ones first; kB is 1000 as in the SI, KiB is 1024. */
    private static final Map<String, Long> SIZE_UNITS = new LinkedHashMap<>();

    static {
        DURATION_UNITS.put("d", 86_400_000L);
        DURATION_UNITS.put("h", 3_600_000L);
        DURATION_UNITS.put("m", 60_000L);
        DURATION_UNITS.put("s", 1_000L);
        DURATION_UNITS.put("ms", 1L);
        SIZE_UNITS.put("GiB", 1L << 30);
        SIZE_UNITS.put("MiB", 1L << 20);
        SIZE_UNITS.put("KiB", 1L << 10);
        SIZE_UNITS.put("GB", 1_000_000_000L);
        SIZE_UNITS.put("MB", 1_000_000L);
        SIZE_UNITS.put("kB", 1_000L);
        SIZE_UNITS.put("B", 1L);
    }

    private UnitTypes() {}

    /** A duration of [min, max], in whole milliseconds. */
    static ScalarType<Duration> duration(Duration min, Duration max) {
        return new ScalarType<>(
                write(min.toMillis(), DURATION_UNITS)
                        + " to "
                        + write(max.toMillis(), DURATION_UNITS)
                        + ", written 500ms, 5s, 5m, 2h or 7d",
                scalar ->
                        Duration.ofMillis(
                                read(
                                        scalar.text(),
                                        "a duration",
                                        DURATION_UNITS,
                                        min.toMillis(),
                                        max.toMillis())),
                value -> write(value.toMillis(), DURATION_UNITS),
                unitSchema(DURATION_UNITS));
    }

    /** So many in a duration: {@code 1/90d}. */
    static ScalarType<Rate> rate() {
        return new ScalarType<>(
                "a number of events in a duration, written 1/90d or 2/7d",
                scalar -> readRate(scalar.text()),
                value -> value.count() + "/" + write(value.per().toMillis(), DURATION_UNITS),
                environmentOr(
                        schema("string", "pattern", "^[1-9][0-9]*/[1-9][0-9]*(d|h|m|s|ms)$")));
    }

    private static Rate readRate(String text) throws Unreadable {
        Matcher rate = RATE.matcher(text);
        if (!rate.matches()) {
            throw new Unreadable("is not a rate");
        }
        long max = Duration.ofDays(36_500).toMillis();
        long per = read(rate.group(2), "a duration", DURATION_UNITS, 1, max);
        return new Rate(Long.parseLong(rate.group(1)), Duration.ofMillis(per));
    }

    /** A number of bytes of [min, max]; at most what an array can hold. */
    static ScalarType<Integer> size(int min, int max) {
        return new ScalarType<>(
                write(min, SIZE_UNITS)
                        + " to "
                        + write(max, SIZE_UNITS)
                        + ", written 512B, 64kB or 4MiB",
                scalar -> (int) read(scalar.text(), "a size", SIZE_UNITS, min, max),
                value -> write(value, SIZE_UNITS),
                unitSchema(SIZE_UNITS));
    }

    private static long read(String text, String noun, Map<String, Long> units, long min, long max)
            throws Unreadable {
        if (BARE_NUMBER.matcher(text).matches()) {
            throw new Unreadable("has no unit");
        }
        Matcher quantity = QUANTITY.matcher(text);
        if (!quantity.matches() || !units.containsKey(quantity.group(2))) {
            throw new Unreadable("is not " + noun);
        }
        try {
            long number = Long.parseLong(quantity.group(1));
            long value = Math.multiplyExact(number, units.get(quantity.group(2)));
            if (value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException | ArithmeticException e) {
            // Beyond a long: out of any range.
        }
        throw new Unreadable("is out of range");
    }

    private static String write(long value, Map<String, Long> units) {
        for (Map.Entry<String, Long> unit : units.entrySet()) {
            if (value > 0 && value % unit.getValue() == 0) {
                return value / unit.getValue() + unit.getKey();
            }
        }
        throw new IllegalArgumentException("not a positive quantity: " + value);
    }

    private static Map<String, Object> unitSchema(Map<String, Long> units) {
        String pattern = "^(0|[1-9][0-9]*)(" + String.join("|", units.keySet()) + ")$";
        return environmentOr(schema("string", "pattern", pattern));
    }
}
