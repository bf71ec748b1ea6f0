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

    /** Binary16 magnitudes from here on are infinite or NaN. */
    static final int F16_INFINITY = 0x7c00;

    /** Bits by which the mantissa of binary32 is longer than that of binary16. */
    static final int F16_SHIFT = 13;

    static final int F32_INFINITY = 0x7f800000;
    static final int SIGN = 0x8000;
    static final int HALF_BITS = 16;
    static final int CODE_MASK = 0xffff;

    private BlockDecoder() {}

    /** As {@link LogSpaceKernel#decode}, from element {@code from} of the block on. */
    static void decode(
            ElementType type,
            byte[] bytes,
            int offset,
            int from,
            int count,
            float scale,
            float minimum,
            byte[] out) {
        switch (type) {
            case F32 -> {
                for (int i = from; i < count; i++) {
                    putF32(out, i * Float.BYTES, f32(bytes, offset + i * Float.BYTES));
                }
            }
            case F16 -> {
                for (int i = from; i < count; i++) {
                    putF32(out, i * Float.BYTES, f16ToFloat(u16(bytes, offset + i * Short.BYTES)));
                }
            }
            case BF16 -> {
                for (int i = from; i < count; i++) {
                    putF32(out, i * Float.BYTES, bf16ToFloat(u16(bytes, offset + i * Short.BYTES)));
                }
            }
            case U16_CODES -> {
                for (int i = from; i < count; i++) {
                    putF32(
                            out,
                            i * Float.BYTES,
                            codeToFloat(u16(bytes, offset + i * Short.BYTES), scale, minimum));
                }
            }
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
     * numbers after the product.
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
        int widened = magnitude << F16_SHIFT;
        int value =
                magnitude >= F16_INFINITY
                        ? widened | F32_INFINITY
                        : Float.floatToRawIntBits(Float.intBitsToFloat(widened) * F16_SCALE);
        return Float.intBitsToFloat(value | sign);
    }

    /** The upper half of a binary32, exact. */
    static float bf16ToFloat(int bits) {
        return Float.intBitsToFloat(bits << HALF_BITS);
    }

    /**
     * Log-prob of a llama.cpp code, {@code scale * code + minimum}, in float32 with two roundings:
     * the file does not say whether its writer's compiler fuses them, and the difference, at most
     * half an ulp of the product, is a thousand times below the code's own step.
     */
    static float codeToFloat(int code, float scale, float minimum) {
        return scale * code + minimum;
    }

    /** How many elements are not −∞: those above a masked target, in a look of their own. */
    static int countOpen(
            ElementType type, byte[] bytes, int offset, int count, float scale, float minimum) {
        int open = 0;
        for (int i = 0; i < count; i++) {
            float x = element(type, bytes, offset, i, scale, minimum);
            open += x > Float.NEGATIVE_INFINITY ? 1 : 0;
        }
        return open;
    }

    /**
     * Whether the code of a target stands for "at the floor or below". The clip leaves its trace in
     * the scale: 65,535 codes span 16 or 24 nats, up to the rounding of a float32 subtraction,
     * below 1e-3 for logits within ±4,000.
     */
    static boolean isFloored(byte[] bytes, int offset, int target, float scale) {
        float range = scale * CODE_MASK;
        boolean clipped = Math.abs(range - 16f) < 1e-3f || Math.abs(range - 24f) < 1e-3f;
        return clipped && u16(bytes, offset + target * Short.BYTES) == 0;
    }
}
