package dev.surprisal.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.surprisal.config.JobSettings;
import dev.surprisal.job.BoundedJob;
import dev.surprisal.job.Evaluation;
import dev.surprisal.job.RefusedInputException;
import dev.surprisal.job.WorkDirectory;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;

/** Runs a job to its end and shows what it found. */
final class JobRun {

    /** Set by the launcher where standard error is a terminal: Java itself cannot tell. */
    private static final String TERMINAL_PROPERTY = "surprisal.terminal";

    private final JobSettings settings;
    private final OutputOptions options;
    private final EvalOutputs outputs;
    private final PrintStream out;
    private final PrintStream err;

    JobRun(
            JobSettings settings,
            OutputOptions options,
            EvalOutputs outputs,
            PrintStream out,
            PrintStream err) {
        this.settings = settings;
        this.options = options;
        this.outputs = outputs;
        this.out = out;
        this.err = err;
    }

    /** Exit code of the run. */
    int call() throws Exception {
        List<Gate> gates = options.gates();
        try (WorkDirectory work = WorkDirectory.create()) {
            List<Path> directories = directories(work);
            return settings.evaluation() == null
                    ? run(work, directories, gates)
                    : evaluate(work, directories, gates);
        } catch (RefusedInputException e) {
            err.println(e.getMessage());
            return e.isUnreadable() ? ExitCode.INCOMPLETE : ExitCode.USAGE;
        }
    }

    private int run(WorkDirectory work, List<Path> directories, List<Gate> gates) throws Exception {
        BoundedJob job = BoundedJob.build(settings, directories);
        job.keepCheckpointsIn(work.path());
        await(job);
        Results results = new Results(directories.get(0));
        JsonNode summary = results.summary();
        show(results, summary);
        return exitCode(summary, gates);
    }

    private int evaluate(WorkDirectory work, List<Path> directories, List<Gate> gates)
            throws Exception {
        try (Evaluation evaluation =
                Evaluation.prepare(
                        settings.evaluation(), settings.name(), outputs.rescore, work.path())) {
            if (outputs.dryRun) {
                TextRenderer.render(EvaluationPlan.of(evaluation, outputs.rate), out);
                return ExitCode.COMPLETE;
            }
            evaluation.findings().forEach(err::println);
            long began = System.nanoTime();
            String failure = await(evaluation, directories);
            if (failure != null) {
                err.println(failure);
                return ExitCode.INCOMPLETE;
            }
            Results results = new Results(directories.get(0));
            JsonNode summary = results.summary();
            show(results, summary);
            if (options.format().isForPeople()) {
                List<Block> blocks =
                        EvaluationBlocks.of(results, summary, evaluation, outputs.worst);
                options.format().render(blocks, out);
            }
            double seconds = (System.nanoTime() - began) / 1e9;
            evaluation.finish(outputs.lmEval, seconds).forEach(err::println);
            return exitCode(summary, gates);
        }
    }

    /** Null, or why texts or server stopped the job. */
    private String await(Evaluation evaluation, List<Path> directories) throws Exception {
        try {
            await(BoundedJob.build(settings, evaluation, directories));
            return null;
        } catch (ExecutionException e) {
            String reason = evaluation.reason(e);
            if (reason == null) {
                throw e;
            }
            return reason;
        }
    }

    private void await(BoundedJob job) throws Exception {
        ProgressLine.await(job, job.start(), Boolean.getBoolean(TERMINAL_PROPERTY) ? err : null);
    }

    /** Where results go: the sinks of the job, or a folder that is deleted after showing them. */
    private List<Path> directories(WorkDirectory work) throws IOException {
        List<Path> directories = new ArrayList<>();
        for (JobSettings.SinkSettings sink : settings.sinks()) {
            ResultFolders.refuseUsed(sink.directory());
            if (directories.contains(sink.directory())) {
                throw new UsageException("sinks.file: " + sink.directory() + " is named twice");
            }
            ResultFolders.make(sink.directory());
            directories.add(sink.directory());
        }
        if (directories.isEmpty()) {
            directories.add(work.path());
        }
        return directories;
    }

    private void show(Results results, JsonNode summary) throws IOException {
        switch (options.format()) {
            case TABLE, MARKDOWN ->
                    options.format().render(Report.of(results, options.explain), out);
            case CSV -> CsvRenderer.render(results, out);
            case LLAMA_CPP -> LlamaCppRenderer.render(summary, out);
            case JSON -> results.forEachLine(line -> out.print(line + "\n"));
        }
        out.flush();
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
        boolean incomplete =
                summary.get("dead_letters").longValue() > 0
                        || summary.get("incomplete_documents").longValue() > 0
                        || (summary.get("tokens_scored").longValue() == 0
                                && !summary.get("bytes").isNumber());
        if (incomplete) {
            err.println(
                    "incomplete input: "
                            + summary.get("dead_letters").asText()
                            + " dead letters, "
                            + summary.get("incomplete_documents").asText()
                            + " incomplete documents, "
                            + summary.get("tokens_scored").asText()
                            + " tokens scored");
            return ExitCode.INCOMPLETE;
        }
        return code;
    }
}
