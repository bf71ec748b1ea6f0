package dev.surprisal.payload;

/**
 * Decimal numbers as short as servers print most of them, to the nearest double.
 *
 * <p>m · 10^−k is one correctly rounded division where m is at most 2^53 and k at most 22, since
 * both are doubles (Clinger 1990, doi:10.1145/93542.93557). Anything longer, with an exponent, or
 * that is no number, is for a complete parser. Most of a payload's numbers are candidates', and
 * this takes a third of the time.
 */
final class ShortDecimal {
    private static final long MANTISSA_MAX = 1L << 53;

    /** 10^18 fits a long. */
    private static final int DIGITS_MAX = 18;

    /** [k] 10^k, each exactly a double. */
    private static final double[] POWERS = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
        1e17, 1e18
    };

    private ShortDecimal() {}

    /** The value of {@code chars[from, from + length)}; NaN if it is not that short. */
    static double parse(char[] chars, int from, int length) {
        int at = from;
        int end = from + length;
        boolean negative = length > 0 && chars[at] == '-';
        at += negative ? 1 : 0;
        if (end - at > DIGITS_MAX || at == end) {
            return Double.NaN;
        }
        long mantissa = 0;
        int point = end;
        for (; at < end; at++) {
            int digit = chars[at] - '0';
            if (digit >= 0 && digit <= 9) {
                mantissa = 10 * mantissa + digit;
            } else if (chars[at] == '.' && point == end) {
                point = at + 1;
            } else {
                return Double.NaN;
            }
        }
        if (mantissa > MANTISSA_MAX) {
            return Double.NaN;
        }
        double value = mantissa / POWERS[end - point];
        return negative ? -value : value;
    }
}
