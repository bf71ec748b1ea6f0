package dev.surprisal.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.surprisal.config.ProbeJob;
import dev.surprisal.probe.ProbeGate;
import dev.surprisal.probe.ProbeLines;
import dev.surprisal.probe.ProbeLoop;
import dev.surprisal.probe.ProbeResult;
import dev.surprisal.probe.ProbeSettings;
import dev.surprisal.probe.ProbeVerdict;
import dev.surprisal.probe.RefusedProbeException;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Probes, and shows every round. */
final class ProbeRun {

    private static final ObjectMapper TREES = new ObjectMapper();

    private final ProbeSettings settings;
    private final OutputFormat format;
    private final PrintStream out;
    private final PrintStream err;

    ProbeRun(ProbeSettings settings, OutputFormat format, PrintStream out, PrintStream err) {
        this.settings = settings;
        this.format = format;
        this.out = out;
        this.err = err;
    }

    /** As a job file has it. */
    static ProbeRun of(ProbeJob job, OutputOptions options, PrintStream out, PrintStream err) {
        if (!options.failIf.isEmpty()) {
            throw new UsageException("--fail-if: a probe has no summary; its exit code says it");
        }
        try {
            ProbeSettings settings =
                    new ProbeSettings(
                            job.servers(),
                            job.text(),
                            job.tokenizer(),
                            job.model(),
                            job.apiKeyVariable(),
                            job.every(),
                            job.rounds(),
                            job.directory(),
                            job.baseline(),
                            job.baselineRuns(),
                            job.falseAlarms().count(),
                            job.falseAlarms().per(),
                            job.tolerance(),
                            ProbeSettings.RESOLVE_AFTER,
                            ProbeSettings.UNREADABLE_AFTER,
                            job.concurrency(),
                            job.timeout(),
                            job.attempts(),
                            job.alertmanagers(),
                            job.webhooks());
            return new ProbeRun(settings, options.format(), out, err);
        } catch (IllegalArgumentException e) {
            throw new UsageException("probe." + e.getMessage());
        }
    }

    /** One probe; its exit code. */
    int once(ProbeCommand command) throws Exception {
        try {
            List<ProbeResult> results =
                    ProbeGate.probe(settings, command.falseAlarms, command.save);
            show(results);
            return exitCode(results);
        } catch (RefusedProbeException e) {
            throw new UsageException(e.getMessage());
        }
    }

    /** Probes on schedule; the exit code of the last round. */
    int loop() throws Exception {
        try (ProbeLoop loop = ProbeLoop.openInWords(settings, err::println)) {
            loop.findings().forEach(err::println);
            return exitCode(loop.run(this::show));
        } catch (RefusedProbeException e) {
            throw new UsageException(e.getMessage());
        }
    }

    private void show(List<ProbeResult> results) {
        try {
            switch (format) {
                case TABLE, MARKDOWN -> format.render(List.of(ProbeBlock.of(results)), out);
                case CSV -> {
                    List<JsonNode> lines = new ArrayList<>();
                    for (ProbeResult result : results) {
                        lines.add(TREES.readTree(ProbeLines.of(result)));
                    }
                    CsvRenderer.render(lines::forEach, out);
                }
                default -> results.forEach(result -> out.print(ProbeLines.of(result) + "\n"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("in memory", e);
        }
        out.flush();
    }

    /** A change is worse than not knowing: it stops a deployment for a reason that is known. */
    private static int exitCode(List<ProbeResult> results) {
        int code = ExitCode.COMPLETE;
        for (ProbeResult result : results) {
            if (result.verdict() == ProbeVerdict.CHANGED) {
                return ExitCode.GATE_FAILED;
            }
            if (result.verdict() == ProbeVerdict.UNREADABLE) {
                code = ExitCode.INCOMPLETE;
            }
        }
        return code;
    }
}
