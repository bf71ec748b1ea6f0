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
 * Rows a second of the row kernel, both twins, beside reading the rows and no more ({@link
 * #plainVectorSum}) and the obvious loops in plain Java ({@link #mathExpLoop}). {@link KernelTable}
 * runs the same bodies in turns and prints their ratios.
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

    /** Llama 2, Llama 3, Qwen 2. */
    @Param({"32000", "128256", "151936"})
    public int vocabulary;

    /** Bytes of all rows together. */
    @Param("419430400")
    public long bytesTotal;

    private final RowStatistics row = new RowStatistics();
    private final PairStatistics pair = new PairStatistics();
    private LogSpace scalar;
    private LogSpace panama;
    private byte[][] rows;

    /** The row that the first call takes. */
    private float[] logits;

    private int next;

    /** Fills the rows, each from another place of one random sequence. */
    @Setup
    public void fillRows() {
        scalar = LogSpace.of(new ScalarLogSpaceKernel());
        panama = KernelSelection.vectorModulePresent() ? LogSpace.create() : scalar;
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
        logits = new float[vocabulary];
        for (int i = 0; i < vocabulary; i++) {
            int header = type.rowHeaderBytes();
            logits[i] = BlockDecoder.element(type, rows[1], header, i, 16f / 65535, -18f);
        }
    }

    /** Without the module both twins are scalar: the reader of the figures must see that. */
    @Setup
    public void nameKernel() {
        System.out.println("kernel: " + LogSpace.kernelName());
    }

    private void putElement(ByteBuffer buffer, float logit, Random random) {
        switch (type) {
            case F32 -> buffer.putFloat(logit);
            case BF16 -> buffer.putShort((short) (Float.floatToRawIntBits(logit) >>> 16));
            case F16 -> buffer.putShort((short) floatToF16(logit));
            case U16_CODES -> buffer.putShort((short) random.nextInt());
        }
    }

    /** Truncating; what is too small for a normal binary16 becomes zero. */
    private static int floatToF16(float value) {
        int bits = Float.floatToRawIntBits(value);
        int sign = bits >>> 16 & 0x8000;
        int magnitude = ((bits & 0x7fffffff) >>> 13) - (112 << 10);
        return magnitude < 0x400 ? sign : sign | magnitude;
    }

    private byte[] nextRow() {
        next = next + 1 < rows.length ? next + 1 : 0;
        return rows[next];
    }

    /** Log-sum-exp, nll, arg-max and rank. */
    @Benchmark
    public RowStatistics nllScalar() {
        return nll(scalar);
    }

    /** The same, vectors. */
    @Benchmark
    public RowStatistics nllPanama() {
        return nll(panama);
    }

    private RowStatistics nll(LogSpace logSpace) {
        logSpace.nll(type, nextRow(), 0, vocabulary, vocabulary / 2, row);
        return row;
    }

    /** All of {@link RowStatistics}. */
    @Benchmark
    public RowStatistics rowScalar() {
        return row(scalar);
    }

    /** The same, vectors. */
    @Benchmark
    public RowStatistics rowPanama() {
        return row(panama);
    }

    private RowStatistics row(LogSpace logSpace) {
        logSpace.row(type, nextRow(), 0, vocabulary, vocabulary / 2, row);
        return row;
    }

    /** All of {@link PairStatistics} but js and tv. */
    @Benchmark
    public PairStatistics pairScalar() {
        return pair(scalar, false);
    }

    /** The same, vectors. */
    @Benchmark
    public PairStatistics pairPanama() {
        return pair(panama, false);
    }

    /** All of {@link PairStatistics}. */
    @Benchmark
    public PairStatistics pairSymmetricScalar() {
        return pair(scalar, true);
    }

    /** The same, vectors. */
    @Benchmark
    public PairStatistics pairSymmetricPanama() {
        return pair(panama, true);
    }

    private PairStatistics pair(LogSpace logSpace, boolean symmetric) {
        byte[] model = nextRow();
        int target = vocabulary / 2;
        logSpace.pair(type, model, 0, type, nextRow(), 0, vocabulary, target, symmetric, pair);
        return pair;
    }

    /** The least that reading a row takes; needs the module. */
    @Benchmark
    public long plainVectorSum() {
        return VectorSum.of(nextRow());
    }

    /**
     * Log-sum-exp by two loops in double, the second over {@link Math#exp}: at its best, over
     * floats that lie decoded, of one row.
     */
    @Benchmark
    public double mathExpLoop() {
        double maximum = maximum(logits);
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit - maximum);
        }
        return maximum + Math.log(sum);
    }

    /** Entropy and varentropy too, as {@link #mathExpLoop}. */
    @Benchmark
    public double mathExpMomentsLoop() {
        double maximum = maximum(logits);
        double sum0 = 0;
        double sum1 = 0;
        double sum2 = 0;
        for (float logit : logits) {
            double d = logit - maximum;
            double e = Math.exp(d);
            sum0 += e;
            sum1 += e * d;
            sum2 += e * d * d;
        }
        double mean = sum1 / sum0;
        return Math.log(sum0) - mean + (sum2 / sum0 - mean * mean);
    }

    private static double maximum(float[] logits) {
        float maximum = Float.NEGATIVE_INFINITY;
        for (float logit : logits) {
            maximum = logit > maximum ? logit : maximum;
        }
        return maximum;
    }
}
