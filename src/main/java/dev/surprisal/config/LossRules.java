package dev.surprisal.config;

import java.util.List;

/** What options of a job over labelled lines may stand together. */
final class LossRules {

    private LossRules() {}

    /** Adds a problem for what would say nothing in another job. */
    static void checkAbsent(OptionValues values, Problems problems) {
        boolean meant = LossSettings.isMeant(values) && !DriftSettings.isMeant(values);
        if (!meant && values.get(LossOptions.KEYS_MAX) != null) {
            problems.add("limits.keys_max: only in a job of losses");
        }
    }

    /** Adds a problem for everything that would say nothing. */
    static void check(OptionValues values, Problems problems) {
        for (Section section :
                List.of(
                        SurprisalOptions.DATA,
                        SurprisalOptions.REFERENCE,
                        SurprisalOptions.SCORE,
                        ProbeOptions.PROBE,
                        MonitorOptions.BASELINE,
                        MonitorOptions.DETECT)) {
            if (values.has(section)) {
                problems.add(section.path() + ": not in a job of losses");
            }
        }
        if (values.has(MonitorOptions.KAFKA)) {
            MonitorRules.topics(values, problems);
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
        boolean live = values.has(MonitorOptions.KAFKA) || values.get(MonitorOptions.FOLLOW);
        if (live) {
            live(values, problems);
        } else if (values.get(LossOptions.KEYS_MAX) != null) {
            problems.add("limits.keys_max: only in a job that reads topics or follows files");
        }
        sinks(values, live, problems);
    }

    private static void live(OptionValues values, Problems problems) {
        if (!values.has(SurprisalOptions.WINDOW)) {
            problems.add("window: missing; losses without an end have windows of a size");
        }
        if (values.get(SurprisalOptions.EXECUTION) == Execution.BATCH) {
            problems.add("execution: batch; allowed where files are read to their end");
        }
    }

    private static void sinks(OptionValues values, boolean live, Problems problems) {
        for (OptionValues sink : values.repeated(SurprisalOptions.SINKS)) {
            boolean file = sink.get(SurprisalOptions.SINK_FILE) != null;
            if (live && !file && !sink.has(SinkOptions.KAFKA)) {
                problems.add("sinks: in a job of losses only file and kafka");
            } else if (!live && !file) {
                problems.add("sinks: in a job of losses over files only file");
            }
        }
    }
}
