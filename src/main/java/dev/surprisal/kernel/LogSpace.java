package dev.surprisal.kernel;

import dev.surprisal.event.ElementType;
import java.util.Objects;

/**
 * Reduces full-vocabulary rows, as the bytes that arrived, to a handful of numbers in nats.
 *
 * <p>One instance per operator: it owns its scratch blocks (about 20 KiB), is not thread-safe and
 * allocates nothing per row. All kernels give the same bits, so which one runs is a matter of speed
 * only: log {@link #kernelName} and {@link #kernelAdvice} once at start.
 *
 * <p>What the numbers mean, their edge cases and their error bounds: {@link RowStatistics}, {@link
 * PairStatistics}.
 */
public final class LogSpace {
    /** A fifth of a second of the scalar kernel. */
    private static final long COLD_ELEMENTS = 32L << 20;

    /** What reduces rows at the start; null once it is over. */
    private LogSpace cold;

    private long coldElements;

    private final RowTally model;
    private final RowTally reference;
    private final PairTally pair;

    private LogSpace(LogSpaceKernel kernel) {
        model = new RowTally(kernel);
        reference = new RowTally(kernel);
        pair = new PairTally(kernel, model, reference);
    }

    /**
     * With the fastest kernel that this machine and these JVM flags allow, after a short start with
     * the scalar one: until the compiler has seen it, the Vector API takes seconds for what the
     * scalar kernel does in a tenth. Both give the same bits, so nobody can tell.
     */
    public static LogSpace create() {
        LogSpaceKernel kernel = KernelSelection.KERNEL;
        return kernel instanceof ScalarLogSpaceKernel
                ? new LogSpace(kernel)
                : startingCold(kernel, COLD_ELEMENTS);
    }

    /** With {@code kernel}, after {@code elements} elements with the scalar one. */
    static LogSpace startingCold(LogSpaceKernel kernel, long elements) {
        LogSpace logSpace = new LogSpace(kernel);
        logSpace.cold = new LogSpace(new ScalarLogSpaceKernel());
        logSpace.coldElements = elements;
        return logSpace;
    }

    /** With a kernel of the caller's choice, so that tests and benchmarks can pick a twin. */
    static LogSpace of(LogSpaceKernel kernel) {
        return new LogSpace(kernel);
    }

    /** {@code panama-512}, {@code panama-256} or {@code scalar}. */
    public static String kernelName() {
        return KernelSelection.KERNEL.name();
    }

    /** One sentence on how to get the fast kernel; null where it is in use already. */
    public static String kernelAdvice() {
        return KernelSelection.ADVICE;
    }

    /**
     * Reduces one row.
     *
     * @param offset of the row's first byte, for codes that of its header
     * @param vocabulary number of elements in the row
     * @param target index of the token that is scored
     * @throws IllegalArgumentException if the vocabulary is not positive
     * @throws IndexOutOfBoundsException if the row does not lie within {@code bytes}, or the target
     *     not within the vocabulary
     */
    public void row(
            ElementType type,
            byte[] bytes,
            int offset,
            int vocabulary,
            int target,
            RowStatistics out) {
        if (cold != null && isCold(vocabulary)) {
            cold.row(type, bytes, offset, vocabulary, target, out);
            return;
        }
        check(type, bytes, offset, vocabulary, target);
        reduce(model, type, bytes, offset, vocabulary, target, out);
    }

    /**
     * As {@link #row}, but for {@link RowStatistics#entropy} and {@link RowStatistics#varentropy},
     * which are NaN: the rest, of the same bits, in less time.
     */
    public void nll(
            ElementType type,
            byte[] bytes,
            int offset,
            int vocabulary,
            int target,
            RowStatistics out) {
        check(type, bytes, offset, vocabulary, target);
        model.begin(type, bytes, offset, vocabulary, target);
        for (int start = 0; start < vocabulary; ) {
            start = model.blocks.read(start);
            if (model.scan()) {
                model.foldWeights();
            }
        }
        model.finishWeights(out);
    }

    private boolean isCold(long elements) {
        coldElements -= elements;
        if (coldElements < 0) {
            cold = null;
            return false;
        }
        return true;
    }

    private static void reduce(
            RowTally row,
            ElementType type,
            byte[] bytes,
            int offset,
            int vocabulary,
            int target,
            RowStatistics out) {
        row.begin(type, bytes, offset, vocabulary, target);
        for (int start = 0; start < vocabulary; ) {
            start = row.blocks.read(start);
            if (row.scan()) {
                row.foldMoments();
            }
        }
        row.finish(out);
    }

    /**
     * Reduces two rows over one vocabulary and compares them; their element types may differ.
     *
     * @param symmetric whether to compute {@link PairStatistics#js} and {@link PairStatistics#tv}
     *     too, in a second pass over both rows, since they are not linear in the normalisers; that
     *     doubles the work
     * @throws IllegalArgumentException if the vocabulary is not positive
     * @throws IndexOutOfBoundsException if a row does not lie within its bytes, or the target not
     *     within the vocabulary
     */
    public void pair(
            ElementType type,
            byte[] bytes,
            int offset,
            ElementType referenceType,
            byte[] referenceBytes,
            int referenceOffset,
            int vocabulary,
            int target,
            boolean symmetric,
            PairStatistics out) {
        if (cold != null && isCold(2L * vocabulary)) {
            cold.pair(
                    type,
                    bytes,
                    offset,
                    referenceType,
                    referenceBytes,
                    referenceOffset,
                    vocabulary,
                    target,
                    symmetric,
                    out);
            return;
        }
        check(type, bytes, offset, vocabulary, target);
        check(referenceType, referenceBytes, referenceOffset, vocabulary, target);
        model.begin(type, bytes, offset, vocabulary, target);
        reference.begin(referenceType, referenceBytes, referenceOffset, vocabulary, target);
        pair.begin();
        for (int start = 0; start < vocabulary; ) {
            reference.blocks.read(start);
            start = model.blocks.read(start);
            pair.fold();
        }
        model.finish(out.model);
        reference.finish(out.reference);
        pair.finish(vocabulary, out);
        if (symmetric && out.model.isDefined() && out.reference.isDefined()) {
            pair.finishSymmetric(vocabulary, out);
        }
    }

    private static void check(
            ElementType type, byte[] bytes, int offset, int vocabulary, int target) {
        if (vocabulary <= 0) {
            throw new IllegalArgumentException("vocabulary must be positive, was " + vocabulary);
        }
        Objects.checkIndex(target, vocabulary);
        long length = type.rowHeaderBytes() + (long) vocabulary * type.bytes();
        Objects.checkFromIndexSize(offset, length, bytes.length);
    }
}
