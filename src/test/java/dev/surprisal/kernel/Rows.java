package dev.surprisal.kernel;

import dev.surprisal.event.ElementType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;

/** Rows for tests: encoders of every element type, and generators of rows that hurt. */
final class Rows {
    /** A generator of rows of any vocabulary. */
    record Shape(String name, IntFunction<float[]> generator) {
        float[] of(int vocabulary) {
            return generator.apply(vocabulary);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private Rows() {}

    /** Another seed each time, printed; {@code -Dsurprisal.seed} brings one back. */
    static long seed(String test) {
        long seed = Long.getLong("surprisal.seed", System.nanoTime());
        System.out.println(test + ": -Dsurprisal.seed=" + seed);
        return seed;
    }

    /** The logits as bytes; codes as llama.cpp writes them. */
    static byte[] encode(ElementType type, float... logits) {
        return encode(type, 0, logits);
    }

    /** As {@link #encode(ElementType, float...)}, behind {@code offset} bytes that are not zero. */
    static byte[] encode(ElementType type, int offset, float[] logits) {
        byte[] bytes = new byte[offset + type.rowHeaderBytes() + logits.length * type.bytes()];
        Arrays.fill(bytes, (byte) 0x5a);
        var buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).position(offset);
        switch (type) {
            case F32 -> {
                for (float logit : logits) {
                    buffer.putFloat(logit);
                }
            }
            case F16 -> {
                for (float logit : logits) {
                    buffer.putShort((short) floatToF16(logit));
                }
            }
            case BF16 -> {
                for (float logit : logits) {
                    buffer.putShort((short) (Float.floatToRawIntBits(logit) >>> 16));
                }
            }
            case U16_CODES -> encodeCodes(logits, buffer);
        }
        return bytes;
    }

    /** Writer of llama.cpp's base file, tools/perplexity/perplexity.cpp as of e2eb39e81. */
    private static void encodeCodes(float[] logits, ByteBuffer buffer) {
        float max = Float.NEGATIVE_INFINITY;
        float min = Float.POSITIVE_INFINITY;
        for (float logit : logits) {
            max = Math.max(max, logit);
            min = Math.min(min, logit);
        }
        min = Math.max(min, max - 16);
        double sum = 0;
        for (float logit : logits) {
            sum += StrictMath.exp(logit - max);
        }
        float scale = (max - min) / 65535f;
        buffer.putFloat(scale);
        buffer.putFloat(min - max - (float) StrictMath.log(sum));
        for (float logit : logits) {
            long code = logit > min && scale != 0 ? (long) Math.rint((logit - min) / scale) : 0;
            buffer.putShort((short) code);
        }
    }

    /** Truncating; subnormals become zero, which is all that the tests need. */
    private static int floatToF16(float value) {
        int bits = Float.floatToRawIntBits(value);
        int sign = (bits >>> 16) & 0x8000;
        if (Float.isNaN(value)) {
            return sign | 0x7e00;
        }
        int exponent = ((bits >>> 23) & 0xff) - 127 + 15;
        if (exponent >= 31) {
            return sign | 0x7c00;
        }
        return exponent <= 0 ? sign : sign | (exponent << 10) | ((bits >>> 13) & 0x3ff);
    }

    /** What a row of bytes stands for, decoded without the code under test. */
    static double[] decode(ElementType type, byte[] bytes, int offset, int vocabulary) {
        var buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).position(offset);
        boolean coded = type == ElementType.U16_CODES;
        float scale = coded ? buffer.getFloat() : 0;
        float minimum = coded ? buffer.getFloat() : 0;
        double[] values = new double[vocabulary];
        for (int i = 0; i < vocabulary; i++) {
            values[i] =
                    switch (type) {
                        case F32 -> buffer.getFloat();
                        case F16 -> f16(buffer.getShort() & 0xffff);
                        case BF16 -> Float.intBitsToFloat(buffer.getShort() << 16);
                        case U16_CODES -> scale * (buffer.getShort() & 0xffff) + minimum;
                    };
        }
        return values;
    }

