package dev.surprisal.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.surprisal.config.JobSettings;
import dev.surprisal.job.LossJob;
import dev.surprisal.job.RefusedInputException;
import dev.surprisal.job.WorkDirectory;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/**
 * Runs a job over labelled lines: one that ends to its end, and then it shows what they cost; any
 * other until it is stopped.
 */
final class LossRun {

    private static final String WHAT = "a job of losses";

    private final JobSettings settings;
    private final OutputOptions options;
    private final PrintStream out;
    private final PrintStream err;

    LossRun(JobSettings settings, OutputOptions options, PrintStream out, PrintStream err) {
        this.settings = settings;
        this.options = options;
        this.out = out;
        this.err = err;
    }

    /** Exit code of the run. */
    int call() throws Exception {
        List<Gate> gates = options.gates();
        boolean ends = settings.losses().ends();
        if (!ends && !gates.isEmpty()) {
            throw new UsageException("--fail-if: " + WHAT + " without an end; use files, or stop");
        }
        if (options.format() == OutputFormat.LLAMA_CPP) {
            throw new UsageException("--output llama.cpp: not of " + WHAT);
        }
        try (WorkDirectory work = WorkDirectory.create()) {
            boolean alone = settings.losses().sinks().isEmpty();
            List<Path> directories = ResultFolders.of(settings, alone, ends, work);
            LossJob job = LossJob.build(settings, directories);
            job.check();
            if (!ends) {
                return new LiveRun(settings.name(), job, work.path(), null, err).call();
            }
            job.keepCheckpointsIn(work.path());
            job.start().await(null);
            Results results = new Results(directories.get(0));
            options.show(results, LossBlocks::of, WHAT, out);
            return exitCode(results.summary(), gates);
        } catch (RefusedInputException e) {
            err.println(e.getMessage());
            return e.isUnreadable() ? ExitCode.INCOMPLETE : ExitCode.USAGE;
        }
    }

    private int exitCode(JsonNode summary, List<Gate> gates) {
        int code = ExitCode.COMPLETE;
        for (Gate gate : gates) {
            String failure = gate.failure(summary);
            if (failure != null) {
                err.println("gate failed: " + failure);
                code = ExitCode.GATE_FAILED;
            }
        }
        long dead = summary.get("dead_letters").longValue();
        long decoded = summary.get("ledger").get("decoded").longValue();
        if (dead > 0 || decoded == 0) {
            err.println("incomplete input: " + dead + " dead letters, " + decoded + " lines used");
            return ExitCode.INCOMPLETE;
        }
        return code;
    }
}
