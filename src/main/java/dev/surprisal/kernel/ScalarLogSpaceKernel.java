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

    @Override
    public String name() {
        return "scalar";
    }

    @Override
    public void decode(
            ElementType type,
            byte[] bytes,
            int offset,
            int count,
            float scale,
            float minimum,
            byte[] out) {
        BlockDecoder.decode(type, bytes, offset, 0, count, scale, minimum, out);
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

    @Override
    public void scan(
            byte[] x, int offset, int length, float maximum, float threshold, LaneSums out) {
        for (int lane = 0; lane < LANES; lane++) {
            float depth = 0f;
            int above = 0;
            int exceeds = 0;
            for (int i = lane; i < length; i += LANES) {
                float value = element(x, offset, i);
                above += value > threshold ? 1 : 0;
                exceeds = value > maximum ? -1 : exceeds;
                depth += maximum - value;
            }
            out.block[LaneSums.DEPTH + lane] = depth;
            out.blockAbove[lane] = above;
            out.blockExceeds[lane] = exceeds;
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
    public void moments(
            byte[] x, int offset, int length, float maximum, float[] n, float[] e, LaneSums out) {
        moments(x, offset, length, maximum, out);
        for (int i = 0; i < length; i++) {
            float depth = atMost(maximum - element(x, offset, i), Float.MAX_VALUE);
            n[i] = depth;
            e[i] = exp(atMost(depth, ARGUMENT_MAX));
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
    public void cross(float[] nA, float[] eA, float[] nB, float[] eB, int length, float[] lanes) {
        for (int lane = 0; lane < LANES; lane++) {
            float sumA = 0f;
            float sumB = 0f;
            for (int i = lane; i < length; i += LANES) {
                float difference = nB[i] - nA[i];
                sumA = Math.fma(eA[i], difference, sumA);
                sumB = Math.fma(eB[i], difference, sumB);
            }
            lanes[lane] = sumA;
            lanes[LANES + lane] = sumB;
        }
    }

    @Override
    public void symmetric(
            float[] nA,
            float[] eA,
            float wA,
            float[] nB,
            float[] eB,
            float wB,
            float difference,
            int length,
            float[] lanes) {
        for (int lane = 0; lane < LANES; lane++) {
            float distance = 0f;
            float divergence = 0f;
            for (int i = lane; i < length; i += LANES) {
                float p = wA * eA[i];
                float q = wB * eB[i];
                distance += Math.abs(p - q);
                divergence += jensenShannon(p, q, nA[i], nB[i], difference);
            }
            lanes[lane] = distance;
            lanes[LANES + lane] = divergence;
        }
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

    private static float jensenShannon(float p, float q, float nA, float nB, float difference) {
        float t = Math.abs(atMost(nB, ARGUMENT_MAX) - atMost(nA, ARGUMENT_MAX) + difference);
        boolean less = p < q;
        float big = less ? q : p;
        float small = less ? p : q;
        float r = small / (big == 0f ? 1f : big);
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
}
