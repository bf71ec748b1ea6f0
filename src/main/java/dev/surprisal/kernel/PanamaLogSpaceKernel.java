package dev.surprisal.kernel;

import dev.surprisal.event.ElementType;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * The kernel on the Vector API, at 512 or 256 bits: bit for bit what {@link ScalarLogSpaceKernel}
 * computes, which see for the algorithm. At 256 bits a loop runs twice, over lanes 0–7 and 8–15.
 *
 * <p>Load this class only where the module {@code jdk.incubator.vector} is present: its species are
 * resolved in its initialiser.
 *
 * <p>Written as JDK 17's compiler wants it: constants are broadcast in the loop's own method, the
 * exponential is spelled out in the loop (a method of its own costs a factor of three to four), one
 * loop per method and no flags. Maxima are compare and blend, which is what the scalar {@code >}
 * says about NaN and costs half of {@code MAX}. No {@code reduceLanes(ADD)}: its order is open.
 */
final class PanamaLogSpaceKernel implements LogSpaceKernel {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Byte> BYTES =
            VectorSpecies.of(byte.class, SPECIES.vectorShape());
    private static final VectorSpecies<Integer> INTS =
            VectorSpecies.of(int.class, SPECIES.vectorShape());

    /** As many shorts as there are float lanes. */
    private static final VectorSpecies<Byte> HALF_BYTES =
            VectorSpecies.of(byte.class, VectorShape.forBitSize(SPECIES.vectorBitSize() / 2));

    private static final int SHIFT = ExpPolynomial.EXPONENT_SHIFT;

    /** Bits of the vectors in use. */
    static int vectorBits() {
        return SPECIES.vectorBitSize();
    }

    @Override
    public String name() {
        return "panama-" + vectorBits();
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
        int whole = SPECIES.loopBound(count);
        switch (type) {
            case F32 -> decodeF32(bytes, offset, whole, out);
            case F16 -> decodeF16(bytes, offset, whole, out);
            case BF16 -> decodeBf16(bytes, offset, whole, out);
            case U16_CODES -> decodeCodes(bytes, offset, whole, scale, minimum, out);
        }
        BlockDecoder.decode(type, bytes, offset, whole, count, scale, minimum, out);
    }

    private static void decodeF32(byte[] bytes, int offset, int whole, float[] out) {
        for (int i = 0; i < whole; i += SPECIES.length()) {
            ByteVector.fromArray(BYTES, bytes, offset + i * Float.BYTES)
                    .reinterpretAsFloats()
                    .intoArray(out, i);
        }
    }

    /** {@link BlockDecoder#bf16ToFloat}; the shift drops what S2I's sign extension added. */
    private static void decodeBf16(byte[] bytes, int offset, int whole, float[] out) {
        for (int i = 0; i < whole; i += SPECIES.length()) {
            ByteVector.fromArray(HALF_BYTES, bytes, offset + i * Short.BYTES)
                    .reinterpretAsShorts()
                    .convertShape(VectorOperators.S2I, INTS, 0)
                    .reinterpretAsInts()
                    .lanewise(VectorOperators.LSHL, BlockDecoder.HALF_BITS)
                    .reinterpretAsFloats()
                    .intoArray(out, i);
        }
    }

