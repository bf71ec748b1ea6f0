package dev.surprisal.kernel;

import dev.surprisal.event.ElementType;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Scalar decoding of little-endian elements, at any byte offset, to little-endian floats; exact but
 * for the codes.
 */
final class BlockDecoder {
    private static final VarHandle FLOATS =
            MethodHandles.byteArrayViewVarHandle(float[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle SHORTS =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

    /** 2^(127−15): from the bias of binary32 to the bias of binary16. */
    static final float F16_SCALE = 0x1p112f;

    /** Bits of a binary16 without its sign. */
    static final int F16_MAGNITUDE = 0x7fff;

    /** Bits by which the mantissa of binary32 is longer than that of binary16. */
    static final int F16_SHIFT = 13;

    /** Sign and magnitude of a sign-extended binary16 after that shift. */
    static final int F16_SHIFTED_MASK = 0x8fffe000;

    static final int F32_INFINITY = 0x7f800000;
    static final int SIGN = 0x8000;
    static final int HALF_BITS = 16;
    static final int CODE_MASK = 0xffff;
    static final float TWO23 = 0x1p23f;
    static final int TWO23_BITS = 0x4b000000;

    /**
     * Bits of the greatest binary32 that a finite binary16 is widened to, or above: 65,536 − 1 ulp.
     */
    static final int F16_FINITE_MAX = 0x477fffff;

    private BlockDecoder() {}

    /**
     * Decodes {@code count} elements at {@code offset} to as many floats.
     *
     * @param scale of {@link ElementType#U16_CODES}, else ignored
     * @param minimum of {@link ElementType#U16_CODES}, else ignored
     */
    static void decode(
            ElementType type,
            byte[] bytes,
            int offset,
            int count,
            float scale,
            float minimum,
            byte[] out) {
        switch (type) {
            case F32 -> System.arraycopy(bytes, offset, out, 0, count * Float.BYTES);
            case F16 -> decodeF16(bytes, offset, count, out);
            case BF16 -> decodeBf16(bytes, offset, count, out);
            case U16_CODES -> decodeCodes(bytes, offset, count, scale, minimum, out);
        }
    }

    private static void decodeF16(byte[] bytes, int offset, int count, byte[] out) {
        for (int i = 0; i < count; i++) {
            putF32(out, i * Float.BYTES, f16ToFloat(u16(bytes, offset + i * Short.BYTES)));
        }
    }

    private static void decodeBf16(byte[] bytes, int offset, int count, byte[] out) {
        for (int i = 0; i < count; i++) {
            putF32(out, i * Float.BYTES, bf16ToFloat(u16(bytes, offset + i * Short.BYTES)));
        }
    }

    private static void decodeCodes(
            byte[] bytes, int offset, int count, float scale, float minimum, byte[] out) {
        for (int i = 0; i < count; i++) {
            int code = u16(bytes, offset + i * Short.BYTES);
            putF32(out, i * Float.BYTES, codeToFloat(code, scale, minimum));
        }
    }

    /** One element. */
    static float element(
            ElementType type, byte[] bytes, int offset, int index, float scale, float minimum) {
        if (type == ElementType.F32) {
            return f32(bytes, offset + index * Float.BYTES);
        }
        int bits = u16(bytes, offset + index * Short.BYTES);
        if (type == ElementType.F16) {
            return f16ToFloat(bits);
        }
        return type == ElementType.BF16 ? bf16ToFloat(bits) : codeToFloat(bits, scale, minimum);
    }

    static float f32(byte[] bytes, int offset) {
        return (float) FLOATS.get(bytes, offset);
    }

    static void putF32(byte[] bytes, int offset, float value) {
        FLOATS.set(bytes, offset, value);
    }

    static int u16(byte[] bytes, int offset) {
        return (short) SHORTS.get(bytes, offset) & CODE_MASK;
    }

    /**
     * IEEE 754 binary16 to binary32, exact; {@code Float.float16ToFloat} came with JDK 20.
     *
     * <p>The magnitude is moved to binary32's field and multiplied by 2^112: exact for normal
     * numbers, and for subnormal ones too, which binary32 holds as subnormals before and as normal
     * numbers after the product. Infinity and NaN come out as 65,536 and above, which nothing else
     * does, with their mantissa in place: they get the exponent of infinity.
     *
     * <ul>
     *   <li>±∞: ±∞
     *   <li>NaN: NaN
     *   <li>±0: ±0
     * </ul>
     */
    static float f16ToFloat(int bits) {
        int magnitude = bits & F16_MAGNITUDE;
        int sign = (bits & SIGN) << HALF_BITS;
        float widened = Float.intBitsToFloat(magnitude << F16_SHIFT) * F16_SCALE;
        int value = Float.floatToRawIntBits(widened);
        int special = (F16_FINITE_MAX - value) >> (Integer.SIZE - 1) & F32_INFINITY;
        return Float.intBitsToFloat(value | special | sign);
    }

    /** The upper half of a binary32, exact. */
    static float bf16ToFloat(int bits) {
        return Float.intBitsToFloat(bits << HALF_BITS);
    }

    /**
     * Log-prob of a llama.cpp code, {@code scale * code + minimum}, in float32 with two roundings:
     * the file does not say whether its writer's compiler fuses them, and the difference, at most
     * half an ulp of the product, is a thousand times below the code's own step.
     *
     * <p>Below the implicit bit of 2^23 a code is its own mantissa, so (2^23 + code) − 2^23
     * converts it exactly; the conversion that the CPU has waits for the register's last value, and
     * that of lanes is slow on JDK 17.
     */
    static float codeToFloat(int code, float scale, float minimum) {
        float whole = Float.intBitsToFloat(TWO23_BITS | code) - TWO23;
        return scale * whole + minimum;
    }
}
