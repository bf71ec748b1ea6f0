package dev.surprisal.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.surprisal.config.JobSettings;
import dev.surprisal.job.MonitorJob;
import dev.surprisal.job.RefusedInputException;
import dev.surprisal.job.WorkDirectory;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/**
 * Runs a job with windows in time: one over recorded responses to its end, and then it shows what
 * it found; any other until it is stopped.
 */
final class MonitorRun {

    private static final String WHAT = "a job that monitors";

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
            throw new UsageException("--output llama.cpp: not of " + WHAT);
        }
        boolean ends = MonitorJob.ends(settings.monitor());
        try (WorkDirectory work = WorkDirectory.create()) {
            List<Path> directories =
                    ResultFolders.of(settings, settings.monitor().sinks().isEmpty(), ends, work);
            MonitorJob job = MonitorJob.build(settings, directories);
            job.check();
            if (!ends) {
                return new LiveRun(settings.name(), job, work.path(), null, err).call();
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
        options.show(results, MonitorBlocks::of, WHAT, out);
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
