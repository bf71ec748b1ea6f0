package dev.surprisal.config;

import dev.surprisal.loss.LossPlan;
import java.time.Duration;
import java.util.List;

/**
 * What a job over labelled lines computes.
 *
 * @param plan losses, grouping and windows
 */
public record LossSettings(LossPlan plan) {

    /** Whether a job is over labelled lines. */
    static boolean isMeant(OptionValues values) {
        return values.get(LossOptions.LOSSES) != null;
    }

    static LossSettings of(OptionValues values) {
        List<String> groupBy = values.get(SurprisalOptions.GROUP_BY);
        Duration size = values.get(MonitorOptions.WINDOW_SIZE);
        return new LossSettings(
                new LossPlan(
                        values.get(LossOptions.LOSSES),
                        groupBy == null ? List.of() : groupBy,
                        size == null ? 0 : size.toMillis()));
    }
}