    /** {@link BlockDecoder#f16ToFloat}. */
    private static void decodeF16(byte[] bytes, int offset, int whole, float[] out) {
        var magnitudeMask = IntVector.broadcast(INTS, BlockDecoder.F16_MAGNITUDE);
        var signMask = IntVector.broadcast(INTS, Integer.MIN_VALUE);
        var f16Infinity = IntVector.broadcast(INTS, BlockDecoder.F16_INFINITY);
        var f32Infinity = IntVector.broadcast(INTS, BlockDecoder.F32_INFINITY);
        var rebias = FloatVector.broadcast(SPECIES, BlockDecoder.F16_SCALE);
        for (int i = 0; i < whole; i += SPECIES.length()) {
            var bits =
                    ByteVector.fromArray(HALF_BYTES, bytes, offset + i * Short.BYTES)
                            .reinterpretAsShorts()
                            .convertShape(VectorOperators.S2I, INTS, 0)
                            .reinterpretAsInts();
            var magnitude = bits.and(magnitudeMask);
            var widened = magnitude.lanewise(VectorOperators.LSHL, BlockDecoder.F16_SHIFT);
            var finite = widened.reinterpretAsFloats().mul(rebias).reinterpretAsInts();
            var special = magnitude.compare(VectorOperators.GE, f16Infinity);
            finite.blend(widened.or(f32Infinity), special)
                    // S2I has copied the sign to bit 31.
                    .or(bits.and(signMask))
                    .reinterpretAsFloats()
                    .intoArray(out, i);
        }
    }

    /**
     * {@link BlockDecoder#codeToFloat}. Below the implicit bit of 2^23 a code is its own mantissa:
     * (2^23 + code) − 2^23 converts it exactly, where a conversion of lanes is slow on JDK 17.
     */
    private static void decodeCodes(
            byte[] bytes, int offset, int whole, float scale, float minimum, float[] out) {
        var codeMask = IntVector.broadcast(INTS, BlockDecoder.CODE_MASK);
        var two23 = FloatVector.broadcast(SPECIES, 0x1p23f);
        var two23Bits = IntVector.broadcast(INTS, Float.floatToRawIntBits(0x1p23f));
        var factor = FloatVector.broadcast(SPECIES, scale);
        var summand = FloatVector.broadcast(SPECIES, minimum);
        for (int i = 0; i < whole; i += SPECIES.length()) {
            ByteVector.fromArray(HALF_BYTES, bytes, offset + i * Short.BYTES)
                    .reinterpretAsShorts()
                    .convertShape(VectorOperators.S2I, INTS, 0)
                    .reinterpretAsInts()
                    .and(codeMask)
                    .or(two23Bits)
                    .reinterpretAsFloats()
                    .sub(two23)
                    .mul(factor)
                    .add(summand)
                    .intoArray(out, i);
        }
    }

    @Override
    public float maximum(float[] x, int padded) {
        var maximum = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
        for (int i = 0; i < padded; i += SPECIES.length()) {
            var value = FloatVector.fromArray(SPECIES, x, i);
            maximum = maximum.blend(value, value.compare(VectorOperators.GT, maximum));
        }
        // No NaN gets this far; adding 0 makes one zero of two.
        return maximum.reduceLanes(VectorOperators.MAX) + 0f;
    }

    @Override
    public int countAbove(float[] x, int padded, float threshold) {
        var limit = FloatVector.broadcast(SPECIES, threshold);
        var zero = FloatVector.zero(SPECIES);
        var one = FloatVector.broadcast(SPECIES, 1f);
        var count = zero;
        for (int i = 0; i < padded; i += SPECIES.length()) {
            var value = FloatVector.fromArray(SPECIES, x, i);
            count = count.add(zero.blend(one, value.compare(VectorOperators.GT, limit)));
        }
        // Whole numbers up to BLOCK: exact in any order.
        return (int) count.reduceLanes(VectorOperators.ADD);
    }

