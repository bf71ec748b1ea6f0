package dev.surprisal.config;

import dev.surprisal.policy.RolePair;
import dev.surprisal.policy.StepLosses;
import dev.surprisal.policy.StepSpec;
import dev.surprisal.policy.View;
import java.nio.file.Path;
import java.util.List;

/**
 * What a job over roll-outs does beside what every job does.
 *
 * @param topics what is read instead of files; null for files
 * @param follow whether files are followed for ever
 * @param numbers which numbers of a step are wanted
 * @param by groups beside all completions together
 * @param windowSteps steps of a window; 0 for none
 * @param groupsMax most groups with lines of their own
 * @param limits budgets; may be empty
 * @param equality pairs that are to be one model; may be empty
 * @param falseAlarms pages a step that may be false
 * @param overoptimizationSteps compared with as many before; 0 is off
 * @param scalars folder of flat lines; null for none
 * @param gate file that appears with the first page; null for none
 * @param stop whether a job without an end ends with the first page
 * @param join the second stream; null for none
 * @param server of the reference; null for none
 * @param sinks where results go beside files
 */
public record DriftSettings(
        MonitorSettings.TopicSettings topics,
        boolean follow,
        StepSpec numbers,
        List<String> by,
        int windowSteps,
        int groupsMax,
        List<DriftLimit> limits,
        List<String> equality,
        double falseAlarms,
        int overoptimizationSteps,
        Path scalars,
        Path gate,
        boolean stop,
        JoinSettings join,
        EvaluationSettings.ServerSettings server,
        LiveSinkSettings sinks) {

    /**
     * The second of two streams.
     *
     * @param files empty with topics
     * @param topics empty with files
     * @param ttlSteps that a roll-out without a partner waits behind its own
     * @param aheadSteps that one stream may be ahead of the other; 0 for any number
     */
    public record JoinSettings(
            List<Path> files, List<String> topics, long ttlSteps, long aheadSteps) {

        private static JoinSettings of(OptionValues values, Path base) {
            List<Path> files = values.get(DriftOptions.JOIN_FILES);
            List<String> topics = values.get(DriftOptions.JOIN_TOPICS);
            return new JoinSettings(
                    files == null
                            ? List.of()
                            : files.stream().map(file -> resolve(file, base)).toList(),
                    topics == null ? List.of() : topics,
                    values.get(DriftOptions.JOIN_TTL),
                    values.get(DriftOptions.JOIN_AHEAD));
        }
    }

    /** Takes copies of the lists. */
    public DriftSettings {
        by = List.copyOf(by);
        limits = List.copyOf(limits);
        equality = List.copyOf(equality);
    }

    /** Whether a job is over roll-outs. */
    static boolean isMeant(OptionValues values) {
        return values.has(DriftOptions.DRIFT);
    }

    /** Whether a job comes to an end by itself. */
    public boolean ends() {
        return topics == null ? !follow : topics.stop();
    }

    static DriftSettings of(OptionValues values, Path base) {
        List<View> views = values.get(DriftOptions.VIEWS);
        List<DriftLimit> limits = values.get(DriftOptions.LIMITS);
        List<String> equality = values.get(DriftOptions.EQUALITY);
        return new DriftSettings(
                values.has(MonitorOptions.KAFKA) ? MonitorSettings.topics(values) : null,
                values.get(MonitorOptions.FOLLOW),
                new StepSpec(
                        values.get(DriftOptions.KL_OF) == KlRole.POLICY
                                ? RolePair.POLICY_REFERENCE
                                : RolePair.SAMPLER_REFERENCE,
                        views == null ? List.of() : views,
                        values.get(DriftOptions.BETA),
                        new StepLosses(
                                values.get(DriftOptions.HUBER),
                                values.get(DriftOptions.ECE_BINS),
                                values.get(DriftOptions.PREFERENCE_BETA))),
                values.get(DriftOptions.BY),
                values.get(DriftOptions.WINDOW),
                values.get(DriftOptions.GROUPS_MAX),
                limits == null ? List.of() : limits,
                equality == null ? List.of() : equality,
                values.get(DriftOptions.FALSE_ALARMS),
                values.get(DriftOptions.OVEROPTIMIZATION),
                resolve(values.get(DriftOptions.SCALARS), base),
                resolve(values.get(DriftOptions.GATE), base),
                values.get(DriftOptions.STOP),
                values.has(DriftOptions.JOIN) ? JoinSettings.of(values, base) : null,
                values.has(DriftOptions.SERVER) ? server(values) : null,
                LiveSinkSettings.of(values, base));
    }

    private static EvaluationSettings.ServerSettings server(OptionValues values) {
        return new EvaluationSettings.ServerSettings(
                values.get(DriftOptions.SERVER_URL),
                values.get(DriftOptions.SERVER_MODEL),
                null,
                values.get(DriftOptions.SERVER_API_KEY_ENV),
                values.get(DriftOptions.SERVER_CONCURRENCY),
                values.get(DriftOptions.SERVER_TIMEOUT),
                values.get(DriftOptions.SERVER_ATTEMPTS),
                0);
    }

    private static Path resolve(Path path, Path base) {
        return path == null ? null : base.resolve(path).normalize();
    }
}
