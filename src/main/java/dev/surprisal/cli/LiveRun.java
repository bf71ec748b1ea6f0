package dev.surprisal.cli;

import dev.surprisal.job.LiveJob;
import dev.surprisal.job.RunningJob;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/** Runs a job without an end until it is stopped, by a signal or by its gate. */
final class LiveRun {

    private final String name;
    private final LiveJob job;
    private final Path work;
    private final Path gate;
    private final PrintStream err;
    private final AtomicBoolean cancelled = new AtomicBoolean();
    private final AtomicBoolean gated = new AtomicBoolean();

    /**
     * A run.
     *
     * @param work folder of the run
     * @param gate file with whose appearance it ends; null for none
     */
    LiveRun(String name, LiveJob job, Path work, Path gate, PrintStream err) {
        this.name = name;
        this.job = job;
        this.work = work;
        this.gate = gate;
        this.err = err;
    }

    /** Exit code. A cluster's job goes on without its client, so Ctrl-C ends the client alone. */
    int call() throws Exception {
        if (job.from() != null) {
            err.println(name + ": going on from " + job.from());
        }
        job.keepCheckpointsIn(work);
        RunningJob running = job.start();
        err.println(name + ": running until it is stopped");
        if (job.isEmbedded()) {
            StopSignal.onFirst(() -> stop(running));
        }
        try {
            running.await(gate == null ? null : bytes -> look(running));
        } catch (ExecutionException e) {
            if (!cancelled.get()) {
                throw e;
            }
            return ExitCode.FAILED;
        }
        err.println(name + ": stopped");
        return gated.get() ? ExitCode.GATE_FAILED : ExitCode.COMPLETE;
    }

    private void look(RunningJob running) {
        if (Files.exists(gate) && gated.compareAndSet(false, true)) {
            err.println(name + ": " + gate + " is there");
            stop(running);
        }
    }

    /** Without a folder for its state a job could not go on, so it finishes what it has read. */
    private void stop(RunningJob running) {
        Path state = job.stateFolder();
        String what =
                state == null
                        ? "what was read is finished and written"
                        : "its state is kept in " + state;
        err.println(name + ": stopping, " + what + "; a second signal ends it at once");
        try {
            if (state == null) {
                running.stop(work);
            } else {
                running.suspend(state);
            }
        } catch (Exception e) {
            cancelled.set(true);
            err.println(name + ": cannot finish, so it ends as it is: " + e);
            cancel(running);
        }
    }

    private void cancel(RunningJob running) {
        try {
            running.cancel();
        } catch (Exception e) {
            err.println(name + ": cannot be ended either: " + e);
        }
    }
}
