package dev.surprisal.kernel;

import com.sun.management.ThreadMXBean;
import dev.surprisal.event.ElementType;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Prints what the row kernel costs beside reading the rows, for three vocabularies and all element
 * types, in under two minutes: {@link LogSpaceBenchmark}'s bodies, one after the other for a short
 * slice each, several rounds, each body's best.
 *
 * <p>Times are CPU times of this thread, so that a machine shared with others disturbs less, and
 * what is compared runs within the same second. Only the ratios of one run mean anything.
 *
 * <p>{@code --csv} prints {@link #HEADER} and a line for each operation. Run with {@code
 * --add-modules jdk.incubator.vector -Xmx2g}; without the module, the scalar rows only.
 */
public final class KernelTable {
    static final String HEADER =
            "java,kernel,vocabulary,type,operation,rowsPerSecond,gigabytesPerSecond,"
                    + "ratioToPlainVectorSum,allocatedBytesPerRow";

    private static final int[] VOCABULARIES = {32_000, 128_256, 151_936};
    private static final long BYTES_TOTAL = 400L << 20;
    private static final int ROUNDS = 8;
    private static final long SLICE_NANOS = 40_000_000;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private interface Body {
        Object run(LogSpaceBenchmark benchmark);
    }

    /** One line of the table. */
    private static final class Operation {
        final String name;
        final int rowsPerCall;
        final Body body;
        double rowsPerSecond;
        double allocatedBytesPerRow = Double.POSITIVE_INFINITY;

        Operation(String name, int rowsPerCall, Body body) {
            this.name = name;
            this.rowsPerCall = rowsPerCall;
            this.body = body;
        }

        /** Calls for at least {@code nanos}; keeps the best rate and the least allocation. */
        void measure(LogSpaceBenchmark benchmark, long nanos) {
            long thread = Thread.currentThread().getId();
            long calls = 0;
            long allocatedBefore = THREADS.getThreadAllocatedBytes(thread);
            long before = THREADS.getCurrentThreadCpuTime();
            long elapsed;
            do {
                for (int i = 0; i < 4; i++) {
                    sink = body.run(benchmark);
                    calls++;
                }
                elapsed = THREADS.getCurrentThreadCpuTime() - before;
            } while (elapsed < nanos);
            double allocated = THREADS.getThreadAllocatedBytes(thread) - allocatedBefore;
            rowsPerSecond = Math.max(rowsPerSecond, calls * 1e9 / Math.max(1, elapsed));
            allocatedBytesPerRow = Math.min(allocatedBytesPerRow, allocated / calls);
        }
    }

    private static volatile Object sink;

    private KernelTable() {}

    private static List<Operation> operations(boolean vectorsOnly) {
        var operations = new ArrayList<Operation>();
        if (KernelSelection.vectorModulePresent()) {
            operations.add(new Operation("plainVectorSum", 1, LogSpaceBenchmark::plainVectorSum));
            operations.add(new Operation("nllPanama", 1, LogSpaceBenchmark::nllPanama));
            operations.add(new Operation("rowPanama", 1, LogSpaceBenchmark::rowPanama));
            operations.add(new Operation("pairPanama", 2, LogSpaceBenchmark::pairPanama));
            operations.add(
                    new Operation(
                            "pairSymmetricPanama", 2, LogSpaceBenchmark::pairSymmetricPanama));
            // A second time, since it is what all others are divided by.
            operations.add(new Operation("plainVectorSum2", 1, LogSpaceBenchmark::plainVectorSum));
        }
        if (vectorsOnly) {
            return operations;
        }
        operations.add(new Operation("nllScalar", 1, LogSpaceBenchmark::nllScalar));
        operations.add(new Operation("mathExpLoop", 1, LogSpaceBenchmark::mathExpLoop));
        operations.add(new Operation("rowScalar", 1, LogSpaceBenchmark::rowScalar));
        operations.add(
                new Operation("mathExpMomentsLoop", 1, LogSpaceBenchmark::mathExpMomentsLoop));
        operations.add(new Operation("pairScalar", 2, LogSpaceBenchmark::pairScalar));
        operations.add(
                new Operation("pairSymmetricScalar", 2, LogSpaceBenchmark::pairSymmetricScalar));
        return operations;
    }

    /** Measures one vocabulary and type; hands over one line of csv for each operation. */
    static void measure(
            int vocabulary,
            ElementType type,
            long bytesTotal,
            int rounds,
            long sliceNanos,
            boolean vectorsOnly,
            Consumer<String> lines) {
        var benchmark = new LogSpaceBenchmark();
        benchmark.type = type;
        benchmark.vocabulary = vocabulary;
        benchmark.bytesTotal = bytesTotal;
        benchmark.fillRows();
        List<Operation> operations = operations(vectorsOnly);
        for (int round = 0; round < rounds; round++) {
            for (Operation operation : operations) {
                operation.measure(benchmark, sliceNanos);
            }
        }
        double limit =
                operations.stream()
                        .filter(operation -> operation.name.startsWith("plainVectorSum"))
                        .mapToDouble(operation -> operation.rowsPerSecond)
                        .max()
                        .orElse(Double.NaN);
        double rowBytes = type.rowHeaderBytes() + (double) vocabulary * type.bytes();
        for (Operation operation : operations) {
            lines.accept(
                    String.format(
                            Locale.ROOT,
                            "%s,%s,%d,%s,%s,%.0f,%.2f,%.3f,%.0f",
                            System.getProperty("java.version"),
                            LogSpace.kernelName(),
                            vocabulary,
                            type,
                            operation.name,
                            operation.rowsPerSecond,
                            operation.rowsPerSecond * operation.rowsPerCall * rowBytes / 1e9,
                            operation.rowsPerSecond / limit,
                            operation.allocatedBytesPerRow));
        }
    }

    private static void printAligned(String line) {
        String[] cells = line.split(",");
        System.out.printf("%-8s %-11s %10s  %-10s %-20s %13s %18s %21s %20s%n", (Object[]) cells);
    }

    /**
     * Prints the table: {@code --csv} for machines, {@code --quick} for V = 128,256 only, {@code
     * --f32} for that type only, {@code --panama} without the scalar rows.
     */
    public static void main(String[] args) {
        List<String> options = List.of(args);
        boolean vectorsOnly = options.contains("--panama");
        Consumer<String> lines =
                options.contains("--csv") ? System.out::println : KernelTable::printAligned;
        // Compiles everything for all types before anything is kept.
        for (ElementType type : ElementType.values()) {
            measure(8_192, type, 8L << 20, 3, 200_000_000, vectorsOnly, line -> {});
        }
        lines.accept(HEADER);
        for (ElementType type : ElementType.values()) {
            if (options.contains("--f32") && type != ElementType.F32) {
                continue;
            }
            for (int vocabulary : VOCABULARIES) {
                if (vocabulary == 128_256 || !options.contains("--quick")) {
                    measure(vocabulary, type, BYTES_TOTAL, ROUNDS, SLICE_NANOS, vectorsOnly, lines);
                }
            }
        }
    }
}
