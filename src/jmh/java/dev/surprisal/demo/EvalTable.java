package dev.surprisal.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Evaluations against the demo server in a process of its own, on the same cores: {@code EvalTable
 * FOLDER LAUNCHER}. Rates are of the steady part: what a text ten times as long takes more.
 */
public final class EvalTable {

    private static final int SMALL_CHARS = 1_000_000;
    private static final int LARGE_CHARS = 10_000_000;
    private static final int LATENCY_CHARS = 500_000;
    private static final int LATENCY_LARGE_CHARS = 3_000_000;
    private static final String HEAP = "-Xmx256m";
    private static final Pattern WINDOWS = Pattern.compile("windows, one request each +([0-9,]+)");
    private static final Pattern SCORED = Pattern.compile("tokens that count +([0-9,]+)");

    private final Path folder;
    private final String launcher;
    private Process server;
    private String url;

    private EvalTable(Path folder, String launcher) {
        this.folder = folder;
        this.launcher = launcher;
    }

    /** Prints the table. */
    public static void main(String[] args) throws Exception {
        EvalTable table = new EvalTable(Files.createDirectories(Path.of(args[0])), args[1]);
        table.row("no latency, windows of 1,024", 0, "1024", 32, SMALL_CHARS, LARGE_CHARS);
        table.row("50 ms latency, windows of 64", 50, "64", 32, LATENCY_CHARS, LATENCY_LARGE_CHARS);
    }

    private void row(String name, int latency, String maxLength, int inFlight, int small, int large)
            throws Exception {
        start(latency);
        try {
            Path few = texts(small);
            Path many = texts(large);
            // The first run finds cold files; the second tells what starting costs.
            run(few, maxLength, inFlight);
            Run first = run(few, maxLength, inFlight);
            Duration before = cpu();
            Run second = run(many, maxLength, inFlight);
            double serverCpu = cpu().minus(before).toNanos() / 1e9;
            double seconds = second.seconds - first.seconds;
            long windows = count(many, maxLength, WINDOWS) - count(few, maxLength, WINDOWS);
            long tokens = count(many, maxLength, SCORED) - count(few, maxLength, SCORED);
            System.out.printf(
                    Locale.ROOT,
                    "%-30s %7.0f windows/s %8.0f tokens/s (%.0f with its start of %.1f s), server %.2f cores, peak resident %d and %d MB%s%n",
                    name,
                    windows / seconds,
                    tokens / seconds,
                    count(many, maxLength, SCORED) / second.seconds,
                    first.seconds - (second.seconds - first.seconds) * small / (large - small),
                    serverCpu / second.seconds,
                    first.residentMegabytes,
                    second.residentMegabytes,
                    latency == 0
                            ? ""
                            : String.format(
                                    Locale.ROOT,
                                    ", %.3f of the ideal %d windows/s",
                                    windows / seconds * latency / 1000 / inFlight,
                                    inFlight * 1000 / latency));
        } finally {
            server.destroy();
            server.waitFor();
        }
    }

    private void start(int latency) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.surprisal.cli.SurprisalCli",
                        "demo-server",
                        "--latency",
                        String.valueOf(latency));
        builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        server = builder.start();
        BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8));
        url = lines.readLine().replaceFirst("^demo-server: (\\S+?)/? .*", "$1");
    }

    private Duration cpu() {
        return server.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    private Path texts(int chars) throws IOException {
        Path file = folder.resolve("stories-" + chars + ".txt");
        if (!Files.exists(file)) {
            try (Writer out = Files.newBufferedWriter(file)) {
                // Of a seed that neither weights nor samples have: every text is its own.
                for (String text : new StoryTeller(1_000_003).texts(chars)) {
                    out.write(text.replace('\n', ' '));
                    out.write('\n');
                }
            }
        }
        return file;
    }

    private List<String> command(Path texts, String maxLength, String... more) {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                launcher,
                                "eval",
                                "--data",
                                texts.toString(),
                                "--format",
                                "lines",
                                "--server",
                                url,
                                "--tokenizer",
                                "jobs/samples/demo/tokenizer",
                                "--convention",
                                "lm-eval@0.4.9.1",
                                "--max-length",
                                maxLength));
        command.addAll(List.of(more));
        return command;
    }

    private Run run(Path texts, String maxLength, int inFlight) throws Exception {
        Path journal = folder.resolve("journal-" + System.nanoTime());
        ProcessBuilder builder =
                new ProcessBuilder(
                        command(
                                texts,
                                maxLength,
                                "--concurrency",
                                String.valueOf(inFlight),
                                "--journal",
                                journal.toString(),
                                "--json"));
        builder.environment().put("SURPRISAL_JAVA_OPTS", HEAP);
        builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.redirectError(folder.resolve("eval.log").toFile());
        long begin = System.nanoTime();
        Process process = builder.start();
        long resident = 0;
        while (!process.waitFor(50, TimeUnit.MILLISECONDS)) {
            resident = Math.max(resident, resident(process));
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        if (process.exitValue() != 0) {
            throw new IllegalStateException(Files.readString(folder.resolve("eval.log")));
        }
        return new Run(seconds, resident);
    }

    /** Of the JVM that the launcher started. */
    private static long resident(Process launcher) {
        return launcher.descendants().mapToLong(EvalTable::resident).max().orElse(0);
    }

    private static long resident(ProcessHandle process) {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
                if (line.startsWith("VmHWM:")) {
                    return Long.parseLong(line.replaceAll("[^0-9]", "")) / 1000;
                }
            }
            return 0;
        } catch (IOException e) {
            // It has just ended; an earlier reading stands.
            return 0;
        }
    }

    private long count(Path texts, String maxLength, Pattern what) throws Exception {
        Process process =
                new ProcessBuilder(command(texts, maxLength, "--dry-run"))
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Matcher found = what.matcher(out);
        if (!found.find()) {
            throw new IllegalStateException(out);
        }
        return Long.parseLong(found.group(1).replace(",", ""));
    }

    private record Run(double seconds, long residentMegabytes) {}
}
