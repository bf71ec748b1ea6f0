package dev.surprisal.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.surprisal.config.DriftSettings;
import dev.surprisal.config.JobSettings;
import dev.surprisal.job.DriftJob;
import dev.surprisal.job.RefusedInputException;
import dev.surprisal.job.WorkDirectory;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Runs a job over roll-outs: recorded ones to their end, and then it shows what it found; any other
 * until it is stopped. A page makes it fail as a gate does.
 */
final class DriftRun {

    private static final String WHAT = "a job over roll-outs";

    private final JobSettings settings;
    private final DriftSettings drift;
    private final OutputOptions options;
    private final PrintStream out;
    private final PrintStream err;

    DriftRun(JobSettings settings, OutputOptions options, PrintStream out, PrintStream err) {
        this.settings = settings;
        this.drift = settings.drift();
        this.options = options;
        this.out = out;
        this.err = err;
    }

    /** Exit code of the run. */
    int call() throws Exception {
        if (!options.failIf.isEmpty()) {
            throw new UsageException("--fail-if: a job over roll-outs has no summary; use limits");
        }
        if (options.format() == OutputFormat.LLAMA_CPP) {
            throw new UsageException("--output llama.cpp: not of " + WHAT);
        }
        try (WorkDirectory work = WorkDirectory.create()) {
            boolean elsewhere = !drift.sinks().isEmpty() || drift.scalars() != null;
            List<Path> directories = ResultFolders.of(settings, !elsewhere, drift.ends(), work);
            if (drift.scalars() != null) {
                if (drift.ends()) {
                    ResultFolders.refuseUsed(drift.scalars());
                }
                ResultFolders.make(drift.scalars());
            }
            if (drift.gate() != null && Files.exists(drift.gate())) {
                throw new UsageException(
                        "drift.gate: " + drift.gate() + " is there already; remove it to start");
            }
            DriftJob job = DriftJob.build(settings, directories);
            job.check();
            if (!drift.ends()) {
                Path gate = drift.stop() ? drift.gate() : null;
                return new LiveRun(settings.name(), job, work.path(), gate, err).call();
            }
            job.keepCheckpointsIn(work.path());
            job.start().await(null);
            return show(new Results(directories.get(0)));
        } catch (RefusedInputException e) {
            err.println(e.getMessage());
            return e.isUnreadable() ? ExitCode.INCOMPLETE : ExitCode.USAGE;
        }
    }

    private int show(Results results) throws IOException {
        options.show(results, DriftBlocks::of, WHAT, out);
        long[] seen = new long[2];
        results.forEach(
                line -> {
                    seen[0] += isPage(line) ? 1 : 0;
                    seen[1] += line.get("kind").textValue().equals("step") ? 1 : 0;
                });
        if (seen[1] == 0) {
            err.println("incomplete input: no step has a roll-out");
            return ExitCode.INCOMPLETE;
        }
        if (seen[0] > 0 && (drift.gate() != null || drift.stop())) {
            err.println("gate failed: " + seen[0] + " pages");
            return ExitCode.GATE_FAILED;
        }
        return ExitCode.COMPLETE;
    }

    private static boolean isPage(JsonNode line) {
        return line.get("kind").textValue().equals("alert")
                && line.get("severity").textValue().equals("page")
                && line.get("status").textValue().equals("firing");
    }
}
