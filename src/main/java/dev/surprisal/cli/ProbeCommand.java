package dev.surprisal.cli;

import dev.surprisal.probe.ProbeSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code surprisal probe}. */
@Command(
        name = "probe",
        description = {
            "Scores one fixed text on every server; says which one answers otherwise than its",
            "baseline or, without one, than the first server. Exits with 0 if all are the same,",
            "with 1 if one has changed, with 3 if one cannot be read and none has changed."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class ProbeCommand implements Callable<Integer> {

    @ParentCommand SurprisalCli surprisal;

    @Option(
            names = "--server",
            paramLabel = "URL",
            required = true,
            split = ",",
            description = "URL or NAME=URL, one or more; demo for a small model of our own")
    List<String> servers;

    @Option(
            names = "--once",
            description = "one probe, for a deploy pipeline; otherwise one every --every")
    boolean once;

    @Option(
            names = "--baseline",
            paramLabel = "FILE",
            description = "frozen answers to compare with; without --once taken if not there")
    Path baseline;

    @Option(
            names = "--save-baseline",
            paramLabel = "FILE",
            description = "with --once: freezes the answers of all servers")
    Path save;

    @Option(
            names = "--text",
            paramLabel = "FILE",
            description = "text or JSONL of short documents; default 30 stories that come along")
    Path text;

    @Option(
            names = "--tokenizer",
            paramLabel = "PATH",
            description = "the model's tokenizer.json, or its folder; default the server's tokens")
    Path tokenizer;

    @Option(names = "--model", paramLabel = "NAME", description = "where servers have several")
    String model;

    @Option(
            names = "--api-key-env",
            paramLabel = "VARIABLE",
            description = "environment variable that holds the key")
    String apiKeyVariable;

    @Option(
            names = "--tolerance",
            paramLabel = "PERCENT",
            defaultValue = "0.5",
            description =
                    "difference of documents' perplexities that counts as none; default"
                            + " ${DEFAULT-VALUE}")
    double tolerancePercent;

    @Option(
            names = "--baseline-runs",
            paramLabel = "N",
            defaultValue = "3",
            description = "how often a baseline is scored; default ${DEFAULT-VALUE}")
    int baselineRuns;

    @Option(
            names = "--false-alarms",
            paramLabel = "P",
            defaultValue = "0.001",
            description = "with --once: probability of any; default ${DEFAULT-VALUE}")
    double falseAlarms;

    @Option(
            names = "--false-alarm-days",
            paramLabel = "DAYS",
            defaultValue = "90",
            description = "without --once: one in so many days; default ${DEFAULT-VALUE}")
    int falseAlarmDays;

    @Option(
            names = "--every",
            paramLabel = "SECONDS",
            defaultValue = "300",
            description = "without --once; default ${DEFAULT-VALUE}")
    int everySeconds;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "0",
            description = "without --once: ends after so many; 0 is never")
    long rounds;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "without --once: folder of the history, from which a restart goes on")
    Path out;

    @Option(names = "--alertmanager", paramLabel = "URL", description = "without --once")
    List<String> alertmanagers = List.of();

    @Option(names = "--webhook", paramLabel = "URL", description = "without --once")
    List<String> webhooks = List.of();

    @Option(names = "--concurrency", paramLabel = "N", defaultValue = "4")
    int concurrency;

    @Option(names = "--timeout", paramLabel = "SECONDS", defaultValue = "30")
    int timeoutSeconds;

    @Option(names = "--attempts", paramLabel = "N", defaultValue = "3")
    int attempts;

    @Mixin ProbeOutput output;

    @Override
    public Integer call() throws Exception {
        if (!once && save != null) {
            throw new UsageException("--save-baseline goes with --once");
        }
        if (once && out != null) {
            throw new UsageException("--out goes without --once: one probe has no history");
        }
        return surprisal.probe(settings(), this);
    }

    private ProbeSettings settings() {
        try {
            return new ProbeSettings(
                    servers,
                    text,
                    tokenizer,
                    model,
                    apiKeyVariable,
                    Duration.ofSeconds(everySeconds),
                    rounds,
                    out,
                    baseline,
                    baselineRuns,
                    1,
                    Duration.ofDays(falseAlarmDays),
                    tolerancePercent / 100,
                    ProbeSettings.RESOLVE_AFTER,
                    ProbeSettings.UNREADABLE_AFTER,
                    concurrency,
                    Duration.ofSeconds(timeoutSeconds),
                    attempts,
                    alertmanagers,
                    webhooks);
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage());
        }
    }
}
