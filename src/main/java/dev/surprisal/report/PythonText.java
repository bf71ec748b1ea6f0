package dev.surprisal.report;

import com.fasterxml.jackson.core.io.NumberOutput;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/**
 * Numbers and strings as Python 3 prints them: {@code repr(float)}, and {@code json.dumps(…,
 * ensure_ascii=False)}.
 *
 * <p>Both languages print the shortest decimal that reads back as the same double. Python writes it
 * plainly from 1e-4 up to below 1e16 and else with an exponent of two digits or more and a sign:
 * {@code 1e-05}, {@code 1e+22}. Source: CPython, float_repr_style short, format code r.
 */
final class PythonText {

    private static final int PLAIN_EXPONENT_MIN = -4;
    private static final int PLAIN_EXPONENT_MAX = 15;

    private PythonText() {}

    /** {@code repr(value)}: "nan", "inf", "-0.0", "1e-05". */
    static String repr(double value) {
        if (Double.isNaN(value)) {
            return "nan";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "inf" : "-inf";
        }
        if (value == 0) {
            return 1 / value < 0 ? "-0.0" : "0.0";
        }
        BigDecimal shortest = shortest(Math.abs(value)).stripTrailingZeros();
        String digits = shortest.unscaledValue().toString();
        int exponent = digits.length() - 1 - shortest.scale();
        String sign = value < 0 ? "-" : "";
        if (exponent < PLAIN_EXPONENT_MIN || exponent > PLAIN_EXPONENT_MAX) {
            String fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
            String power = String.format(Locale.ROOT, "e%+03d", exponent);
            return sign + digits.charAt(0) + fraction + power;
        }
        String plain = shortest.toPlainString();
        return sign + plain + (plain.contains(".") ? "" : ".0");
    }

    /** {@code json.dumps(value)}: as {@link #repr}, but "NaN", "Infinity", "-Infinity". */
    static String json(double value) {
        if (Double.isNaN(value)) {
            return "NaN";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "Infinity" : "-Infinity";
        }
        return repr(value);
    }

    /** {@code json.dumps(text, ensure_ascii=False)}. */
    static String json(String text) {
        if (text == null) {
            return "null";
        }
        StringBuilder out = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\f' -> out.append("\\f");
                case '\b' -> out.append("\\b");
                default -> {
                    if (c < ' ') {
                        out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        return out.append('"').toString();
    }

    /** The fewest digits that read back as the same double, the nearest of these. */
    private static BigDecimal shortest(double value) {
        // Not Double.toString, which is not the shortest before JDK 19.
        BigDecimal found = new BigDecimal(NumberOutput.toString(value, true));
        BigDecimal one = oneDigit(found, value);
        return one == null ? found : one;
    }

    /** Java prints at least two digits: 4.9E-324, which is 5e-324. */
    private static BigDecimal oneDigit(BigDecimal found, double value) {
        BigDecimal stripped = found.stripTrailingZeros();
        if (stripped.precision() != 2) {
            return null;
        }
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(1));
        return rounded.doubleValue() == value ? rounded : null;
    }
}