    @Override
    public void exponentials(float[] x, float[] e, int padded, float shift, float[] lanes) {
        var subtrahend = FloatVector.broadcast(SPECIES, shift);
        var argumentMin = FloatVector.broadcast(SPECIES, ExpPolynomial.ARGUMENT_MIN);
        var log2e = FloatVector.broadcast(SPECIES, ExpPolynomial.LOG2_E);
        var rounder = FloatVector.broadcast(SPECIES, ExpPolynomial.ROUNDER);
        var minusLn2High = FloatVector.broadcast(SPECIES, ExpPolynomial.MINUS_LN2_HIGH);
        var minusLn2Low = FloatVector.broadcast(SPECIES, ExpPolynomial.MINUS_LN2_LOW);
        var c6 = FloatVector.broadcast(SPECIES, ExpPolynomial.C6);
        var c5 = FloatVector.broadcast(SPECIES, ExpPolynomial.C5);
        var c4 = FloatVector.broadcast(SPECIES, ExpPolynomial.C4);
        var c3 = FloatVector.broadcast(SPECIES, ExpPolynomial.C3);
        var c2 = FloatVector.broadcast(SPECIES, ExpPolynomial.C2);
        var one = FloatVector.broadcast(SPECIES, 1f);
        for (int lane = 0; lane < LANES; lane += SPECIES.length()) {
            var sum0 = FloatVector.zero(SPECIES);
            var sum1 = FloatVector.zero(SPECIES);
            var sum2 = FloatVector.zero(SPECIES);
            for (int i = lane; i < padded; i += STEP) {
                var d = FloatVector.fromArray(SPECIES, x, i).sub(subtrahend);
                var f = FloatVector.fromArray(SPECIES, x, i + LANES).sub(subtrahend);
                d.intoArray(x, i);
                f.intoArray(x, i + LANES);
                d = d.blend(argumentMin, d.compare(VectorOperators.LT, argumentMin));
                f = f.blend(argumentMin, f.compare(VectorOperators.LT, argumentMin));

                var td = d.fma(log2e, rounder);
                var tf = f.fma(log2e, rounder);
                var kd = td.sub(rounder);
                var kf = tf.sub(rounder);
                var rd = kd.fma(minusLn2Low, kd.fma(minusLn2High, d));
                var rf = kf.fma(minusLn2Low, kf.fma(minusLn2High, f));
                var pd = c6.fma(rd, c5).fma(rd, c4).fma(rd, c3).fma(rd, c2);
                var pf = c6.fma(rf, c5).fma(rf, c4).fma(rf, c3).fma(rf, c2);
                pd = pd.fma(rd, one).fma(rd, one);
                pf = pf.fma(rf, one).fma(rf, one);
                var sd = td.reinterpretAsInts().lanewise(VectorOperators.LSHL, SHIFT);
                var sf = tf.reinterpretAsInts().lanewise(VectorOperators.LSHL, SHIFT);
                var ed = pd.mul(sd.reinterpretAsFloats());
                var ef = pf.mul(sf.reinterpretAsFloats());
                ed.intoArray(e, i);
                ef.intoArray(e, i + LANES);

                var edd = ed.mul(d);
                var eff = ef.mul(f);
                sum0 = sum0.add(ed.add(ef));
                sum1 = sum1.add(edd.add(eff));
                sum2 = sum2.add(eff.fma(f, edd.mul(d)));
            }
            sum0.intoArray(lanes, lane);
            sum1.intoArray(lanes, LANES + lane);
            sum2.intoArray(lanes, 2 * LANES + lane);
        }
    }

    @Override
    public void sum(float[] x, int count, float[] lanes) {
        int whole = count - count % STEP;
        for (int lane = 0; lane < LANES; lane += SPECIES.length()) {
            var sum = FloatVector.zero(SPECIES);
            for (int i = lane; i < whole; i += STEP) {
                var first = FloatVector.fromArray(SPECIES, x, i);
                sum = sum.add(first.add(FloatVector.fromArray(SPECIES, x, i + LANES)));
            }
            sum.intoArray(lanes, lane);
        }
        for (int i = whole; i < count; i++) {
            lanes[i % LANES] += x[i];
        }
    }

