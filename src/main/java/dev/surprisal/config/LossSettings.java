package dev.surprisal.config;

import dev.surprisal.loss.LossPlan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What a job over labelled lines does beside what every job does.
 *
 * @param plan losses, grouping and windows
 * @param topics what is read instead of files; null for files
 * @param follow whether files are followed for ever
 * @param lateness how far behind its partition a line may come; of topics and followed files
 * @param idle when a partition is not waited for; of topics and followed files
 * @param keysMax greatest number of keys with losses of their own; of topics and followed files
 * @param sinks where results go beside files
 */
public record LossSettings(
        LossPlan plan,
        MonitorSettings.TopicSettings topics,
        boolean follow,
        Duration lateness,
        Duration idle,
        int keysMax,
        LiveSinkSettings sinks) {

    private static final int KEYS_MAX = 100;

    /** Whether a job is over labelled lines. */
    static boolean isMeant(OptionValues values) {
        return values.get(LossOptions.LOSSES) != null;
    }

    /** Whether windows close as time goes on, rather than at the end of files. */
    public boolean isLive() {
        return topics != null || follow;
    }

    /** Whether a job comes to an end by itself. */
    public boolean ends() {
        return topics == null ? !follow : topics.stop();
    }

    static LossSettings of(OptionValues values, Path base) {
        List<String> groupBy = values.get(SurprisalOptions.GROUP_BY);
        Duration size = values.get(MonitorOptions.WINDOW_SIZE);
        Integer keysMax = values.get(LossOptions.KEYS_MAX);
        return new LossSettings(
                new LossPlan(
                        values.get(LossOptions.LOSSES),
                        groupBy == null ? List.of() : groupBy,
                        size == null ? 0 : size.toMillis()),
                values.has(MonitorOptions.KAFKA) ? MonitorSettings.topics(values) : null,
                values.get(MonitorOptions.FOLLOW),
                values.get(MonitorOptions.WINDOW_LATENESS),
                values.get(MonitorOptions.WINDOW_IDLE),
                keysMax == null ? KEYS_MAX : keysMax,
                LiveSinkSettings.of(values, base));
    }
}
