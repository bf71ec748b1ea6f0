package dev.surprisal.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What options of a job without an end may stand together. */
final class MonitorRules {

    /** Properties that are given elsewhere, or that the source could not work with. */
    private static final Set<String> OURS =
            Set.of(
                    "bootstrap.servers",
                    "group.id",
                    "key.deserializer",
                    "value.deserializer",
                    "enable.auto.commit",
                    "auto.offset.reset");

    /**
     * Slides in a window, a day by minutes. Each key keeps a piece of some kilobytes for each, and
     * adds all of them up whenever a window closes.
     */
    private static final long SLIDES_MAX = 1440;

    private final OptionValues values;
    private final Problems problems;

    private MonitorRules(OptionValues values, Problems problems) {
        this.values = values;
        this.problems = problems;
    }

    /** Adds a problem for everything that contradicts itself, or would say nothing. */
    static void check(OptionValues values, Problems problems) {
        MonitorRules rules = new MonitorRules(values, problems);
        rules.window();
        if (MonitorSettings.isMeant(values)) {
            rules.monitor();
        } else {
            rules.bounded();
        }
    }

    private void window() {
        if (!values.has(SurprisalOptions.WINDOW)) {
            return;
        }
        if (count(
                        SurprisalOptions.WINDOW_TOKENS,
                        MonitorOptions.WINDOW_SIZE,
                        MonitorOptions.WINDOW_GAP)
                != 1) {
            problems.add("window: required: one of size, gap and tokens");
        }
        Duration size = values.get(MonitorOptions.WINDOW_SIZE);
        Duration slide = values.get(MonitorOptions.WINDOW_SLIDE);
        if (slide != null && size == null) {
            problems.add("window.slide: only with size");
        } else if (slide != null && size.toMillis() % slide.toMillis() != 0) {
            problems.add("window.slide: does not divide size");
        } else if (slide != null && size.toMillis() / slide.toMillis() > SLIDES_MAX) {
            problems.add(
                    "window.slide: size is %d of it; allowed: at most %d"
                            .formatted(size.toMillis() / slide.toMillis(), SLIDES_MAX));
        }
    }

    private void monitor() {
        if (!values.has(SurprisalOptions.WINDOW)) {
            problems.add("window: missing; a job that monitors has windows by size, gap or tokens");
        }
        for (Section section :
                List.of(SurprisalOptions.DATA, SurprisalOptions.REFERENCE, ProbeOptions.PROBE)) {
            if (values.has(section)) {
                problems.add(section.name() + ": not in a job that monitors");
            }
        }
        if (values.has(MonitorOptions.KAFKA)) {
            topics(values, problems);
        }
        for (OptionValues sink : values.repeated(SurprisalOptions.SINKS)) {
            if (sink.get(SinkOptions.POSTGRES_PASSWORD_ENV) != null
                    && sink.get(SinkOptions.POSTGRES_PASSWORD_FILE) != null) {
                problems.add("sinks.postgres: allowed: one of password_env and password_file");
            }
        }
        detect();
    }

    /** Rules of a source that is topics. */
    static void topics(OptionValues values, Problems problems) {
        boolean names = values.get(MonitorOptions.KAFKA_TOPICS) != null;
        boolean pattern = values.get(MonitorOptions.KAFKA_PATTERN) != null;
        if (names == pattern) {
            problems.add("source.kafka: required: one of topics and topic_pattern");
        }
        if (values.get(SurprisalOptions.SOURCE_FILES) != null) {
            problems.add("source.files: stands beside source.kafka; allowed: one of them");
        }
        if (values.get(MonitorOptions.FOLLOW)) {
            problems.add("source.follow: only with files");
        }
        for (String name : values.get(MonitorOptions.KAFKA_PROPERTIES).keySet()) {
            if (OURS.contains(name)) {
                problems.add("source.kafka.properties: " + name + " is set by the job itself");
            }
        }
    }

    private void detect() {
        if (count(
                        MonitorOptions.BASELINE_DOCUMENTS,
                        MonitorOptions.BASELINE_FILE,
                        MonitorOptions.BASELINE_YESTERDAY)
                > 1) {
            problems.add("baseline: allowed: one of documents, file and same_hour_yesterday");
        }
        boolean compares = values.has(MonitorOptions.BASELINE) || values.has(MonitorOptions.DETECT);
        Duration size = values.get(MonitorOptions.WINDOW_SIZE);
        if (compares && size == null) {
            problems.add("detect, baseline: only with windows of a size");
        } else if (values.has(MonitorOptions.DETECT)
                && values.get(MonitorOptions.WINDOW_SLIDE) != null
                && !size.equals(values.get(MonitorOptions.WINDOW_SLIDE))) {
            // A document would be evidence several times.
            problems.add("detect: only with windows that do not overlap");
        }
    }

    /** What would say nothing in a job over files that ends is refused rather than passed over. */
    private void bounded() {
        List<String> idle = new ArrayList<>();
        for (OptionValues sink : values.repeated(SurprisalOptions.SINKS)) {
            for (Section section :
                    List.of(
                            SinkOptions.KAFKA,
                            SinkOptions.POSTGRES,
                            SinkOptions.PROMETHEUS,
                            SinkOptions.ALERTMANAGER,
                            SinkOptions.WEBHOOK)) {
                if (sink.has(section)) {
                    idle.add("sinks." + section.name());
                }
            }
        }
        if (!idle.isEmpty()) {
            problems.add(String.join(", ", idle) + ": only in a job with windows in time");
        }
        boolean groups = values.get(SurprisalOptions.GROUP_BY) != null;
        if (groups && values.get(SurprisalOptions.GROUP_BY).size() > 1) {
            problems.add("group_by: a list; allowed with data: one field");
        }
    }

    private long count(Option<?>... options) {
        long count = 0;
        for (Option<?> option : options) {
            count += values.get(option) == null ? 0 : 1;
        }
        return count;
    }
}