    @Override
    public void cross(float[] dA, float[] eA, float[] dB, float[] eB, int padded, float[] lanes) {
        var zero = FloatVector.zero(SPECIES);
        for (int lane = 0; lane < LANES; lane += SPECIES.length()) {
            var sumA = FloatVector.zero(SPECIES);
            var sumB = FloatVector.zero(SPECIES);
            for (int i = lane; i < padded; i += STEP) {
                int j = i + LANES;
                var first =
                        FloatVector.fromArray(SPECIES, dA, i)
                                .sub(FloatVector.fromArray(SPECIES, dB, i));
                var second =
                        FloatVector.fromArray(SPECIES, dA, j)
                                .sub(FloatVector.fromArray(SPECIES, dB, j));
                var eA1 = FloatVector.fromArray(SPECIES, eA, i);
                var eA2 = FloatVector.fromArray(SPECIES, eA, j);
                var eB1 = FloatVector.fromArray(SPECIES, eB, i);
                var eB2 = FloatVector.fromArray(SPECIES, eB, j);
                var a1 = eA1.mul(first).blend(zero, eA1.compare(VectorOperators.EQ, zero));
                var a2 = eA2.mul(second).blend(zero, eA2.compare(VectorOperators.EQ, zero));
                var b1 = eB1.mul(first).blend(zero, eB1.compare(VectorOperators.EQ, zero));
                var b2 = eB2.mul(second).blend(zero, eB2.compare(VectorOperators.EQ, zero));
                sumA = sumA.add(a1.add(a2));
                sumB = sumB.add(b1.add(b2));
            }
            sumA.intoArray(lanes, lane);
            sumB.intoArray(lanes, LANES + lane);
        }
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
        var argumentMin = FloatVector.broadcast(SPECIES, ExpPolynomial.ARGUMENT_MIN);
        var c = FloatVector.broadcast(SPECIES, difference);
        var one = FloatVector.broadcast(SPECIES, 1f);
        var three = FloatVector.broadcast(SPECIES, 3f);
        var zero = FloatVector.zero(SPECIES);
        var weightA = FloatVector.broadcast(SPECIES, wA);
        var weightB = FloatVector.broadcast(SPECIES, wB);
        var a3 = FloatVector.broadcast(SPECIES, ArtanhSeries.A3);
        var a5 = FloatVector.broadcast(SPECIES, ArtanhSeries.A5);
        var a7 = FloatVector.broadcast(SPECIES, ArtanhSeries.A7);
        var a9 = FloatVector.broadcast(SPECIES, ArtanhSeries.A9);
        var a11 = FloatVector.broadcast(SPECIES, ArtanhSeries.A11);
        var a13 = FloatVector.broadcast(SPECIES, ArtanhSeries.A13);
        for (int lane = 0; lane < LANES; lane += SPECIES.length()) {
            var distance = FloatVector.zero(SPECIES);
            var divergence = FloatVector.zero(SPECIES);
            for (int i = lane; i < padded; i += LANES) {
                var p = weightA.mul(FloatVector.fromArray(SPECIES, eA, i));
                var q = weightB.mul(FloatVector.fromArray(SPECIES, eB, i));
                distance = distance.add(p.sub(q).abs());

                var u = FloatVector.fromArray(SPECIES, dA, i);
                var v = FloatVector.fromArray(SPECIES, dB, i);
                u = u.blend(argumentMin, u.compare(VectorOperators.LT, argumentMin));
                v = v.blend(argumentMin, v.compare(VectorOperators.LT, argumentMin));
                var t = u.sub(v).add(c).abs();
                var less = p.compare(VectorOperators.LT, q);
                var big = p.blend(q, less);
                var r = q.blend(p, less).div(big.blend(one, big.compare(VectorOperators.EQ, zero)));
                var z = one.sub(r).div(r.add(three));
                var y = z.mul(z);
                var a = a13.fma(y, a11).fma(y, a9).fma(y, a7).fma(y, a5).fma(y, a3).fma(y, one);
                var twice = r.add(one).mul(z.add(z)).mul(a);
                divergence = divergence.add(big.mul(twice.sub(r.mul(t))));
            }
            distance.intoArray(lanes, lane);
            divergence.intoArray(lanes, LANES + lane);
        }
    }
}
