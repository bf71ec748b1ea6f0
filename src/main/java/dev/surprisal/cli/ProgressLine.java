package dev.surprisal.cli;

import dev.surprisal.job.BoundedJob;
import dev.surprisal.job.RunningJob;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/** One line on a terminal, rewritten: how much is done, how fast, how long it will take. */
final class ProgressLine {

    private static final long MEGABYTE = 1_000_000;

    private final PrintStream terminal;
    private final long bytesTotal;
    private final long startNanos = System.nanoTime();

    private ProgressLine(PrintStream terminal, long bytesTotal) {
        this.terminal = terminal;
        this.bytesTotal = bytesTotal;
    }

    /** Waits for the job, showing progress unless {@code terminal} is null. */
    static void await(BoundedJob job, RunningJob running, PrintStream terminal) throws Exception {
        if (terminal == null) {
            running.await(null);
            return;
        }
        ProgressLine line = new ProgressLine(terminal, job.inputBytes());
        running.await(line::show);
        terminal.print("\r\u001b[K");
        terminal.flush();
    }

    private void show(long bytes) {
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        double rate = bytes / seconds;
        String left =
                bytes == 0
                        ? "starting"
                        : String.format(
                                Locale.ROOT,
                                "%.0f %% of %,d MB, %.1f MB/s, %s left",
                                100.0 * bytes / Math.max(bytes, bytesTotal),
                                bytesTotal / MEGABYTE,
                                rate / MEGABYTE,
                                clock(Math.max(0, bytesTotal - bytes) / rate));
        terminal.print("\r\u001b[K" + left);
        terminal.flush();
    }

    private static String clock(double seconds) {
        Duration left = Duration.ofSeconds((long) Math.ceil(seconds));
        return left.toHours() > 0
                ? String.format(Locale.ROOT, "%dh%02dm", left.toHours(), left.toMinutesPart())
                : String.format(Locale.ROOT, "%dm%02ds", left.toMinutes(), left.toSecondsPart());
    }
}
