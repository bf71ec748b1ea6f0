package dev.surprisal.kernel;

import static dev.surprisal.kernel.ExpPolynomial.ARGUMENT_MAX;
import static dev.surprisal.kernel.ExpPolynomial.EXPONENT_SHIFT;
import static dev.surprisal.kernel.ExpPolynomial.LN2_HIGH;
import static dev.surprisal.kernel.ExpPolynomial.LN2_LOW;
import static dev.surprisal.kernel.ExpPolynomial.MINUS_LOG2_E;
import static dev.surprisal.kernel.ExpPolynomial.ROUNDER;

import dev.surprisal.event.ElementType;

/**
 * The kernel in plain Java, and the definition of what {@link PanamaLogSpaceKernel} computes: read
 * this one first. Every float operation here has its lane operation there, in the same order.
 *
 * <p>Lanes are the outer loop, so that a lane's sums are local variables.
 */
final class ScalarLogSpaceKernel implements LogSpaceKernel {
    private static final int SIGN_SHIFT = Integer.SIZE - 1;

    @Override
    public String name() {
        return "scalar";
    }

    @Override
    public float maximum(byte[] x, int offset, int length) {
        float maximum = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < length; i++) {
            float value = element(x, offset, i);
            maximum = value > maximum ? value : maximum;
        }
        return maximum + 0f;
    }

    private static float element(byte[] x, int offset, int index) {
        return BlockDecoder.f32(x, offset + index * Float.BYTES);
    }

    /**
     * Signs stand for comparisons: a − b is negative exactly where a &lt; b, subnormal differences
     * and equal zeros included; and the CPU guesses half of such comparisons wrong.
     */
    @Override
    public void scan(
            byte[] x, int offset, int length, float maximum, float threshold, LaneSums out) {
        for (int lane = 0; lane < LANES; lane++) {
            float depth = 0f;
            int above = 0;
            int exceeds = 0;
            for (int i = lane; i < length; i += LANES) {
                float value = element(x, offset, i);
                float n = maximum - value;
                depth += n;
                exceeds |= Float.floatToRawIntBits(n);
                above += Float.floatToRawIntBits(threshold - value) >>> SIGN_SHIFT;
            }
            out.block[LaneSums.DEPTH + lane] = depth;
            out.blockAbove[lane] = above;
            out.blockExceeds[lane] = exceeds;
        }
    }

    @Override
    public void decodeAndScan(
            ElementType type,
            byte[] bytes,
            int offset,
            int length,
            float scale,
            float minimum,
            byte[] decoded,
            float maximum,
            float threshold,
            LaneSums out) {
        BlockDecoder.decode(type, bytes, offset, length, scale, minimum, decoded);
        scan(decoded, 0, length, maximum, threshold, out);
    }

    @Override
    public boolean exceeds(LaneSums sums) {
        int any = 0;
        for (int i = 0; i < LANES; i++) {
            any |= sums.blockExceeds[i];
        }
        return any < 0;
    }

    @Override
    public void commit(LaneSums sums, int length) {
        for (int i = 0; i < length; i++) {
            float a = sums.high[i];
            float b = sums.block[i];
            float sum = a + b;
            float rounded = sum - a;
            sums.low[i] += (a - (sum - rounded)) + (b - rounded);
            sums.high[i] = sum;
        }
        for (int i = 0; i < LANES; i++) {
            sums.above[i] += sums.blockAbove[i];
        }
    }

    @Override
    public void weights(byte[] x, int offset, int length, float maximum, LaneSums out) {
        for (int lane = 0; lane < LANES; lane++) {
            float sum = 0f;
            for (int i = lane; i < length; i += LANES) {
                sum += exp(atMost(maximum - element(x, offset, i), ARGUMENT_MAX));
            }
            out.block[LaneSums.WEIGHT + lane] = sum;
        }
    }

    @Override
    public void moments(byte[] x, int offset, int length, float maximum, LaneSums out) {
        for (int lane = 0; lane < LANES; lane++) {
            float sum0 = 0f;
            float sum1 = 0f;
            float sum2 = 0f;
            for (int i = lane; i < length; i += LANES) {
                float n = atMost(maximum - element(x, offset, i), ARGUMENT_MAX);
                float weight = exp(n);
                float product = weight * n;
                sum0 += weight;
                sum1 += product;
                sum2 = Math.fma(product, n, sum2);
            }
            out.block[LaneSums.WEIGHT + lane] = sum0;
            out.block[LaneSums.FIRST_MOMENT + lane] = sum1;
            out.block[LaneSums.SECOND_MOMENT + lane] = sum2;
        }
    }

    @Override
    public void moments(byte[] x, int offset, int length, float maximum, float[] e, LaneSums out) {
        for (int lane = 0; lane < LANES; lane++) {
            float sum0 = 0f;
            float sum1 = 0f;
            float sum2 = 0f;
            for (int i = lane; i < length; i += LANES) {
                float n = atMost(maximum - element(x, offset, i), ARGUMENT_MAX);
                float weight = exp(n);
                e[i] = weight;
                float product = weight * n;
                sum0 += weight;
                sum1 += product;
                sum2 = Math.fma(product, n, sum2);
            }
            out.block[LaneSums.WEIGHT + lane] = sum0;
            out.block[LaneSums.FIRST_MOMENT + lane] = sum1;
            out.block[LaneSums.SECOND_MOMENT + lane] = sum2;
        }
    }

    @Override
    public void cross(
            byte[] y,
            int yOffset,
            int length,
            float yMaximum,
            byte[] x,
            int xOffset,
            float xMaximum,
            float[] eX,
            LaneSums out,
            LaneSums cross) {
        for (int lane = 0; lane < LANES; lane++) {
            float sum0 = 0f;
            float sum1 = 0f;
            float sum2 = 0f;
            float first = 0f;
            float second = 0f;
            for (int i = lane; i < length; i += LANES) {
                float depth = yMaximum - element(y, yOffset, i);
                float n = atMost(depth, ARGUMENT_MAX);
                float weight = exp(n);
                float product = weight * n;
                sum0 += weight;
                sum1 += product;
                sum2 = Math.fma(product, n, sum2);
                float other = atMost(xMaximum - element(x, xOffset, i), Float.MAX_VALUE);
                float difference = atMost(depth, Float.MAX_VALUE) - other;
                first = Math.fma(eX[i], difference, first);
                second = Math.fma(weight, difference, second);
            }
            out.block[LaneSums.WEIGHT + lane] = sum0;
            out.block[LaneSums.FIRST_MOMENT + lane] = sum1;
            out.block[LaneSums.SECOND_MOMENT + lane] = sum2;
            cross.block[LaneSums.CROSS_FIRST + lane] = first;
            cross.block[LaneSums.CROSS_SECOND + lane] = second;
        }
    }

    @Override
    public void weigh(byte[] x, int offset, int length, float maximum, float[] n, float[] e) {
        for (int i = 0; i < length; i++) {
            n[i] = atMost(maximum - element(x, offset, i), ARGUMENT_MAX);
            e[i] = exp(n[i]);
        }
    }

    private static float atMost(float depth, float limit) {
        return depth > limit ? limit : depth;
    }

    /** exp(−n). */
    private static float exp(float n) {
        float t = Math.fma(n, MINUS_LOG2_E, ROUNDER);
        float k = t - ROUNDER;
        float r = Math.fma(k, LN2_HIGH, n);
        r = Math.fma(k, LN2_LOW, r);
        float p = Math.fma(ExpPolynomial.C6, r, ExpPolynomial.C5);
        p = Math.fma(p, r, ExpPolynomial.C4);
        p = Math.fma(p, r, ExpPolynomial.C3);
        p = Math.fma(p, r, ExpPolynomial.C2);
        p = Math.fma(p, r, -1f);
        p = Math.fma(p, r, 1f);
        return p * Float.intBitsToFloat(Float.floatToRawIntBits(t) << EXPONENT_SHIFT);
    }

    @Override
    public void distance(float[] eA, float wA, float[] eB, float wB, int length, LaneSums out) {
        for (int lane = 0; lane < LANES; lane++) {
            float sum = 0f;
            for (int i = lane; i < length; i += LANES) {
                sum += Math.abs(wA * eA[i] - wB * eB[i]);
            }
            out.block[LaneSums.DISTANCE + lane] = sum;
        }
    }

    @Override
    public void divergence(
            float[] nA,
            float[] eA,
            float wA,
            float[] nB,
            float[] eB,
            float wB,
            float difference,
            int length,
            LaneSums out) {
        for (int lane = 0; lane < LANES; lane++) {
            float sum = 0f;
            for (int i = lane; i < length; i += LANES) {
                float t = Math.abs(nB[i] - nA[i] + difference);
                sum += jensenShannon(wA * eA[i], wB * eB[i], t);
            }
            out.block[LaneSums.DIVERGENCE + lane] = sum;
        }
    }

    private static float jensenShannon(float p, float q, float t) {
        boolean less = p < q;
        float big = less ? q : p;
        float small = less ? p : q;
        float r = small / (big == 0f ? Float.MIN_VALUE : big);
        float z = (1f - r) / (r + 3f);
        float y = z * z;
        float a = Math.fma(ArtanhSeries.A13, y, ArtanhSeries.A11);
        a = Math.fma(a, y, ArtanhSeries.A9);
        a = Math.fma(a, y, ArtanhSeries.A7);
        a = Math.fma(a, y, ArtanhSeries.A5);
        a = Math.fma(a, y, ArtanhSeries.A3);
        a = Math.fma(a, y, 1f);
        float twice = (r + 1f) * (z + z) * a;
        return big * (twice - r * t);
    }

    @Override
    public int supports(byte[] x, int xOffset, byte[] y, int yOffset, int length) {
        int found = 0;
        for (int i = 0; i < length; i++) {
            boolean first = element(x, xOffset, i) == Float.NEGATIVE_INFINITY;
            boolean second = element(y, yOffset, i) == Float.NEGATIVE_INFINITY;
            found |= !first && second ? FIRST_ONLY : 0;
            found |= first && !second ? SECOND_ONLY : 0;
        }
        return found;
    }
}
