package dev.surprisal.kernel;

import dev.surprisal.event.ElementType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Rows a second of the row kernel, both twins: all of {@link RowStatistics} for one row, all but js
 * and tv of {@link PairStatistics} for two.
 *
 * <p>Rotates over more rows than any cache holds, in slices as ingest hands them over, so that what
 * is measured includes reading the row from memory.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@State(Scope.Thread)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 2)
// Prepended, so that -jvmArgsAppend (-XX:UseAVX=2) does not replace the module.
@Fork(
        value = 1,
        jvmArgsPrepend = {"--add-modules", "jdk.incubator.vector", "-Xmx2g"})
public class LogSpaceBenchmark {
    /** How an element is stored. */
    @Param({"F32", "BF16", "F16", "U16_CODES"})
    public ElementType type;

    /** Llama 3. */
    @Param("128256")
    public int vocabulary;

    /** Bytes of all rows together. */
    @Param("419430400")
    public long bytesTotal;

    private final RowStatistics row = new RowStatistics();
    private final PairStatistics pair = new PairStatistics();
    private LogSpace scalar;
    private LogSpace panama;
    private byte[][] rows;
    private int next;

    /** Fills the rows, each from another place of one random sequence. */
    @Setup
    public void fillRows() {
        scalar = LogSpace.of(new ScalarLogSpaceKernel());
        panama = KernelSelection.vectorModulePresent() ? LogSpace.create() : scalar;
        // Without the module both are scalar: the reader of the figures must see that.
        System.out.println("kernel: " + LogSpace.kernelName());
        var random = new Random(42);
        byte[] sequence = new byte[2 * vocabulary * type.bytes()];
        var buffer = ByteBuffer.wrap(sequence).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            putElement(buffer, (float) (3 * random.nextGaussian()), random);
        }
        int rowBytes = type.rowHeaderBytes() + vocabulary * type.bytes();
        rows = new byte[(int) Math.max(2, bytesTotal / rowBytes)][rowBytes];
        for (byte[] target : rows) {
            int from = random.nextInt(vocabulary) * type.bytes();
            int header = type.rowHeaderBytes();
            if (header > 0) {
                ByteBuffer.wrap(target)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putFloat(16f / 65535)
                        .putFloat(-18f);
            }
            System.arraycopy(sequence, from, target, header, rowBytes - header);
        }
    }

    private void putElement(ByteBuffer buffer, float logit, Random random) {
        switch (type) {
            case F32 -> buffer.putFloat(logit);
            case BF16 -> buffer.putShort((short) (Float.floatToRawIntBits(logit) >>> 16));
            // Binary16 without infinities and NaN.
            case F16 -> buffer.putShort((short) (random.nextInt(0x5000) ^ random.nextInt() << 15));
            case U16_CODES -> buffer.putShort((short) random.nextInt());
        }
    }

    private byte[] nextRow() {
        next = next + 1 < rows.length ? next + 1 : 0;
        return rows[next];
    }

    /** One row, scalar. */
    @Benchmark
    public RowStatistics logSumExpScalar() {
        return reduce(scalar);
    }

    /** One row, vectors. */
    @Benchmark
    public RowStatistics logSumExpPanama() {
        return reduce(panama);
    }

    private RowStatistics reduce(LogSpace logSpace) {
        logSpace.row(type, nextRow(), 0, vocabulary, vocabulary / 2, row);
        return row;
    }

    /** Two rows, scalar. */
    @Benchmark
    public PairStatistics pairScalar() {
        return reducePair(scalar);
    }

    /** Two rows, vectors. */
    @Benchmark
    public PairStatistics pairPanama() {
        return reducePair(panama);
    }

    private PairStatistics reducePair(LogSpace logSpace) {
        byte[] model = nextRow();
        int target = vocabulary / 2;
        logSpace.pair(type, model, 0, type, nextRow(), 0, vocabulary, target, false, pair);
        return pair;
    }
}
