package dev.surprisal.kernel;

import static dev.surprisal.kernel.ExpPolynomial.ARGUMENT_MIN;
import static dev.surprisal.kernel.ExpPolynomial.EXPONENT_SHIFT;
import static dev.surprisal.kernel.ExpPolynomial.LOG2_E;
import static dev.surprisal.kernel.ExpPolynomial.MINUS_LN2_HIGH;
import static dev.surprisal.kernel.ExpPolynomial.MINUS_LN2_LOW;
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
            float[] out) {
        BlockDecoder.decode(type, bytes, offset, 0, count, scale, minimum, out);
    }

    @Override
    public float maximum(float[] x, int padded) {
        float maximum = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < padded; i++) {
            maximum = x[i] > maximum ? x[i] : maximum;
        }
        return maximum + 0f;
    }

    @Override
    public int countAbove(float[] x, int padded, float threshold) {
        int above = 0;
        for (int i = 0; i < padded; i++) {
            above += x[i] > threshold ? 1 : 0;
        }
        return above;
    }

    @Override
    public void exponentials(float[] x, float[] e, int padded, float shift, float[] lanes) {
        for (int lane = 0; lane < LANES; lane++) {
            float sum0 = 0f;
            float sum1 = 0f;
            float sum2 = 0f;
            for (int i = lane; i < padded; i += STEP) {
                float d = x[i] - shift;
                x[i] = d;
                d = atLeastMinimum(d);
                float ed = exp(d);
                e[i] = ed;
                float edd = ed * d;

                float f = x[i + LANES] - shift;
                x[i + LANES] = f;
                f = atLeastMinimum(f);
                float ef = exp(f);
                e[i + LANES] = ef;
                float eff = ef * f;

                sum0 += ed + ef;
                sum1 += edd + eff;
                sum2 += Math.fma(eff, f, edd * d);
            }
            lanes[lane] = sum0;
            lanes[LANES + lane] = sum1;
            lanes[2 * LANES + lane] = sum2;
        }
    }

    private static float atLeastMinimum(float d) {
        return d < ARGUMENT_MIN ? ARGUMENT_MIN : d;
    }

    private static float exp(float d) {
        float t = Math.fma(d, LOG2_E, ROUNDER);
        float k = t - ROUNDER;
        float r = Math.fma(k, MINUS_LN2_HIGH, d);
        r = Math.fma(k, MINUS_LN2_LOW, r);
        float p = Math.fma(ExpPolynomial.C6, r, ExpPolynomial.C5);
        p = Math.fma(p, r, ExpPolynomial.C4);
        p = Math.fma(p, r, ExpPolynomial.C3);
        p = Math.fma(p, r, ExpPolynomial.C2);
        p = Math.fma(p, r, 1f);
        p = Math.fma(p, r, 1f);
        return p * Float.intBitsToFloat(Float.floatToRawIntBits(t) << EXPONENT_SHIFT);
    }

    @Override
    public void sum(float[] x, int count, float[] lanes) {
        int whole = count - count % STEP;
        for (int lane = 0; lane < LANES; lane++) {
            float sum = 0f;
            for (int i = lane; i < whole; i += STEP) {
                sum += x[i] + x[i + LANES];
            }
            lanes[lane] = sum;
        }
        for (int i = whole; i < count; i++) {
            lanes[i % LANES] += x[i];
        }
    }

    @Override
    public void cross(float[] dA, float[] eA, float[] dB, float[] eB, int padded, float[] lanes) {
        for (int lane = 0; lane < LANES; lane++) {
            float sumA = 0f;
            float sumB = 0f;
            for (int i = lane; i < padded; i += STEP) {
                int j = i + LANES;
                float first = dA[i] - dB[i];
                float second = dA[j] - dB[j];
                sumA += weighted(eA[i], first) + weighted(eA[j], second);
                sumB += weighted(eB[i], first) + weighted(eB[j], second);
            }
            lanes[lane] = sumA;
            lanes[LANES + lane] = sumB;
        }
    }

    /** 0·∞ = 0: a token without probability contributes nothing, however far apart the logits. */
    private static float weighted(float weight, float difference) {
        return weight == 0f ? 0f : weight * difference;
    }

    @Override
    public void symmetric(
            float[] dA,
            float[] eA,
            float wA,
            float[] dB,
            float[] eB,
            float wB,
            float difference,
            int padded,
            float[] lanes) {
        for (int lane = 0; lane < LANES; lane++) {
            float distance = 0f;
            float divergence = 0f;
            for (int i = lane; i < padded; i += LANES) {
                float p = wA * eA[i];
                float q = wB * eB[i];
                distance += Math.abs(p - q);
                divergence += jensenShannon(p, q, dA[i], dB[i], difference);
            }
            lanes[lane] = distance;
            lanes[LANES + lane] = divergence;
        }
    }

    private static float jensenShannon(float p, float q, float dA, float dB, float difference) {
        float t = Math.abs(atLeastMinimum(dA) - atLeastMinimum(dB) + difference);
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