    /** IEEE 754 binary16 by its definition: (−1)^s · 2^(e−15) · 1.m, or 2^-14 · 0.m. */
    static double f16(int bits) {
        double sign = (bits & 0x8000) == 0 ? 1 : -1;
        int exponent = (bits >>> 10) & 31;
        double mantissa = (bits & 0x3ff) / 1024.0;
        if (exponent == 31) {
            return mantissa == 0 ? sign * Double.POSITIVE_INFINITY : Double.NaN;
        }
        return exponent == 0
                ? sign * mantissa * 0x1p-14
                : sign * (1 + mantissa) * Math.scalb(1.0, exponent - 15);
    }

    /** Normal logits of standard deviation {@code spread} about {@code centre}. */
    static float[] normal(long seed, int vocabulary, double centre, double spread) {
        var random = new Random(seed);
        float[] row = new float[vocabulary];
        for (int i = 0; i < vocabulary; i++) {
            row[i] = (float) (centre + spread * random.nextGaussian());
        }
        return row;
    }

    /** Finite rows that are known to break summation, shifting or rescaling. */
    static List<Shape> hostile(long seed) {
        return List.of(
                new Shape("normal", v -> normal(seed, v, 0, 3)),
                new Shape("wide", v -> normal(seed, v, 0, 100)),
                new Shape("narrow", v -> normal(seed, v, 0.3, 1e-3)),
                new Shape("offset+1e4", v -> normal(seed, v, 1e4, 3)),
                new Shape("offset-1e4", v -> normal(seed, v, -1e4, 3)),
                new Shape("flat", v -> each(v, i -> 0.1f)),
                new Shape("flatOffset", v -> each(v, i -> 12345.678f)),
                new Shape("ascending", v -> each(v, i -> 0.01f * i)),
                new Shape("descending", v -> each(v, i -> -0.01f * i)),
                new Shape("slowlyAscending", v -> each(v, i -> 20f * i / v)),
                new Shape("slowlyDescending", v -> each(v, i -> -20f * i / v)),
                new Shape("oneHuge", v -> spiked(normal(seed, v, 0, 2), v / 2, 1e4f)),
                new Shape("oneHugeFirst", v -> spiked(normal(seed, v, 0, 2), 0, 200f)),
                new Shape("oneAboveFlat", v -> spiked(each(v, i -> 0.7f), v - 1, 13.2f)),
                new Shape("spikeInEveryBlock", v -> each(v, i -> i % 512 == 77 ? 6.13f : 0.017f)),
                new Shape("spikeInEveryLane", v -> each(v, i -> i % 512 < 16 ? 3.3f : 0.017f)),
                new Shape("sawtooth", v -> each(v, i -> i % 1000 * 0.05f)),
                new Shape("blocksApart", v -> each(v, i -> i / 512 % 2 * -7.7f + i % 7 * 0.31f)),
                new Shape("heavyTail", v -> heavyTail(seed, v)),
                new Shape("zipf", v -> each(v, i -> (float) -StrictMath.log(i + 1.0))));
    }

    private interface Element {
        float at(int index);
    }

    private static float[] each(int vocabulary, Element element) {
        float[] row = new float[vocabulary];
        for (int i = 0; i < vocabulary; i++) {
            row[i] = element.at(i);
        }
        return row;
    }

    private static float[] spiked(float[] row, int index, float value) {
        row[index] = value;
        return row;
    }

    /** Student's t with two degrees of freedom. */
    private static float[] heavyTail(long seed, int vocabulary) {
        var random = new Random(seed);
        float[] row = new float[vocabulary];
        for (int i = 0; i < vocabulary; i++) {
            double chi = -StrictMath.log(1 - random.nextDouble());
            row[i] = (float) (random.nextGaussian() / StrictMath.sqrt(chi));
        }
        return row;
    }
}
