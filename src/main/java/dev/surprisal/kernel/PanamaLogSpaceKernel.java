package dev.surprisal.kernel;

import dev.surprisal.event.ElementType;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * The kernel on the Vector API, at 512 or 256 bits: bit for bit what {@link ScalarLogSpaceKernel}
 * computes, which see for the algorithm. A loop over a block runs once for each vector's worth of
 * lanes: twice at 512 bits, four times at 256.
 *
 * <p>Load this class only where the module {@code jdk.incubator.vector} is present: its species are
 * resolved in its initialiser.
 *
 * <p>Written as JDK 17's compiler wants it: constants are broadcast in the loop's own method, the
 * exponential is spelled out in the loop (a method of its own costs a factor of three to four), one
 * loop per method and no flags; a vector that lives across turns of a loop starts as a broadcast
 * inside the loop over lanes and leaves it through {@link #exact}; comparisons are minima and signs
 * of integers rather than masks. Each of these decides whether sums are registers or, on some runs
 * of the same classes, objects: a change needs many runs of the benchmarks, not one. No {@code
 * reduceLanes(ADD)}: its order is open.
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
    private static final int SIGN_SHIFT = Integer.SIZE - 1;
    private static final int ARGUMENT_MAX_BITS =
            Float.floatToRawIntBits(ExpPolynomial.ARGUMENT_MAX);
    private static final int GREATEST_BITS = Float.floatToRawIntBits(Float.MAX_VALUE);

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
            byte[] out) {
        int whole = SPECIES.loopBound(count);
        switch (type) {
            case F32 -> decodeF32(bytes, offset, whole, out);
            case F16 -> decodeF16(bytes, offset, whole, out);
            case BF16 -> decodeBf16(bytes, offset, whole, out);
            case U16_CODES -> decodeCodes(bytes, offset, whole, scale, minimum, out);
        }
        BlockDecoder.decode(type, bytes, offset, whole, count, scale, minimum, out);
    }

    private static void decodeF32(byte[] bytes, int offset, int whole, byte[] out) {
        System.arraycopy(bytes, offset, out, 0, whole * Float.BYTES);
    }

    /** {@link BlockDecoder#bf16ToFloat}; the shift drops what S2I's sign extension added. */
    private static void decodeBf16(byte[] bytes, int offset, int whole, byte[] out) {
        for (int i = 0; i < whole; i += SPECIES.length()) {
            ByteVector.fromArray(HALF_BYTES, bytes, offset + i * Short.BYTES)
                    .reinterpretAsShorts()
                    .convertShape(VectorOperators.S2I, INTS, 0)
                    .reinterpretAsInts()
                    .lanewise(VectorOperators.LSHL, BlockDecoder.HALF_BITS)
                    .reinterpretAsBytes()
                    .intoArray(out, i * Float.BYTES);
        }
    }

    /** {@link BlockDecoder#f16ToFloat}. */
    private static void decodeF16(byte[] bytes, int offset, int whole, byte[] out) {
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
                    .reinterpretAsBytes()
                    .intoArray(out, i * Float.BYTES);
        }
    }

    /**
     * {@link BlockDecoder#codeToFloat}. Below the implicit bit of 2^23 a code is its own mantissa:
     * (2^23 + code) − 2^23 converts it exactly, where a conversion of lanes is slow on JDK 17.
     */
    private static void decodeCodes(
            byte[] bytes, int offset, int whole, float scale, float minimum, byte[] out) {
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
                    .reinterpretAsBytes()
                    .intoArray(out, i * Float.BYTES);
        }
    }

    @Override
    public float maximum(byte[] x, int offset, int length) {
        var maximum = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
        for (int i = 0; i < length; i += SPECIES.length()) {
            var value =
                    ByteVector.fromArray(BYTES, x, offset + i * Float.BYTES).reinterpretAsFloats();
            maximum = maximum.blend(value, value.compare(VectorOperators.GT, maximum));
        }
        // No NaN gets this far; adding 0 makes one zero of two.
        return exact(maximum).reduceLanes(VectorOperators.MAX) + 0f;
    }

    /**
     * Signs stand for comparisons: a − b is negative exactly where a &lt; b, subnormal differences
     * and equal zeros included, and masks are vectors on JDK 17, which cost twice as much.
     */
    @Override
    public void scan(
            byte[] x, int offset, int length, float maximum, float threshold, LaneSums out) {
        var top = FloatVector.broadcast(SPECIES, maximum);
        var limit = FloatVector.broadcast(SPECIES, threshold);
        for (int lane = 0; lane < LANES; lane += SPECIES.length()) {
            var depths = FloatVector.broadcast(SPECIES, 0f);
            var above = IntVector.broadcast(INTS, 0);
            var exceeds = IntVector.broadcast(INTS, 0);
            for (int i = lane; i < length; i += LANES) {
                var value =
                        ByteVector.fromArray(BYTES, x, offset + i * Float.BYTES)
                                .reinterpretAsFloats();
                var depth = top.sub(value);
                depths = depths.add(depth);
                exceeds = exceeds.or(depth.reinterpretAsInts());
                var sign = limit.sub(value).reinterpretAsInts();
                above = above.add(sign.lanewise(VectorOperators.LSHR, SIGN_SHIFT));
            }
            exact(depths).intoArray(out.block, LaneSums.DEPTH + lane);
            exact(above).intoArray(out.blockAbove, lane);
            exact(exceeds).intoArray(out.blockExceeds, lane);
        }
    }

    @Override
    public void weights(byte[] x, int offset, int length, float maximum, LaneSums out) {
        var top = FloatVector.broadcast(SPECIES, maximum);
        var argumentMax = IntVector.broadcast(INTS, ARGUMENT_MAX_BITS);
        var minusLog2e = FloatVector.broadcast(SPECIES, ExpPolynomial.MINUS_LOG2_E);
        var rounder = FloatVector.broadcast(SPECIES, ExpPolynomial.ROUNDER);
        var ln2High = FloatVector.broadcast(SPECIES, ExpPolynomial.LN2_HIGH);
        var ln2Low = FloatVector.broadcast(SPECIES, ExpPolynomial.LN2_LOW);
        var c6 = FloatVector.broadcast(SPECIES, ExpPolynomial.C6);
        var c5 = FloatVector.broadcast(SPECIES, ExpPolynomial.C5);
        var c4 = FloatVector.broadcast(SPECIES, ExpPolynomial.C4);
        var c3 = FloatVector.broadcast(SPECIES, ExpPolynomial.C3);
        var c2 = FloatVector.broadcast(SPECIES, ExpPolynomial.C2);
        var minusOne = FloatVector.broadcast(SPECIES, -1f);
        var one = FloatVector.broadcast(SPECIES, 1f);
        for (int lane = 0; lane < LANES; lane += SPECIES.length()) {
            var sum = FloatVector.broadcast(SPECIES, 0f);
            for (int i = lane; i < length; i += LANES) {
                var n =
                        top.sub(
                                        ByteVector.fromArray(BYTES, x, offset + i * Float.BYTES)
                                                .reinterpretAsFloats())
                                .reinterpretAsInts()
                                .min(argumentMax)
                                .reinterpretAsFloats();
                var t = n.fma(minusLog2e, rounder);
                var k = t.sub(rounder);
                var r = k.fma(ln2Low, k.fma(ln2High, n));
                var p = c6.fma(r, c5).fma(r, c4).fma(r, c3).fma(r, c2);
                p = p.fma(r, minusOne).fma(r, one);
                var scale = t.reinterpretAsInts().lanewise(VectorOperators.LSHL, SHIFT);
                var weight = p.mul(scale.reinterpretAsFloats());
                sum = sum.add(weight);
            }
            exact(sum).intoArray(out.block, LaneSums.WEIGHT + lane);
        }
    }

    @Override
    public void moments(byte[] x, int offset, int length, float maximum, LaneSums out) {
        var top = FloatVector.broadcast(SPECIES, maximum);
        var argumentMax = IntVector.broadcast(INTS, ARGUMENT_MAX_BITS);
        var minusLog2e = FloatVector.broadcast(SPECIES, ExpPolynomial.MINUS_LOG2_E);
        var rounder = FloatVector.broadcast(SPECIES, ExpPolynomial.ROUNDER);
        var ln2High = FloatVector.broadcast(SPECIES, ExpPolynomial.LN2_HIGH);
        var ln2Low = FloatVector.broadcast(SPECIES, ExpPolynomial.LN2_LOW);
        var c6 = FloatVector.broadcast(SPECIES, ExpPolynomial.C6);
        var c5 = FloatVector.broadcast(SPECIES, ExpPolynomial.C5);
        var c4 = FloatVector.broadcast(SPECIES, ExpPolynomial.C4);
        var c3 = FloatVector.broadcast(SPECIES, ExpPolynomial.C3);
        var c2 = FloatVector.broadcast(SPECIES, ExpPolynomial.C2);
        var minusOne = FloatVector.broadcast(SPECIES, -1f);
        var one = FloatVector.broadcast(SPECIES, 1f);
        for (int lane = 0; lane < LANES; lane += SPECIES.length()) {
            var sum0 = FloatVector.broadcast(SPECIES, 0f);
            var sum1 = FloatVector.broadcast(SPECIES, 0f);
            var sum2 = FloatVector.broadcast(SPECIES, 0f);
            for (int i = lane; i < length; i += LANES) {
                var n =
                        top.sub(
                                        ByteVector.fromArray(BYTES, x, offset + i * Float.BYTES)
                                                .reinterpretAsFloats())
                                .reinterpretAsInts()
                                .min(argumentMax)
                                .reinterpretAsFloats();
                var t = n.fma(minusLog2e, rounder);
                var k = t.sub(rounder);
                var r = k.fma(ln2Low, k.fma(ln2High, n));
                var p = c6.fma(r, c5).fma(r, c4).fma(r, c3).fma(r, c2);
                p = p.fma(r, minusOne).fma(r, one);
                var scale = t.reinterpretAsInts().lanewise(VectorOperators.LSHL, SHIFT);
                var weight = p.mul(scale.reinterpretAsFloats());
                sum0 = sum0.add(weight);
                var product = weight.mul(n);
                sum1 = sum1.add(product);
                sum2 = product.fma(n, sum2);
            }
            exact(sum0).intoArray(out.block, LaneSums.WEIGHT + lane);
            exact(sum1).intoArray(out.block, LaneSums.FIRST_MOMENT + lane);
            exact(sum2).intoArray(out.block, LaneSums.SECOND_MOMENT + lane);
        }
    }

    @Override
    public void moments(
            byte[] x, int offset, int length, float maximum, float[] n, float[] e, LaneSums out) {
        var top = FloatVector.broadcast(SPECIES, maximum);
        var argumentMax = IntVector.broadcast(INTS, ARGUMENT_MAX_BITS);
        var greatest = IntVector.broadcast(INTS, GREATEST_BITS);
        var minusLog2e = FloatVector.broadcast(SPECIES, ExpPolynomial.MINUS_LOG2_E);
        var rounder = FloatVector.broadcast(SPECIES, ExpPolynomial.ROUNDER);
        var ln2High = FloatVector.broadcast(SPECIES, ExpPolynomial.LN2_HIGH);
        var ln2Low = FloatVector.broadcast(SPECIES, ExpPolynomial.LN2_LOW);
        var c6 = FloatVector.broadcast(SPECIES, ExpPolynomial.C6);
        var c5 = FloatVector.broadcast(SPECIES, ExpPolynomial.C5);
        var c4 = FloatVector.broadcast(SPECIES, ExpPolynomial.C4);
        var c3 = FloatVector.broadcast(SPECIES, ExpPolynomial.C3);
        var c2 = FloatVector.broadcast(SPECIES, ExpPolynomial.C2);
        var minusOne = FloatVector.broadcast(SPECIES, -1f);
        var one = FloatVector.broadcast(SPECIES, 1f);
        for (int lane = 0; lane < LANES; lane += SPECIES.length()) {
            var sum0 = FloatVector.broadcast(SPECIES, 0f);
            var sum1 = FloatVector.broadcast(SPECIES, 0f);
            var sum2 = FloatVector.broadcast(SPECIES, 0f);
            for (int i = lane; i < length; i += LANES) {
                var bits =
                        top.sub(
                                        ByteVector.fromArray(BYTES, x, offset + i * Float.BYTES)
                                                .reinterpretAsFloats())
                                .reinterpretAsInts();
                bits.min(greatest).reinterpretAsFloats().intoArray(n, i);
                var depth = bits.min(argumentMax).reinterpretAsFloats();
                var t = depth.fma(minusLog2e, rounder);
                var k = t.sub(rounder);
                var r = k.fma(ln2Low, k.fma(ln2High, depth));
                var p = c6.fma(r, c5).fma(r, c4).fma(r, c3).fma(r, c2);
                p = p.fma(r, minusOne).fma(r, one);
                var scale = t.reinterpretAsInts().lanewise(VectorOperators.LSHL, SHIFT);
                var weight = p.mul(scale.reinterpretAsFloats());
                weight.intoArray(e, i);
                sum0 = sum0.add(weight);
                var product = weight.mul(depth);
                sum1 = sum1.add(product);
                sum2 = product.fma(depth, sum2);
            }
            exact(sum0).intoArray(out.block, LaneSums.WEIGHT + lane);
            exact(sum1).intoArray(out.block, LaneSums.FIRST_MOMENT + lane);
            exact(sum2).intoArray(out.block, LaneSums.SECOND_MOMENT + lane);
        }
    }

    @Override
    public void cross(float[] nA, float[] eA, float[] nB, float[] eB, int length, float[] lanes) {
        for (int lane = 0; lane < LANES; lane += SPECIES.length()) {
            var sumA = FloatVector.broadcast(SPECIES, 0f);
            var sumB = FloatVector.broadcast(SPECIES, 0f);
            for (int i = lane; i < length; i += LANES) {
                var difference =
                        FloatVector.fromArray(SPECIES, nB, i)
                                .sub(FloatVector.fromArray(SPECIES, nA, i));
                sumA = FloatVector.fromArray(SPECIES, eA, i).fma(difference, sumA);
                sumB = FloatVector.fromArray(SPECIES, eB, i).fma(difference, sumB);
            }
            exact(sumA).intoArray(lanes, lane);
            exact(sumB).intoArray(lanes, LANES + lane);
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
        var argumentMax = IntVector.broadcast(INTS, ARGUMENT_MAX_BITS);
        var c = FloatVector.broadcast(SPECIES, difference);
        var one = FloatVector.broadcast(SPECIES, 1f);
        var three = FloatVector.broadcast(SPECIES, 3f);
        var zero = FloatVector.broadcast(SPECIES, 0f);
        var weightA = FloatVector.broadcast(SPECIES, wA);
        var weightB = FloatVector.broadcast(SPECIES, wB);
        var a3 = FloatVector.broadcast(SPECIES, ArtanhSeries.A3);
        var a5 = FloatVector.broadcast(SPECIES, ArtanhSeries.A5);
        var a7 = FloatVector.broadcast(SPECIES, ArtanhSeries.A7);
        var a9 = FloatVector.broadcast(SPECIES, ArtanhSeries.A9);
        var a11 = FloatVector.broadcast(SPECIES, ArtanhSeries.A11);
        var a13 = FloatVector.broadcast(SPECIES, ArtanhSeries.A13);
        for (int lane = 0; lane < LANES; lane += SPECIES.length()) {
            var distance = FloatVector.broadcast(SPECIES, 0f);
            var divergence = FloatVector.broadcast(SPECIES, 0f);
            for (int i = lane; i < length; i += LANES) {
                var p = weightA.mul(FloatVector.fromArray(SPECIES, eA, i));
                var q = weightB.mul(FloatVector.fromArray(SPECIES, eB, i));
                distance = distance.add(p.sub(q).abs());

                var u = FloatVector.fromArray(SPECIES, nA, i).reinterpretAsInts();
                var v = FloatVector.fromArray(SPECIES, nB, i).reinterpretAsInts();
                var t =
                        v.min(argumentMax)
                                .reinterpretAsFloats()
                                .sub(u.min(argumentMax).reinterpretAsFloats())
                                .add(c)
                                .abs();
                var less = p.compare(VectorOperators.LT, q);
                var big = p.blend(q, less);
                var r = q.blend(p, less).div(big.blend(one, big.compare(VectorOperators.EQ, zero)));
                var z = one.sub(r).div(r.add(three));
                var y = z.mul(z);
                var a = a13.fma(y, a11).fma(y, a9).fma(y, a7).fma(y, a5).fma(y, a3).fma(y, one);
                var twice = r.add(one).mul(z.add(z)).mul(a);
                divergence = divergence.add(big.mul(twice.sub(r.mul(t))));
            }
            exact(distance).intoArray(lanes, lane);
            exact(divergence).intoArray(lanes, LANES + lane);
        }
    }

    @Override
    public int supports(byte[] x, int xOffset, byte[] y, int yOffset, int length) {
        int found = 0;
        for (int i = 0; i < length; i += SPECIES.length()) {
            var first = masked(x, xOffset + i * Float.BYTES);
            var second = masked(y, yOffset + i * Float.BYTES);
            found |= second.andNot(first).anyTrue() ? FIRST_ONLY : 0;
            found |= first.andNot(second).anyTrue() ? SECOND_ONLY : 0;
        }
        return found;
    }

    private static VectorMask<Float> masked(byte[] x, int offset) {
        return ByteVector.fromArray(BYTES, x, offset)
                .reinterpretAsFloats()
                .compare(VectorOperators.EQ, Float.NEGATIVE_INFINITY);
    }

    /**
     * The same vector, of the one class that JDK 17's compiler needs to see: it knows a variable of
     * a loop by its declared type only, and keeps a whole loop's sums as objects if a store after
     * the loop is compiled before it has found out.
     */
    private static FloatVector exact(FloatVector vector) {
        return (FloatVector) SPECIES.vectorType().cast(vector);
    }

    private static IntVector exact(IntVector vector) {
        return (IntVector) INTS.vectorType().cast(vector);
    }
}
