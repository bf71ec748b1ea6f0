package dev.surprisal.kernel;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Sum of a row's bytes taken as floats: what reading the row costs, and little else. */
final class VectorSum {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Byte> BYTES =
            VectorSpecies.of(byte.class, SPECIES.vectorShape());

    /** Few enough that the method is compiled as a whole early, rather than its loop. */
    private static final int CHUNK = 1 << 14;

    private VectorSum() {}

    static float of(byte[] bytes) {
        float sum = 0;
        for (int start = 0; start + CHUNK <= bytes.length; start += CHUNK) {
            sum += chunk(bytes, start);
        }
        return sum;
    }

    private static float chunk(byte[] bytes, int start) {
        int step = SPECIES.vectorByteSize();
        var a = FloatVector.broadcast(SPECIES, 0f);
        var b = FloatVector.broadcast(SPECIES, 0f);
        var c = FloatVector.broadcast(SPECIES, 0f);
        var d = FloatVector.broadcast(SPECIES, 0f);
        for (int i = start; i < start + CHUNK; i += 4 * step) {
            a = a.add(ByteVector.fromArray(BYTES, bytes, i).reinterpretAsFloats());
            b = b.add(ByteVector.fromArray(BYTES, bytes, i + step).reinterpretAsFloats());
            c = c.add(ByteVector.fromArray(BYTES, bytes, i + 2 * step).reinterpretAsFloats());
            d = d.add(ByteVector.fromArray(BYTES, bytes, i + 3 * step).reinterpretAsFloats());
        }
        return a.add(b).add(c.add(d)).reduceLanes(VectorOperators.ADD);
    }
}
