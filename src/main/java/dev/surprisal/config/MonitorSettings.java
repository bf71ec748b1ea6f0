package dev.surprisal.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What a job without an end does beside what every job does.
 *
 * @param topics what is read instead of files; null for files
 * @param follow whether files are followed for ever
 * @param replay how fast recorded files are played
 * @param groupBy fields that windows are of; the model where the user says nothing
 * @param window how event time is cut
 * @param baseline what windows are compared with; null for nothing
 * @param detect alarms; null for none
 * @param vocabulary size of the models' vocabulary; 0 if not stated
 * @param keysMax greatest number of keys with windows of their own
 * @param sinks where results go beside files
 */
public record MonitorSettings(
        TopicSettings topics,
        boolean follow,
        ReplaySpeed replay,
        List<String> groupBy,
        WindowSettings window,
        BaselineSettings baseline,
        DetectSettings detect,
        int vocabulary,
        int keysMax,
        LiveSinkSettings sinks) {

    /** Documents of a baseline where there is an alarm and nothing is said. */
    private static final long BASELINE_DOCUMENTS = 1000;

    /**
     * Topics.
     *
     * @param servers as bootstrap.servers
     * @param topics names; empty with a pattern
     * @param pattern of names; null with names
     * @param group consumer group
     * @param start where to begin
     * @param stop whether to end at the present end
     * @param properties for the client; never printed
     */
    public record TopicSettings(
            String servers,
            List<String> topics,
            String pattern,
            String group,
            KafkaStart start,
            boolean stop,
            Map<String, String> properties) {

        @Override
        public String toString() {
            return "TopicSettings[servers=%s, topics=%s, pattern=%s, properties=%s]"
                    .formatted(servers, topics, pattern, properties.keySet());
        }
    }

    /**
     * Windows: by size, gap or tokens; the others are null or 0.
     *
     * @param size length in event time
     * @param slide between two begins; the size where windows do not overlap
     * @param gap without a document that ends one
     * @param tokens after which one closes
     * @param lateness how far behind its partition a response may come
     * @param patience how long an unfinished answer waits for the rest
     * @param idle when a partition is not waited for
     */
    public record WindowSettings(
            Duration size,
            Duration slide,
            Duration gap,
            long tokens,
            Duration lateness,
            Duration patience,
            Duration idle) {}

    /**
     * A baseline: one of the three.
     *
     * @param documents of the first windows; 0 for another kind
     * @param file results of an earlier run; null for another kind
     * @param sameHourYesterday whether it is the same hour of the day before
     */
    public record BaselineSettings(long documents, Path file, boolean sameHourYesterday) {}

    /**
     * Alarms.
     *
     * @param falseAlarms pages that may be false, of all keys together
     * @param silence without a window after which a key has stopped
     */
    public record DetectSettings(Rate falseAlarms, Duration silence) {}

    /** Whether a job has no end, or at least windows in time. */
    static boolean isMeant(OptionValues values) {
        return !LossSettings.isMeant(values) && !DriftSettings.isMeant(values) && isWritten(values);
    }

    /** Whether anything of such a job is there. */
    static boolean isWritten(OptionValues values) {
        return values.has(MonitorOptions.KAFKA)
                || values.get(MonitorOptions.FOLLOW)
                || values.get(MonitorOptions.WINDOW_SIZE) != null
                || values.get(MonitorOptions.WINDOW_GAP) != null
                || values.has(MonitorOptions.BASELINE)
                || values.has(MonitorOptions.DETECT);
    }

    static MonitorSettings of(OptionValues values, Path base) {
        List<String> groupBy = values.get(SurprisalOptions.GROUP_BY);
        boolean detects = values.has(MonitorOptions.DETECT);
        return new MonitorSettings(
                values.has(MonitorOptions.KAFKA) ? topics(values) : null,
                values.get(MonitorOptions.FOLLOW),
                values.get(MonitorOptions.REPLAY),
                groupBy == null ? List.of("model") : groupBy,
                window(values),
                detects || values.has(MonitorOptions.BASELINE) ? baseline(values, base) : null,
                detects
                        ? new DetectSettings(
                                values.get(MonitorOptions.FALSE_ALARMS),
                                values.get(MonitorOptions.SILENCE))
                        : null,
                values.get(MonitorOptions.VOCABULARY),
                values.get(MonitorOptions.KEYS_MAX),
                LiveSinkSettings.of(values, base));
    }

    static TopicSettings topics(OptionValues values) {
        List<String> topics = values.get(MonitorOptions.KAFKA_TOPICS);
        String group = values.get(MonitorOptions.KAFKA_GROUP);
        return new TopicSettings(
                values.get(MonitorOptions.KAFKA_SERVERS),
                topics == null ? List.of() : topics,
                values.get(MonitorOptions.KAFKA_PATTERN),
                group == null ? "surprisal-" + values.get(SurprisalOptions.NAME) : group,
                values.get(MonitorOptions.KAFKA_START),
                values.get(MonitorOptions.KAFKA_STOP),
                Map.copyOf(values.get(MonitorOptions.KAFKA_PROPERTIES)));
    }

    private static WindowSettings window(OptionValues values) {
        Duration size = values.get(MonitorOptions.WINDOW_SIZE);
        Duration slide = values.get(MonitorOptions.WINDOW_SLIDE);
        Long tokens = values.get(SurprisalOptions.WINDOW_TOKENS);
        return new WindowSettings(
                size,
                slide == null ? size : slide,
                values.get(MonitorOptions.WINDOW_GAP),
                tokens == null ? 0 : tokens,
                values.get(MonitorOptions.WINDOW_LATENESS),
                values.get(MonitorOptions.WINDOW_WAIT),
                values.get(MonitorOptions.WINDOW_IDLE));
    }

    private static BaselineSettings baseline(OptionValues values, Path base) {
        Long documents = values.get(MonitorOptions.BASELINE_DOCUMENTS);
        Path file = values.get(MonitorOptions.BASELINE_FILE);
        Boolean yesterday = values.get(MonitorOptions.BASELINE_YESTERDAY);
        boolean other = file != null || Boolean.TRUE.equals(yesterday);
        long count = documents == null ? BASELINE_DOCUMENTS : documents;
        return new BaselineSettings(
                other ? 0 : count,
                file == null ? null : base.resolve(file).normalize(),
                Boolean.TRUE.equals(yesterday));
    }
}
