package dev.surprisal.kernel;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;

/**
 * Sums that do not depend on the order of their addends, each in {@value #LONGS} longs of an array.
 *
 * <p>A sum is a 192-bit two's complement number of units of 2^-96, least significant long first, so
 * its range is ±2^95. An addend is rounded once, half to even, to a multiple of 2^-96; all that
 * follows is integer addition. Addition is therefore associative and commutative, merging is exact,
 * and equal multisets of addends give equal longs at any parallelism and after any replay.
 *
 * <ul>
 *   <li>no addends: all longs zero, sum +0.0 (there is no -0.0)
 *   <li>NaN, ±∞ and |x| ≥ 2^63: refused, the sum is unchanged; whether an addend is refused depends
 *       on that addend alone, so counting the refused is free of order too
 *   <li>a total outside ±2^95, which takes more than 2^32 addends of the greatest size: {@link
 *       ArithmeticException}, never a wrapped number
 * </ul>
 *
 * <p>Error: at most 2^-97 for an addend and none for one of at least 2^-43 in magnitude or zero;
 * the total converts to a double rounded once, half to even.
 *
 * <p>This is the per-record path: nothing is allocated until a sum is read. Fixed point instead of
 * the superaccumulator of Neal (2015), arXiv:1505.05571, which holds every double exactly and takes
 * 536 bytes a sum where this takes 24: keyed state holds twenty sums a key.
 */
public final class ExactSums {

    /** Longs that one sum takes. */
    public static final int LONGS = 3;

    /** Bits below the binary point. */
    private static final int FRACTION_BITS = 96;

    private static final long SIGNIFICAND_MASK = (1L << 52) - 1;
    private static final long IMPLICIT_BIT = 1L << 52;

    /** Biased exponent of 2^63: from here on, NaN and ∞ included, an addend is refused. */
    private static final int REFUSED_EXPONENT = 1023 + 63;

    /**
     * Biased exponent whose significand, read as an integer, counts units of 2^-96: 2^-96 has 1023
     * - 96, and its significand is 2^52.
     */
    private static final int UNIT_EXPONENT = 1023 - FRACTION_BITS + 52;

    private static final BigDecimal UNIT =
            BigDecimal.ONE.divide(new BigDecimal(BigInteger.TWO.pow(FRACTION_BITS)));

    private ExactSums() {}

    /** Room for {@code count} sums, all zero. */
    public static long[] create(int count) {
        return new long[Math.multiplyExact(count, LONGS)];
    }

    /**
     * Adds {@code x} to the sum number {@code index}, that is to the longs from {@code 3 * index}.
     *
     * @return false, and the sum unchanged, when x is not finite or |x| ≥ 2^63
     * @throws ArithmeticException when the total leaves ±2^95; the sum is unchanged
     */
    public static boolean add(long[] sums, int index, double x) {
        long bits = Double.doubleToRawLongBits(x);
        int exponent = (int) (bits >>> 52) & 0x7ff;
        if (exponent >= REFUSED_EXPONENT) {
            return false;
        }
        // Subnormals get an implicit bit that they lack: far below half a unit, zero either way.
        long significand = (bits & SIGNIFICAND_MASK) | IMPLICIT_BIT;
        long sign = bits >> 63;
        int shift = exponent - UNIT_EXPONENT;
        if (shift >= 64) { // |x| >= 2^20
            long near = significand << (shift - 64);
            long far = significand >>> 1 >>> (127 - shift);
            addLarge(sums, index * LONGS, sign, near ^ sign, far ^ sign, -sign);
            return true;
        }
        long low;
        long middle;
        if (shift < 0) {
            low = shiftRightHalfEven(significand, -shift);
            middle = 0;
        } else {
            low = significand << shift;
            middle = significand >>> 1 >>> (63 - shift); // in two steps: 64 would shift by 0
        }
        long carry = low == 0 ? -sign : 0; // of the negation, ~x + 1
        addSmall(sums, index * LONGS, (low ^ sign) - sign, (middle ^ sign) + carry);
        return true;
    }

    /**
     * Adds the product {@code x * y} itself, not its rounding to a double: the rounded product and
     * its error, which {@link Math#fma} gives exactly, are added one after the other. Error: at
     * most 2^-96, and none when the bits of the product end at 2^-96 or above.
     *
     * <p>Sums of squares and of products are subtracted from each other when a variance comes of
     * them; there a product rounded to 53 bits would leave an error that no exact sum removes.
     *
     * @return false, and the sum unchanged, when the product is not finite or at least 2^63
     * @throws ArithmeticException when the total leaves ±2^95
     */
    public static boolean addProduct(long[] sums, int index, double x, double y) {
        double product = x * y;
        return add(sums, index, product) && add(sums, index, Math.fma(x, y, -product));
    }

