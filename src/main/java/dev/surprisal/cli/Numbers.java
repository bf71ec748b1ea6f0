package dev.surprisal.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;

/** Numbers of result lines as a person reads them; a dash where there is none. */
final class Numbers {

    static final String NONE = "–";

    private Numbers() {}

    static String decimals(JsonNode value, int digits) {
        return value.isNumber() ? format(value.doubleValue(), digits) : NONE;
    }

    static String format(double value, int digits) {
        return Double.isFinite(value)
                ? String.format(Locale.ROOT, "%." + digits + "f", value)
                : NONE;
    }

    static String percent(JsonNode share, int digits) {
        return share.isNumber() ? format(100 * share.doubleValue(), digits) + " %" : NONE;
    }

    static String whole(JsonNode value) {
        return value.isNumber() ? String.format(Locale.ROOT, "%,d", value.longValue()) : NONE;
    }

    static String whole(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    /** "value [low, high]", or the value alone where there is no interval. */
    static String interval(double value, double low, double high, int digits) {
        String text = format(value, digits);
        return Double.isNaN(low)
                ? text
                : text + " [" + format(low, digits) + ", " + format(high, digits) + "]";
    }

    /** "value ± error", or the value alone where there is no error. */
    static String withError(JsonNode value, JsonNode error, int digits) {
        String text = decimals(value, digits);
        return error.isNumber() ? text + " ± " + decimals(error, digits) : text;
    }
}
