package dev.surprisal.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.surprisal.config.JobSettings;
import dev.surprisal.job.MonitorJob;
import dev.surprisal.job.RefusedInputException;
import dev.surprisal.job.RunningJob;
import dev.surprisal.job.WorkDirectory;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Runs a job with windows in time: one over recorded responses to its end, and then it shows what
 * it found; any other until it is stopped.
 */
final class MonitorRun {

    private final JobSettings settings;
    private final OutputOptions options;
    private final PrintStream out;
    private final PrintStream err;

    MonitorRun(JobSettings settings, OutputOptions options, PrintStream out, PrintStream err) {
        this.settings = settings;
        this.options = options;
        this.out = out;
        this.err = err;
    }

    /** Exit code of the run. */
    int call() throws Exception {
        if (!options.failIf.isEmpty()) {
            throw new UsageException("--fail-if: a job that monitors has no summary; use detect");
        }
        if (options.format() == OutputFormat.LLAMA_CPP) {
            throw new UsageException("--output llama.cpp: not of a job that monitors");
        }
        boolean ends = MonitorJob.ends(settings.monitor());
        try (WorkDirectory work = WorkDirectory.create()) {
            List<Path> directories = directories(work, ends);
            MonitorJob job = MonitorJob.build(settings, directories);
            job.check();
            if (!ends) {
                return untilStopped(job, work.path());
            }
            job.start().await(null);
            return show(new Results(directories.get(0)));
        } catch (RefusedInputException e) {
            err.println(e.getMessage());
            return e.isUnreadable() ? ExitCode.INCOMPLETE : ExitCode.USAGE;
        }
    }

    /** A cluster's job goes on without its client, so Ctrl-C ends the client alone. */
    private int untilStopped(MonitorJob job, Path savepoints) throws Exception {
        if (job.from() != null) {
            err.println(settings.name() + ": going on from " + job.from());
        }
        job.keepCheckpointsIn(savepoints);
        RunningJob running = job.start();
        err.println(settings.name() + ": running until it is stopped");
        AtomicBoolean cancelled = new AtomicBoolean();
        if (job.isEmbedded()) {
            StopSignal.onFirst(() -> stop(running, job.stateFolder(), savepoints, cancelled));
        }
        try {
            running.await(null);
        } catch (ExecutionException e) {
            if (!cancelled.get()) {
                throw e;
            }
            return ExitCode.FAILED;
        }
        err.println(settings.name() + ": stopped");
        return ExitCode.COMPLETE;
    }

    /** Without a folder for its state a job could not go on, so it finishes what it has read. */
    private void stop(RunningJob running, Path state, Path work, AtomicBoolean cancelled) {
        String what =
                state == null
                        ? "what was read is finished and written"
                        : "its state is kept in " + state;
        err.println(settings.name() + ": stopping, " + what + "; a second signal ends it at once");
        try {
            if (state == null) {
                running.stop(work);
            } else {
                running.suspend(state);
            }
        } catch (Exception e) {
            cancelled.set(true);
            err.println(settings.name() + ": cannot finish, so it ends as it is: " + e);
            cancel(running);
        }
    }

    private void cancel(RunningJob running) {
        try {
            running.cancel();
        } catch (Exception e) {
            err.println(settings.name() + ": cannot be ended either: " + e);
        }
    }

    private List<Path> directories(WorkDirectory work, boolean ends) throws IOException {
        List<Path> directories = new ArrayList<>();
        for (JobSettings.SinkSettings sink : settings.sinks()) {
            if (ends) {
                ResultFolders.refuseUsed(sink.directory());
            }
            ResultFolders.make(sink.directory());
            directories.add(sink.directory());
        }
        if (ends && directories.isEmpty()) {
            directories.add(work.path());
        }
        if (directories.isEmpty() && settings.monitor().sinks().isEmpty()) {
            throw new UsageException(
                    "sinks: missing; the results of a job without an end would go nowhere");
        }
        return directories;
    }

    private int show(Results results) throws IOException {
        switch (options.format()) {
            case TABLE, MARKDOWN -> options.format().render(MonitorBlocks.of(results), out);
            case CSV -> CsvRenderer.render(results, out);
            case LLAMA_CPP -> throw new AssertionError("refused before");
            case JSON -> results.forEachLine(line -> out.print(line + "\n"));
        }
        out.flush();
        JsonNode[] ledger = new JsonNode[1];
        results.forEach(
                line -> {
                    if (line.get("kind").textValue().equals("ledger")) {
                        ledger[0] = line.get("ledger");
                    }
                });
        boolean scored = ledger[0] != null && ledger[0].get("scored").longValue() > 0;
        if (!scored) {
            err.println("incomplete input: nothing was scored");
        }
        return scored ? ExitCode.COMPLETE : ExitCode.INCOMPLETE;
    }
}