    /**
     * Adds every sum of {@code others} to the one of the same number in {@code sums}: exact.
     *
     * @throws IllegalArgumentException when the arrays differ in length
     * @throws ArithmeticException when a total leaves ±2^95; sums before it have been added
     */
    public static void addAll(long[] sums, long[] others) {
        if (sums.length != others.length || sums.length % LONGS != 0) {
            throw new IllegalArgumentException(
                    "sums of " + sums.length + " longs and of " + others.length + " do not match");
        }
        for (int at = 0; at < sums.length; at += LONGS) {
            addLarge(sums, at, others[at], others[at + 1], others[at + 2], 0);
        }
    }

    /** The sum number {@code index}, exactly. */
    public static BigDecimal toBigDecimal(long[] sums, int index) {
        int at = index * LONGS;
        ByteBuffer bytes = ByteBuffer.allocate(LONGS * Long.BYTES);
        bytes.putLong(sums[at + 2]).putLong(sums[at + 1]).putLong(sums[at]);
        return new BigDecimal(new BigInteger(bytes.array())).multiply(UNIT);
    }

    /**
     * The sum number {@code index} as the nearest double, half to even. The least magnitude but
     * zero is 2^-96 and the greatest 2^95, so the result is never subnormal and never overflows.
     */
    public static double toDouble(long[] sums, int index) {
        int at = index * LONGS;
        long sign = sums[at + 2] >> 63;
        // The magnitude, before anything is rounded: rounding the two's complement itself would
        // round negative sums the other way, and all ones (-1 unit) to zero.
        long low = (sums[at] ^ sign) - sign;
        long carry = low == 0 ? -sign : 0;
        long middle = (sums[at + 1] ^ sign) + carry;
        carry = middle == 0 ? carry : 0;
        long high = (sums[at + 2] ^ sign) + carry;

        int exponent = 2 * 64 - FRACTION_BITS;
        if (high == 0) {
            high = middle;
            middle = low;
            low = 0;
            exponent -= 64;
        }
        if (high == 0) {
            high = middle;
            middle = 0;
            exponent -= 64;
        }
        int zeros = Long.numberOfLeadingZeros(high) & 63;
        long top = high << zeros | middle >>> 1 >>> (63 - zeros);
        long below = middle << zeros | low;
        // 63 bits, of which the last says whether anything nonzero was cut: the conversion to
        // double rounds half to even, and ten bits below its own last one suffice for that.
        long kept = top >>> 1 | (top & 1) | (below != 0 ? 1 : 0);
        double magnitude = Math.scalb((double) kept, exponent - zeros + 1);
        return sign == 0 ? magnitude : -magnitude;
    }

    /** {@code significand / 2^distance}, rounded half to even; the significand has 53 bits. */
    private static long shiftRightHalfEven(long significand, int distance) {
        // Without a branch, which the addends would mispredict. From 54 on it is less than half a
        // unit, and 54 itself says 0: 2^53 - 1 and a half less one, 2^53 - 1, stay below 2^54.
        int shift = Math.min(distance, 54);
        long odd = (significand >>> shift) & 1;
        return (significand + (1L << (shift - 1)) - 1 + odd) >>> shift;
    }

    /** Adds 128 bits, sign extended; the magnitude of {@code middle} is at most 2^53. */
    private static void addSmall(long[] sums, int at, long low, long middle) {
        long lowTotal = sums[at] + low;
        long addend = middle + carryOut(sums[at], low, lowTotal);
        long middleTotal = sums[at + 1] + addend;
        long high = (addend >> 63) + carryOut(sums[at + 1], addend, middleTotal);
        long highTotal = sums[at + 2] + high;
        if (((sums[at + 2] ^ highTotal) & (high ^ highTotal)) < 0) {
            throw outOfRange();
        }
        sums[at] = lowTotal;
        sums[at + 1] = middleTotal;
        sums[at + 2] = highTotal;
    }

    /** Adds 192 bits and a carry into the lowest. */
    private static void addLarge(
            long[] sums, int at, long low, long middle, long high, long carry) {
        long lowSum = sums[at] + low;
        long lowTotal = lowSum + carry;
        // At most one of the two additions carries: a + b + 1 is less than 2 * 2^64.
        long carryMiddle = carryOut(sums[at], low, lowSum) | carryOut(lowSum, carry, lowTotal);
        long middleSum = sums[at + 1] + middle;
        long middleTotal = middleSum + carryMiddle;
        long carryHigh =
                carryOut(sums[at + 1], middle, middleSum)
                        | carryOut(middleSum, carryMiddle, middleTotal);
        long highTotal = sums[at + 2] + high + carryHigh;
        // Both operands of one sign and the total of the other: left the range, carry or not.
        if (((sums[at + 2] ^ highTotal) & (high ^ highTotal)) < 0) {
            throw outOfRange();
        }
        sums[at] = lowTotal;
        sums[at + 1] = middleTotal;
        sums[at + 2] = highTotal;
    }

    private static ArithmeticException outOfRange() {
        return new ArithmeticException("exact sum outside ±2^95");
    }

    /**
     * The carry out of the unsigned addition {@code a + b}, without a branch: it is a coin toss.
     */
    private static long carryOut(long a, long b, long sum) {
        return ((a & b) | ((a | b) & ~sum)) >>> 63;
    }
}
