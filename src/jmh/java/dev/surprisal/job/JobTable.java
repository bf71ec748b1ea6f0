package dev.surprisal.job;

import dev.surprisal.config.JobFile;
import dev.surprisal.config.JobSettings;
import dev.surprisal.event.ElementType;
import dev.surprisal.kernel.LogSpace;
import dev.surprisal.kernel.PairStatistics;
import dev.surprisal.payload.KldHeader;
import dev.surprisal.testing.KldFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Rows a second of the whole job against those of the kernel alone, on the same number of cores, in
 * one process: a pair of KL base files of V = 128,256.
 *
 * <p>The job reads the same pair under several names (hard links), so that tens of gigabytes of
 * rows come from the page cache and not from the disk. Its rate is steady state: from five seconds
 * after its first bytes to its end. Arguments: a folder for the files, the parallelism, how many
 * links, and "kernel" to measure the kernel first.
 */
public final class JobTable {

    private static final int VOCABULARY = 128_256;
    private static final KldFiles FILES = new KldFiles(512, VOCABULARY, 16, 5, 64);
    private static final long WARM_UP_NANOS = 5_000_000_000L;
    private static final long KERNEL_NANOS = 10_000_000_000L;

    private JobTable() {}

    /** Prints a line for the kernel and one for the job. */
    public static void main(String[] args) throws Exception {
        Path directory = Files.createDirectories(Path.of(args[0]).toAbsolutePath());
        int parallelism = Integer.parseInt(args[1]);
        int links = Integer.parseInt(args[2]);
        boolean js = args.length > 4 && args[4].equals("js");
        Path model = directory.resolve("model.kld");
        Path reference = directory.resolve("reference.kld");
        if (!Files.exists(reference)) {
            FILES.write(model, 1);
            FILES.write(reference, 2);
        }
        double kernel = Double.NaN;
        if (args[3].equals("kernel")) {
            kernel = kernelRate(model, reference, parallelism, js);
            print("kernel alone", parallelism, kernel, "");
        }
        double job = jobRate(directory, parallelism, links, js);
        print(
                "whole job",
                parallelism,
                job,
                String.format(
                        Locale.ROOT,
                        "%.2f of the kernel, peak resident %d MB, %d rows",
                        job / kernel,
                        peakResidentMegabytes(),
                        (long) links * FILES.rows()));
    }

    private static void print(String what, int parallelism, double rate, String note) {
        System.out.printf(
                Locale.ROOT,
                "%-14s parallelism %d  %8.0f rows/s  %6.2f GB/s  %s%n",
                what,
                parallelism,
                rate,
                rate * 2 * FILES.rowBytes() / 1e9,
                note);
    }

    private static double kernelRate(Path model, Path reference, int threads, boolean js)
            throws Exception {
        byte[] a = rows(model);
        byte[] b = rows(reference);
        long[] rows = new long[threads];
        List<Thread> running = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            int index = i;
            Thread thread = new Thread(() -> rows[index] = runKernel(a, b, js));
            thread.start();
            running.add(thread);
        }
        long total = 0;
        for (int i = 0; i < threads; i++) {
            running.get(i).join();
            total += rows[i];
        }
        return total / (KERNEL_NANOS / 1e9);
    }

    private static long runKernel(byte[] a, byte[] b, boolean js) {
        LogSpace logSpace = LogSpace.create();
        PairStatistics pair = new PairStatistics();
        long start = System.nanoTime();
        long counted = 0;
        int row = 0;
        int rows = a.length / FILES.rowBytes();
        while (true) {
            long elapsed = System.nanoTime() - start;
            if (elapsed > WARM_UP_NANOS + KERNEL_NANOS) {
                return counted;
            }
            int offset = row * FILES.rowBytes();
            logSpace.pair(
                    ElementType.U16_CODES,
                    a,
                    offset,
                    ElementType.U16_CODES,
                    b,
                    offset,
                    VOCABULARY,
                    row,
                    js,
                    pair);
            counted += elapsed > WARM_UP_NANOS ? 1 : 0;
            row = (row + 1) % rows;
        }
    }

    /** 200 MB of rows of each file: with its partner more than any cache holds. */
    private static byte[] rows(Path file) throws Exception {
        try (InputStream in = Files.newInputStream(file)) {
            KldHeader header = KldHeader.read(in, Files.size(file));
            in.skipNBytes(header.rowsOffset() - KldHeader.BYTES);
            return in.readNBytes(780 * FILES.rowBytes());
        }
    }

    private static double jobRate(Path directory, int parallelism, int links, boolean js)
            throws Exception {
        StringBuilder models = new StringBuilder();
        StringBuilder references = new StringBuilder();
        for (int i = 0; i < links; i++) {
            models.append(link(directory, "model", i));
            references.append(link(directory, "reference", i));
        }
        String yaml =
                """
                version: 1
                name: bench
                source:
                  files:
                %sreference:
                  files:
                %sscore: {js: %s}
                parallelism: %d
                """
                        .formatted(models, references, js, parallelism);
        JobSettings settings = JobFile.parse(yaml, "bench.yaml", directory, Map.of());
        try (WorkDirectory work = WorkDirectory.create()) {
            SteadyRate rate = new SteadyRate();
            BoundedJob.build(settings, List.of(work.path())).start().await(rate::bytes);
            return rate.perSecond() / FILES.rowBytes();
        }
    }

    private static String link(Path directory, String name, int index) throws IOException {
        Path link = directory.resolve(name + "-" + index + ".kld");
        if (!Files.exists(link)) {
            Files.createLink(link, directory.resolve(name + ".kld"));
        }
        return "    - " + link.getFileName() + "\n";
    }

    private static long peakResidentMegabytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmHWM"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElse(-1);
    }
}
