package dev.surprisal.config;

import static dev.surprisal.config.NumberTypes.integer;
import static dev.surprisal.config.NumberTypes.longInteger;
import static dev.surprisal.config.NumberTypes.range;
import static dev.surprisal.config.TextTypes.path;
import static dev.surprisal.config.TextTypes.texts;
import static dev.surprisal.config.UnitTypes.duration;
import static dev.surprisal.config.UnitTypes.rate;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The options of probes, as part of {@link SurprisalOptions}. */
final class ProbeOptions {

    private static final Duration YEAR = Duration.ofDays(365);

    static final Section PROBE =
            SurprisalOptions.JOB.alternative(
                    SurprisalOptions.SOURCE,
                    "probe",
                    "A fixed text scored on servers on a schedule, instead of a source.");

    static final Option<List<String>> SERVERS =
            PROBE.required(
                    "servers",
                    texts(),
                    "http://localhost:8000",
                    "URL or NAME=URL of each replica, or demo for a small model of our own.");

    static final Option<Path> TEXT =
            PROBE.optional(
                    "text",
                    path(),
                    "probe.txt",
                    "At least 20 short documents; else the stories that come along.");

    static final Option<Path> TOKENIZER =
            PROBE.optional(
                    "tokenizer",
                    path(),
                    "tokenizer.json",
                    "The model's tokenizer json, or its folder; else the server's own tokens.");

    static final Option<String> MODEL = ServerOptions.model(PROBE);

    static final Option<String> API_KEY_ENV = ServerOptions.apiKeyEnv(PROBE);

    static final Option<Duration> EVERY =
            PROBE.option(
                    "every",
                    duration(Duration.ofMillis(100), YEAR),
                    Duration.ofMinutes(5),
                    "Time between the begins of two rounds.");

    static final Option<Long> ROUNDS =
            PROBE.option(
                    "rounds", longInteger(0), 0L, "Rounds after which it ends; 0 is for ever.");

    static final Option<Path> DIRECTORY =
            PROBE.optional(
                    "directory",
                    path(),
                    "out/probe",
                    "Folder of history and baseline, from which a restart goes on.");

    static final Option<Path> BASELINE =
            PROBE.optional(
                    "baseline",
                    path(),
                    "good.jsonl",
                    "Frozen answers; else in the directory, taken in the first round.");

    static final Option<Integer> BASELINE_RUNS =
            PROBE.option(
                    "baseline_runs",
                    integer(1, 1000),
                    3,
                    "How often the text is scored for a baseline.");

    static final Option<Rate> FALSE_ALARMS =
            PROBE.option(
                    "false_alarms",
                    rate(),
                    new Rate(1, Duration.ofDays(90)),
                    "Alarms that may be false, of all servers together.");

    static final Option<Double> TOLERANCE =
            PROBE.option(
                    "tolerance",
                    range(0, 1),
                    0.005,
                    "Relative difference of documents' perplexities that counts as none.");

    static final Option<Integer> CONCURRENCY =
            ServerOptions.concurrency(PROBE, 4, "Requests in flight for each server.");

    static final Option<Duration> TIMEOUT = ServerOptions.timeout(PROBE, Duration.ofSeconds(30));

    static final Option<Integer> ATTEMPTS =
            ServerOptions.attempts(PROBE, 3, "Times that a request is sent at most.");

    static final Option<List<String>> ALERTMANAGERS =
            PROBE.optional(
                    "alertmanager",
                    texts(),
                    "http://localhost:9093",
                    "Base URLs of Alertmanagers that are told of alerts.");

    static final Option<List<String>> WEBHOOKS =
            PROBE.optional(
                    "webhook",
                    texts(),
                    "http://localhost:8080/alerts",
                    "URLs that alerts are posted to.");

    private ProbeOptions() {}

    /** Called while {@link SurprisalOptions} is initialised: declares what stands above. */
    static void declare() {
        PROBE.shorthand(SERVERS);
    }
}
