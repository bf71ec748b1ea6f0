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
 * inside the loop over lanes and leaves it through a cast to {@link #FLOAT_CLASS}, and inside is an
 * argument of the operation that adds to it, never its receiver; comparisons are minima and signs
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

    /**
     * The one class of all float vectors here, and that of the integers. A vector that a loop
     * leaves is cast to it before it is stored: JDK 17's compiler knows a loop's variable by its
     * declared type only, and a store that it compiles before it knows more makes objects of the
     * whole loop's sums. No method for the cast: it would be a call where the compiler's budget is
     * spent.
     */
    private static final Class<?> FLOAT_CLASS = SPECIES.vectorType();

    private static final Class<?> INT_CLASS = INTS.vectorType();

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
    public float maximum(byte[] x, int offset, int length) {
        var maximum = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
        for (int i = 0; i < length; i += SPECIES.length()) {
            var value =
                    ByteVector.fromArray(BYTES, x, offset + i * Float.BYTES).reinterpretAsFloats();
            maximum = maximum.blend(value, value.compare(VectorOperators.GT, maximum));
        }
        // No NaN gets this far; adding 0 makes one zero of two.
        return ((FloatVector) FLOAT_CLASS.cast(maximum)).reduceLanes(VectorOperators.MAX) + 0f;
    }

    /**
     * Signs stand for comparisons, as in the scalar kernel, and because masks are vectors on JDK
     * 17, which cost twice as much.
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
                depths = depth.add(depths);
                exceeds = depth.reinterpretAsInts().or(exceeds);
                var sign = limit.sub(value).reinterpretAsInts();
                above = sign.lanewise(VectorOperators.LSHR, SIGN_SHIFT).add(above);
            }
            ((FloatVector) FLOAT_CLASS.cast(depths)).intoArray(out.block, LaneSums.DEPTH + lane);
            ((IntVector) INT_CLASS.cast(above)).intoArray(out.blockAbove, lane);
            ((IntVector) INT_CLASS.cast(exceeds)).intoArray(out.blockExceeds, lane);
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
        switch (type) {
            case F32 -> {
                System.arraycopy(bytes, offset, decoded, 0, length * Float.BYTES);
                scan(decoded, 0, length, maximum, threshold, out);
            }
            case F16 -> scanF16(bytes, offset, length, decoded, maximum, threshold, out);
            case BF16 -> scanBf16(bytes, offset, length, decoded, maximum, threshold, out);
            case U16_CODES ->
                    scanCodes(
                            bytes, offset, length, scale, minimum, decoded, maximum, threshold,
                            out);
        }
    }

    /** {@link BlockDecoder#f16ToFloat}. */
    private static void scanF16(
            byte[] bytes,
            int offset,
            int length,
            byte[] decoded,
            float maximum,
            float threshold,
            LaneSums out) {
        var shiftedMask = IntVector.broadcast(INTS, BlockDecoder.F16_SHIFTED_MASK);
        var magnitudeMask = IntVector.broadcast(INTS, Integer.MAX_VALUE);
        var finiteMax = IntVector.broadcast(INTS, BlockDecoder.F16_FINITE_MAX);
        var infinity = IntVector.broadcast(INTS, BlockDecoder.F32_INFINITY);
        var rebias = FloatVector.broadcast(SPECIES, BlockDecoder.F16_SCALE);
        var top = FloatVector.broadcast(SPECIES, maximum);
        var limit = FloatVector.broadcast(SPECIES, threshold);
        for (int lane = 0; lane < LANES; lane += SPECIES.length()) {
            var depths = FloatVector.broadcast(SPECIES, 0f);
            var above = IntVector.broadcast(INTS, 0);
            var exceeds = IntVector.broadcast(INTS, 0);
            for (int i = lane; i < length; i += LANES) {
                var bits =
                        ByteVector.fromArray(HALF_BYTES, bytes, offset + i * Short.BYTES)
                                .reinterpretAsShorts()
                                .convertShape(VectorOperators.S2I, INTS, 0)
                                .reinterpretAsInts();
                // S2I has copied the sign to bit 31, and the shift leaves it there.
                var widened =
                        bits.lanewise(VectorOperators.LSHL, BlockDecoder.F16_SHIFT)
                                .and(shiftedMask)
                                .reinterpretAsFloats()
                                .mul(rebias)
                                .reinterpretAsInts();
                var special =
                        finiteMax
                                .sub(widened.and(magnitudeMask))
                                .lanewise(VectorOperators.ASHR, SIGN_SHIFT)
                                .and(infinity);
                var value = widened.or(special).reinterpretAsFloats();
                value.reinterpretAsBytes().intoArray(decoded, i * Float.BYTES);
                var depth = top.sub(value);
                depths = depth.add(depths);
                exceeds = depth.reinterpretAsInts().or(exceeds);
                var sign = limit.sub(value).reinterpretAsInts();
                above = sign.lanewise(VectorOperators.LSHR, SIGN_SHIFT).add(above);
            }
            ((FloatVector) FLOAT_CLASS.cast(depths)).intoArray(out.block, LaneSums.DEPTH + lane);
            ((IntVector) INT_CLASS.cast(above)).intoArray(out.blockAbove, lane);
            ((IntVector) INT_CLASS.cast(exceeds)).intoArray(out.blockExceeds, lane);
        }
    }

    /** {@link BlockDecoder#bf16ToFloat}; the shift drops what S2I's sign extension added. */
    private static void scanBf16(
            byte[] bytes,
            int offset,
            int length,
            byte[] decoded,
            float maximum,
            float threshold,
            LaneSums out) {
        var top = FloatVector.broadcast(SPECIES, maximum);
        var limit = FloatVector.broadcast(SPECIES, threshold);
        for (int lane = 0; lane < LANES; lane += SPECIES.length()) {
            var depths = FloatVector.broadcast(SPECIES, 0f);
            var above = IntVector.broadcast(INTS, 0);
            var exceeds = IntVector.broadcast(INTS, 0);
            for (int i = lane; i < length; i += LANES) {
                var value =
                        ByteVector.fromArray(HALF_BYTES, bytes, offset + i * Short.BYTES)
                                .reinterpretAsShorts()
                                .convertShape(VectorOperators.S2I, INTS, 0)
                                .reinterpretAsInts()
                                .lanewise(VectorOperators.LSHL, BlockDecoder.HALF_BITS)
                                .reinterpretAsFloats();
                value.reinterpretAsBytes().intoArray(decoded, i * Float.BYTES);
                var depth = top.sub(value);
                depths = depth.add(depths);
                exceeds = depth.reinterpretAsInts().or(exceeds);
                var sign = limit.sub(value).reinterpretAsInts();
                above = sign.lanewise(VectorOperators.LSHR, SIGN_SHIFT).add(above);
            }
            ((FloatVector) FLOAT_CLASS.cast(depths)).intoArray(out.block, LaneSums.DEPTH + lane);
            ((IntVector) INT_CLASS.cast(above)).intoArray(out.blockAbove, lane);
            ((IntVector) INT_CLASS.cast(exceeds)).intoArray(out.blockExceeds, lane);
        }
    }

    /** {@link BlockDecoder#codeToFloat}. */
    private static void scanCodes(
            byte[] bytes,
            int offset,
            int length,
            float scale,
            float minimum,
            byte[] decoded,
            float maximum,
            float threshold,
            LaneSums out) {
        var codeMask = IntVector.broadcast(INTS, BlockDecoder.CODE_MASK);
        var two23 = FloatVector.broadcast(SPECIES, BlockDecoder.TWO23);
        var two23Bits = IntVector.broadcast(INTS, BlockDecoder.TWO23_BITS);
        var factor = FloatVector.broadcast(SPECIES, scale);
        var summand = FloatVector.broadcast(SPECIES, minimum);
        var top = FloatVector.broadcast(SPECIES, maximum);
        var limit = FloatVector.broadcast(SPECIES, threshold);
        for (int lane = 0; lane < LANES; lane += SPECIES.length()) {
            var depths = FloatVector.broadcast(SPECIES, 0f);
            var above = IntVector.broadcast(INTS, 0);
            var exceeds = IntVector.broadcast(INTS, 0);
            for (int i = lane; i < length; i += LANES) {
                var value =
                        ByteVector.fromArray(HALF_BYTES, bytes, offset + i * Short.BYTES)
                                .reinterpretAsShorts()
                                .convertShape(VectorOperators.S2I, INTS, 0)
                                .reinterpretAsInts()
                                .and(codeMask)
                                .or(two23Bits)
                                .reinterpretAsFloats()
                                .sub(two23)
                                .mul(factor)
                                .add(summand);
                value.reinterpretAsBytes().intoArray(decoded, i * Float.BYTES);
                var depth = top.sub(value);
                depths = depth.add(depths);
                exceeds = depth.reinterpretAsInts().or(exceeds);
                var sign = limit.sub(value).reinterpretAsInts();
                above = sign.lanewise(VectorOperators.LSHR, SIGN_SHIFT).add(above);
            }
            ((FloatVector) FLOAT_CLASS.cast(depths)).intoArray(out.block, LaneSums.DEPTH + lane);
            ((IntVector) INT_CLASS.cast(above)).intoArray(out.blockAbove, lane);
            ((IntVector) INT_CLASS.cast(exceeds)).intoArray(out.blockExceeds, lane);
        }
    }

    @Override
    public boolean exceeds(LaneSums sums) {
        var any = IntVector.fromArray(INTS, sums.blockExceeds, 0);
        for (int lane = SPECIES.length(); lane < LANES; lane += SPECIES.length()) {
            any = any.or(IntVector.fromArray(INTS, sums.blockExceeds, lane));
        }
        return ((IntVector) INT_CLASS.cast(any)).reduceLanes(VectorOperators.OR) < 0;
    }

    @Override
    public void commit(LaneSums sums, int length) {
        for (int lane = 0; lane < length; lane += SPECIES.length()) {
            var a = FloatVector.fromArray(SPECIES, sums.high, lane);
            var b = FloatVector.fromArray(SPECIES, sums.block, lane);
            var sum = a.add(b);
            var rounded = sum.sub(a);
            var lost = a.sub(sum.sub(rounded)).add(b.sub(rounded));
            sum.intoArray(sums.high, lane);
            FloatVector.fromArray(SPECIES, sums.low, lane).add(lost).intoArray(sums.low, lane);
        }
        countAbove(sums);
    }

    private static void countAbove(LaneSums sums) {
        for (int lane = 0; lane < LANES; lane += SPECIES.length()) {
            IntVector.fromArray(INTS, sums.above, lane)
                    .add(IntVector.fromArray(INTS, sums.blockAbove, lane))
                    .intoArray(sums.above, lane);
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
                sum = weight.add(sum);
            }
            ((FloatVector) FLOAT_CLASS.cast(sum)).intoArray(out.block, LaneSums.WEIGHT + lane);
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
                sum0 = weight.add(sum0);
                var product = weight.mul(n);
                sum1 = product.add(sum1);
                sum2 = product.fma(n, sum2);
            }
            ((FloatVector) FLOAT_CLASS.cast(sum0)).intoArray(out.block, LaneSums.WEIGHT + lane);
            ((FloatVector) FLOAT_CLASS.cast(sum1))
                    .intoArray(out.block, LaneSums.FIRST_MOMENT + lane);
            ((FloatVector) FLOAT_CLASS.cast(sum2))
                    .intoArray(out.block, LaneSums.SECOND_MOMENT + lane);
        }
    }

    @Override
    public void moments(byte[] x, int offset, int length, float maximum, float[] e, LaneSums out) {
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
                weight.intoArray(e, i);
                sum0 = weight.add(sum0);
                var product = weight.mul(n);
                sum1 = product.add(sum1);
                sum2 = product.fma(n, sum2);
            }
            ((FloatVector) FLOAT_CLASS.cast(sum0)).intoArray(out.block, LaneSums.WEIGHT + lane);
            ((FloatVector) FLOAT_CLASS.cast(sum1))
                    .intoArray(out.block, LaneSums.FIRST_MOMENT + lane);
            ((FloatVector) FLOAT_CLASS.cast(sum2))
                    .intoArray(out.block, LaneSums.SECOND_MOMENT + lane);
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
        var top = FloatVector.broadcast(SPECIES, yMaximum);
        var otherTop = FloatVector.broadcast(SPECIES, xMaximum);
        var greatest = IntVector.broadcast(INTS, GREATEST_BITS);
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
            var first = FloatVector.broadcast(SPECIES, 0f);
            var second = FloatVector.broadcast(SPECIES, 0f);
            for (int i = lane; i < length; i += LANES) {
                var depth =
                        top.sub(
                                        ByteVector.fromArray(BYTES, y, yOffset + i * Float.BYTES)
                                                .reinterpretAsFloats())
                                .reinterpretAsInts();
                var n = depth.min(argumentMax).reinterpretAsFloats();
                var t = n.fma(minusLog2e, rounder);
                var k = t.sub(rounder);
                var r = k.fma(ln2Low, k.fma(ln2High, n));
                var p = c6.fma(r, c5).fma(r, c4).fma(r, c3).fma(r, c2);
                p = p.fma(r, minusOne).fma(r, one);
                var scale = t.reinterpretAsInts().lanewise(VectorOperators.LSHL, SHIFT);
                var weight = p.mul(scale.reinterpretAsFloats());
                sum0 = weight.add(sum0);
                var product = weight.mul(n);
                sum1 = product.add(sum1);
                sum2 = product.fma(n, sum2);
                var other =
                        otherTop.sub(
                                        ByteVector.fromArray(BYTES, x, xOffset + i * Float.BYTES)
                                                .reinterpretAsFloats())
                                .reinterpretAsInts();
                var difference =
                        depth.min(greatest)
                                .reinterpretAsFloats()
                                .sub(other.min(greatest).reinterpretAsFloats());
                first = FloatVector.fromArray(SPECIES, eX, i).fma(difference, first);
                second = weight.fma(difference, second);
            }
            ((FloatVector) FLOAT_CLASS.cast(sum0)).intoArray(out.block, LaneSums.WEIGHT + lane);
            ((FloatVector) FLOAT_CLASS.cast(sum1))
                    .intoArray(out.block, LaneSums.FIRST_MOMENT + lane);
            ((FloatVector) FLOAT_CLASS.cast(sum2))
                    .intoArray(out.block, LaneSums.SECOND_MOMENT + lane);
            ((FloatVector) FLOAT_CLASS.cast(first))
                    .intoArray(cross.block, LaneSums.CROSS_FIRST + lane);
            ((FloatVector) FLOAT_CLASS.cast(second))
                    .intoArray(cross.block, LaneSums.CROSS_SECOND + lane);
        }
    }

    @Override
    public void weigh(byte[] x, int offset, int length, float maximum, float[] n, float[] e) {
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
        for (int i = 0; i < length; i += SPECIES.length()) {
            var depth =
                    top.sub(
                                    ByteVector.fromArray(BYTES, x, offset + i * Float.BYTES)
                                            .reinterpretAsFloats())
                            .reinterpretAsInts()
                            .min(argumentMax)
                            .reinterpretAsFloats();
            var t = depth.fma(minusLog2e, rounder);
            var k = t.sub(rounder);
            var r = k.fma(ln2Low, k.fma(ln2High, depth));
            var p = c6.fma(r, c5).fma(r, c4).fma(r, c3).fma(r, c2);
            p = p.fma(r, minusOne).fma(r, one);
            var scale = t.reinterpretAsInts().lanewise(VectorOperators.LSHL, SHIFT);
            var weight = p.mul(scale.reinterpretAsFloats());
            depth.intoArray(n, i);
            weight.intoArray(e, i);
        }
    }

    @Override
    public void distance(float[] eA, float wA, float[] eB, float wB, int length, LaneSums out) {
        var weightA = FloatVector.broadcast(SPECIES, wA);
        var weightB = FloatVector.broadcast(SPECIES, wB);
        for (int lane = 0; lane < LANES; lane += SPECIES.length()) {
            var sum = FloatVector.broadcast(SPECIES, 0f);
            for (int i = lane; i < length; i += LANES) {
                var p = weightA.mul(FloatVector.fromArray(SPECIES, eA, i));
                var q = weightB.mul(FloatVector.fromArray(SPECIES, eB, i));
                sum = p.sub(q).abs().add(sum);
            }
            ((FloatVector) FLOAT_CLASS.cast(sum)).intoArray(out.block, LaneSums.DISTANCE + lane);
        }
    }

    /** Probabilities are not negative, so their bits are in their order. */
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
        var c = FloatVector.broadcast(SPECIES, difference);
        var one = FloatVector.broadcast(SPECIES, 1f);
        var three = FloatVector.broadcast(SPECIES, 3f);
        var leastBits = IntVector.broadcast(INTS, 1);
        var weightA = FloatVector.broadcast(SPECIES, wA);
        var weightB = FloatVector.broadcast(SPECIES, wB);
        var a3 = FloatVector.broadcast(SPECIES, ArtanhSeries.A3);
        var a5 = FloatVector.broadcast(SPECIES, ArtanhSeries.A5);
        var a7 = FloatVector.broadcast(SPECIES, ArtanhSeries.A7);
        var a9 = FloatVector.broadcast(SPECIES, ArtanhSeries.A9);
        var a11 = FloatVector.broadcast(SPECIES, ArtanhSeries.A11);
        var a13 = FloatVector.broadcast(SPECIES, ArtanhSeries.A13);
        for (int lane = 0; lane < LANES; lane += SPECIES.length()) {
            var sum = FloatVector.broadcast(SPECIES, 0f);
            for (int i = lane; i < length; i += LANES) {
                var p = weightA.mul(FloatVector.fromArray(SPECIES, eA, i)).reinterpretAsInts();
                var q = weightB.mul(FloatVector.fromArray(SPECIES, eB, i)).reinterpretAsInts();
                var big = p.max(q);
                var r =
                        p.min(q)
                                .reinterpretAsFloats()
                                .div(big.max(leastBits).reinterpretAsFloats());
                var z = one.sub(r).div(r.add(three));
                var s = z.mul(z);
                var a = a13.fma(s, a11).fma(s, a9).fma(s, a7).fma(s, a5).fma(s, a3).fma(s, one);
                var twice = r.add(one).mul(z.add(z)).mul(a);
                var t =
                        FloatVector.fromArray(SPECIES, nB, i)
                                .sub(FloatVector.fromArray(SPECIES, nA, i))
                                .add(c)
                                .abs();
                sum = big.reinterpretAsFloats().mul(twice.sub(r.mul(t))).add(sum);
            }
            ((FloatVector) FLOAT_CLASS.cast(sum)).intoArray(out.block, LaneSums.DIVERGENCE + lane);
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
}
