package dev.surprisal.config;

import static dev.surprisal.config.NumberTypes.integer;
import static dev.surprisal.config.NumberTypes.longInteger;
import static dev.surprisal.config.TextTypes.bool;
import static dev.surprisal.config.TextTypes.map;
import static dev.surprisal.config.TextTypes.oneOf;
import static dev.surprisal.config.TextTypes.path;
import static dev.surprisal.config.TextTypes.text;
import static dev.surprisal.config.TextTypes.texts;
import static dev.surprisal.config.UnitTypes.duration;
import static dev.surprisal.config.UnitTypes.rate;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The options of jobs without an end, as part of {@link SurprisalOptions}. */
final class MonitorOptions {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration YEAR = Duration.ofDays(365);

    static final Option<Boolean> FOLLOW =
            SurprisalOptions.SOURCE.option(
                    "follow",
                    bool(),
                    false,
                    "Whether to go on with new files and new lines, for ever.");

    static final Option<ReplaySpeed> REPLAY =
            SurprisalOptions.SOURCE.option(
                    "replay",
                    oneOf(ReplaySpeed.class),
                    ReplaySpeed.FAST,
                    "How fast recorded files are played in a job with windows in time.");

    static final Section KAFKA =
            SurprisalOptions.SOURCE.instead(
                    SurprisalOptions.SOURCE_FILES, "kafka", "Topics to read instead of files.");

    static final Option<String> KAFKA_SERVERS =
            KAFKA.required(
                    "servers", text(), "localhost:9092", "Brokers, host:port with commas between.");

    static final Option<List<String>> KAFKA_TOPICS =
            KAFKA.optional("topics", texts(), "responses", "Names of topics.");

    static final Option<String> KAFKA_PATTERN =
            KAFKA.optional(
                    "topic_pattern",
                    text(),
                    "responses-.*",
                    "Regular expression of names, instead of topics.");

    static final Option<String> KAFKA_GROUP =
            KAFKA.optional(
                    "group",
                    text(),
                    "surprisal",
                    "Consumer group; without it surprisal- and the job's name.");

    static final Option<KafkaStart> KAFKA_START =
            KAFKA.option(
                    "start",
                    oneOf(KafkaStart.class),
                    KafkaStart.COMMITTED,
                    "Where to begin without a checkpoint; committed is where the group left off.");

    static final Option<Boolean> KAFKA_STOP =
            KAFKA.option(
                    "stop",
                    bool(),
                    false,
                    "Whether to end at what is the end of the topics at the start.");

    static final Option<Map<String, String>> KAFKA_PROPERTIES =
            KAFKA.option(
                    "properties",
                    map(),
                    Map.of(),
                    "Passed on to the client as they are: TLS, SASL and others.");

    static final Option<Duration> WINDOW_SIZE =
            SurprisalOptions.WINDOW.optional(
                    "size", duration(SECOND, YEAR), "1m", "Length of a window in event time.");

    static final Option<Duration> WINDOW_SLIDE =
            SurprisalOptions.WINDOW.optional(
                    "slide",
                    duration(SECOND, YEAR),
                    "1m",
                    "Time between begins of windows, a divisor of size, up to 1440 in it; else size.");

    static final Option<Duration> WINDOW_GAP =
            SurprisalOptions.WINDOW.optional(
                    "gap",
                    duration(Duration.ofMillis(1), YEAR),
                    "10m",
                    "Time without a document that ends a window, instead of size.");

    static final Option<Duration> WINDOW_LATENESS =
            SurprisalOptions.WINDOW.option(
                    "lateness",
                    duration(Duration.ofMillis(1), DAY),
                    Duration.ofSeconds(30),
                    "How far behind its partition's latest event time a response may come.");

    static final Option<Duration> WINDOW_WAIT =
            SurprisalOptions.WINDOW.option(
                    "wait",
                    duration(Duration.ofMillis(1), DAY),
                    Duration.ofMinutes(5),
                    "How long an unfinished answer waits for the rest of it, in event time.");

    static final Option<Duration> WINDOW_IDLE =
            SurprisalOptions.WINDOW.option(
                    "idle",
                    duration(Duration.ofMillis(100), DAY),
                    Duration.ofMinutes(1),
                    "A partition that gives nothing for so long is not waited for.");

    static final Option<Integer> VOCABULARY =
            SurprisalOptions.SCORE.option(
                    "vocabulary",
                    integer(0, 1 << 30),
                    0,
                    "Size of the vocabulary, to bound entropy from above where only top-k lists come.");

    static final Section BASELINE =
            SurprisalOptions.JOB.section(
                    "baseline", "What windows are compared with; one of the three.");

    static final Option<Long> BASELINE_DOCUMENTS =
            BASELINE.optional(
                    "documents",
                    longInteger(2),
                    "1000",
                    "The first windows of a key that hold so many documents.");

    static final Option<Path> BASELINE_FILE =
            BASELINE.optional(
                    "file",
                    path(),
                    "out/results",
                    "Results of an earlier run, with its baselines.");

    static final Option<Boolean> BASELINE_YESTERDAY =
            BASELINE.optional(
                    "same_hour_yesterday", bool(), "true", "The same hour of the day before.");

    static final Section DETECT =
            SurprisalOptions.JOB.section("detect", "Alarms on windows in time; without it none.");

    static final Option<Rate> FALSE_ALARMS =
            DETECT.required(
                    "false_alarms",
                    rate(),
                    "1/90d",
                    "Pages that may be false, of all keys together.");

    static final Option<Integer> KEYS_MAX =
            DETECT.option(
                    "keys_max",
                    integer(1, 1 << 20),
                    100,
                    "Most keys that have windows of their own; further ones are one, other.");

    static final Option<Duration> SILENCE =
            DETECT.option(
                    "silence",
                    duration(SECOND, YEAR),
                    Duration.ofMinutes(15),
                    "A key without a window for so long has stopped.");

    private MonitorOptions() {}

    /** Called while {@link SurprisalOptions} is initialised: declares what stands above. */
    static void declare() {
        SinkOptions.declare();
        ProbeOptions.declare();
    }
}
