package dev.surprisal.config;

import java.util.List;

/** What options of a job over labelled lines may stand together. */
final class LossRules {

    private LossRules() {}

    /** Adds a problem for everything that would say nothing. */
    static void check(OptionValues values, Problems problems) {
        for (Section section :
                List.of(
                        SurprisalOptions.DATA,
                        SurprisalOptions.REFERENCE,
                        SurprisalOptions.SCORE,
                        ProbeOptions.PROBE,
                        MonitorOptions.KAFKA,
                        MonitorOptions.BASELINE,
                        MonitorOptions.DETECT)) {
            if (values.has(section)) {
                problems.add(section.path() + ": not in a job of losses");
            }
        }
        if (values.get(MonitorOptions.FOLLOW)) {
            problems.add("source.follow: not in a job of losses");
        }
        for (Option<?> option :
                List.of(
                        SurprisalOptions.WINDOW_TOKENS,
                        MonitorOptions.WINDOW_SLIDE,
                        MonitorOptions.WINDOW_GAP)) {
            if (values.get(option) != null) {
                problems.add(option.path() + ": not in a job of losses; allowed: size");
            }
        }
        if (values.has(SurprisalOptions.WINDOW) && values.get(MonitorOptions.WINDOW_SIZE) == null) {
            problems.add("window.size: missing; a window of losses has one");
        }
        sinks(values, problems);
    }

    private static void sinks(OptionValues values, Problems problems) {
        for (OptionValues sink : values.repeated(SurprisalOptions.SINKS)) {
            if (sink.get(SurprisalOptions.SINK_FILE) == null) {
                problems.add("sinks: in a job of losses only file");
            }
        }
    }
}
