package dev.surprisal.kernel;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Sum of a row's bytes: what reading the row costs, and little else.
 *
 * <p>Taken as longs, which no kernel uses: a sum of floats here left traps in the profile of the
 * addition that both share, and at 256 bits on JDK 17 every other run then kept the kernel's sums
 * as objects, at a third of its speed.
 */
final class VectorSum {
    private static final VectorSpecies<Long> SPECIES = LongVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Byte> BYTES =
            VectorSpecies.of(byte.class, SPECIES.vectorShape());

    /** Few enough that the method is compiled as a whole early, rather than its loop. */
    private static final int CHUNK = 1 << 14;

    private VectorSum() {}

    static long of(byte[] bytes) {
        long sum = 0;
        for (int start = 0; start + CHUNK <= bytes.length; start += CHUNK) {
            sum += chunk(bytes, start);
        }
        return sum;
    }

    private static long chunk(byte[] bytes, int start) {
        int step = SPECIES.vectorByteSize();
        var a = LongVector.broadcast(SPECIES, 0L);
        var b = LongVector.broadcast(SPECIES, 0L);
        var c = LongVector.broadcast(SPECIES, 0L);
        var d = LongVector.broadcast(SPECIES, 0L);
        for (int i = start; i < start + CHUNK; i += 4 * step) {
            a = a.add(ByteVector.fromArray(BYTES, bytes, i).reinterpretAsLongs());
            b = b.add(ByteVector.fromArray(BYTES, bytes, i + step).reinterpretAsLongs());
            c = c.add(ByteVector.fromArray(BYTES, bytes, i + 2 * step).reinterpretAsLongs());
            d = d.add(ByteVector.fromArray(BYTES, bytes, i + 3 * step).reinterpretAsLongs());
        }
        return a.add(b).add(c.add(d)).reduceLanes(VectorOperators.ADD);
    }
}
