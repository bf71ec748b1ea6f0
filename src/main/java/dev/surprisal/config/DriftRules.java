package dev.surprisal.config;

import dev.surprisal.policy.StepSpec;
import java.util.List;

/** What options of a job over roll-outs may stand together. */
final class DriftRules {

    private static final List<String> PAIRS = List.of("mismatch", "reference");

    private DriftRules() {}

    /** Adds a problem for everything that contradicts itself, or would say nothing. */
    static void check(OptionValues values, Problems problems) {
        for (Section section :
                List.of(
                        SurprisalOptions.DATA,
                        SurprisalOptions.REFERENCE,
                        SurprisalOptions.WINDOW,
                        SurprisalOptions.SCORE,
                        ProbeOptions.PROBE,
                        MonitorOptions.BASELINE,
                        MonitorOptions.DETECT)) {
            if (values.has(section)) {
                problems.add(section.path() + ": not in a job over roll-outs");
            }
        }
        if (LossSettings.isMeant(values)) {
            problems.add("losses: not in a job over roll-outs");
        }
        if (values.has(MonitorOptions.KAFKA)) {
            MonitorRules.topics(values, problems);
        }
        for (String kind : values.get(DriftOptions.BY)) {
            if (!StepSpec.isGrouping(kind)) {
                problems.add(
                        "drift.by: '"
                                + Printable.bare(kind)
                                + "'; allowed: env, turn, weight_version, or several with +");
            }
        }
        if (values.get(DriftOptions.STOP)
                && values.get(DriftOptions.GATE) == null
                && (values.has(MonitorOptions.KAFKA) || values.get(MonitorOptions.FOLLOW))) {
            problems.add("drift.stop: only with gate in a job without an end");
        }
        if (values.has(DriftOptions.JOIN)) {
            boolean files = values.get(DriftOptions.JOIN_FILES) != null;
            boolean topics = values.get(DriftOptions.JOIN_TOPICS) != null;
            if (files == topics) {
                problems.add("drift.join: required: one of files and topics");
            } else if (topics && !values.has(MonitorOptions.KAFKA)) {
                problems.add("drift.join.topics: only with source.kafka; allowed: files");
            }
        }
        List<String> equality = values.get(DriftOptions.EQUALITY);
        for (String pair : equality == null ? List.<String>of() : equality) {
            if (!PAIRS.contains(pair)) {
                problems.add(
                        "drift.equality: '"
                                + Printable.bare(pair)
                                + "'; allowed: mismatch, reference");
            }
        }
        sinks(values, problems);
    }

    private static void sinks(OptionValues values, Problems problems) {
        for (OptionValues sink : values.repeated(SurprisalOptions.SINKS)) {
            if (sink.has(SinkOptions.POSTGRES) || sink.has(SinkOptions.PROMETHEUS)) {
                problems.add(
                        "sinks: in a job over roll-outs only file, kafka, alertmanager and webhook");
            }
        }
    }
}
