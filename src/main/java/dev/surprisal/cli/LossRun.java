package dev.surprisal.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.surprisal.config.JobSettings;
import dev.surprisal.job.LossJob;
import dev.surprisal.job.RefusedInputException;
import dev.surprisal.job.WorkDirectory;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/** Runs a job over labelled lines to its end and shows what they cost. */
final class LossRun {

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
        try (WorkDirectory work = WorkDirectory.create()) {
            List<Path> directories = ResultFolders.of(settings, true, true, work);
            LossJob.build(settings, directories).start().await(null);
            Results results = new Results(directories.get(0));
            options.show(results, LossBlocks::of, "a job of losses", out);
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
