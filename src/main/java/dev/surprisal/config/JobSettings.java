package dev.surprisal.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What a job is to do: plain values, all checked, all paths absolute and normalised.
 *
 * @param name of the job, shown with its results
 * @param source what is scored; null with an evaluation or a probe
 * @param evaluation texts that a server is to score; null with a source
 * @param reference what it is compared against; null if nothing
 * @param window how tokens are windowed; null if they are not
 * @param score what is computed
 * @param sinks where results go beside the screen; may be empty
 * @param execution how Flink runs it
 * @param parallelism parallel tasks; 0 leaves it to where the job runs
 * @param payloadBytesMax size beyond which a payload is a dead letter
 * @param checkpoint when and where state is saved; null if never
 * @param monitor what a job with windows in time does; null if the job has none
 * @param probe servers to be probed; null in any other job
 * @param losses what a job over labelled lines computes; null for any other
 * @param drift what a job over roll-outs does; null for any other
 */
public record JobSettings(
        String name,
        SourceSettings source,
        EvaluationSettings evaluation,
        ReferenceSettings reference,
        WindowSettings window,
        ScoreSettings score,
        List<SinkSettings> sinks,
        Execution execution,
        int parallelism,
        int payloadBytesMax,
        CheckpointSettings checkpoint,
        MonitorSettings monitor,
        ProbeJob probe,
        LossSettings losses,
        DriftSettings drift) {

    /** Name of a job that has no file. */
    private static final String UNNAMED = "score";

    private static final String COMPARED = "compare";

    /** Takes a copy of the list. */
    public JobSettings {
        sinks = List.copyOf(sinks);
    }

    /**
     * Scores files with the default of every option, as {@code surprisal score} does.
     *
     * @param files at least one, relative to the working directory
     */
    public static JobSettings ofFiles(List<String> files) {
        if (files.isEmpty()) {
            throw new IllegalArgumentException("files: an empty list; allowed: at least one");
        }
        OptionValues values = new OptionValues();
        values.put(SurprisalOptions.NAME, UNNAMED);
        values.put(SurprisalOptions.SOURCE_FILES, files.stream().map(Path::of).toList());
        return of(values, Path.of(""));
    }

    /**
     * Has texts scored by a server with the default of every other option, as {@code surprisal
     * eval} does.
     *
     * @param evaluation what is scored, by whom and how
     * @param directories where results go; may be empty
     */
    public static JobSettings ofTexts(EvaluationSettings evaluation, List<Path> directories) {
        OptionValues values = new OptionValues();
        return new JobSettings(
                "eval",
                null,
                evaluation,
                null,
                null,
                ScoreSettings.of(values),
                directories.stream().map(SinkSettings::new).toList(),
                values.get(SurprisalOptions.EXECUTION),
                values.get(SurprisalOptions.PARALLELISM),
                values.get(SurprisalOptions.PAYLOAD_BYTES),
                null,
                null,
                null,
                null,
                null);
    }

    /**
     * Scores a file against another of the same text, with the default of every other option.
     *
     * @param model what to call the file's model
     * @param referenceModel what to call the reference's
     */
    public static JobSettings ofPair(
            Path file, String model, Path reference, String referenceModel) {
        JobSettings alone = ofFiles(List.of(file.toString()));
        return new JobSettings(
                COMPARED,
                new SourceSettings(alone.source.files, model),
                null,
                new ReferenceSettings(
                        List.of(resolve(reference, Path.of("").toAbsolutePath())), referenceModel),
                alone.window,
                alone.score,
                alone.sinks,
                alone.execution,
                alone.parallelism,
                alone.payloadBytesMax,
                alone.checkpoint,
                null,
                null,
                null,
                null);
    }

    /** Every option of {@link SurprisalOptions} in its place. */
    static JobSettings of(OptionValues values, Path directory) {
        Path base = directory.toAbsolutePath();
        return new JobSettings(
                values.get(SurprisalOptions.NAME),
                values.has(SurprisalOptions.DATA) || values.has(ProbeOptions.PROBE)
                        ? null
                        : SourceSettings.of(values, base),
                values.has(SurprisalOptions.DATA) ? EvaluationSettings.of(values, base) : null,
                values.has(SurprisalOptions.REFERENCE) ? ReferenceSettings.of(values, base) : null,
                values.get(SurprisalOptions.WINDOW_TOKENS) != null
                        ? WindowSettings.of(values)
                        : null,
                ScoreSettings.of(values),
                values.repeated(SurprisalOptions.SINKS).stream()
                        .filter(sink -> sink.get(SurprisalOptions.SINK_FILE) != null)
                        .map(sink -> SinkSettings.of(sink, base))
                        .toList(),
                values.get(SurprisalOptions.EXECUTION),
                values.get(SurprisalOptions.PARALLELISM),
                values.get(SurprisalOptions.PAYLOAD_BYTES),
                values.has(SurprisalOptions.CHECKPOINT)
                        ? CheckpointSettings.of(values, base)
                        : null,
                MonitorSettings.isMeant(values) ? MonitorSettings.of(values, base) : null,
                values.has(ProbeOptions.PROBE) ? ProbeJob.of(values, base) : null,
                LossSettings.isMeant(values) ? LossSettings.of(values, base) : null,
                DriftSettings.isMeant(values) ? DriftSettings.of(values, base) : null);
    }

    /**
     * What is scored.
     *
     * @param files at least one, unless topics are read
     * @param model name where a payload gives none; null if the user gives none either
     */
    public record SourceSettings(List<Path> files, String model) {

        /** Takes a copy of the list. */
        public SourceSettings {
            files = List.copyOf(files);
        }

        private static SourceSettings of(OptionValues values, Path base) {
            List<Path> files = values.get(SurprisalOptions.SOURCE_FILES);
            return new SourceSettings(
                    resolve(files == null ? List.of() : files, base),
                    values.get(SurprisalOptions.SOURCE_MODEL));
        }
    }

    /**
     * The model compared against.
     *
     * @param files at least one
     * @param model name where a payload gives none; null if the user gives none either
     */
    public record ReferenceSettings(List<Path> files, String model) {

        /** Takes a copy of the list. */
        public ReferenceSettings {
            files = List.copyOf(files);
        }

        private static ReferenceSettings of(OptionValues values, Path base) {
            return new ReferenceSettings(
                    resolve(values.get(SurprisalOptions.REFERENCE_FILES), base),
                    values.get(SurprisalOptions.REFERENCE_MODEL));
        }
    }

    /**
     * Windows by token count.
     *
     * @param tokens after which a window closes, at the next end of a document; at least 1
     */
    public record WindowSettings(long tokens) {

        private static WindowSettings of(OptionValues values) {
            return new WindowSettings(values.get(SurprisalOptions.WINDOW_TOKENS));
        }
    }

    /**
     * What is computed for each token.
     *
     * @param js whether Jensen-Shannon divergence and total variation to the reference are
     * @param labelSmoothing weight of the uniform distribution, [0, 1); 0 is off
     * @param focalGamma exponent of the focal cross-entropy, finite, at least 0; 0 is off
     * @param segment which part of a response counts
     */
    public record ScoreSettings(
            boolean js, double labelSmoothing, double focalGamma, SegmentChoice segment) {

        private static ScoreSettings of(OptionValues values) {
            return new ScoreSettings(
                    values.get(SurprisalOptions.SCORE_JS),
                    values.get(SurprisalOptions.SCORE_LABEL_SMOOTHING),
                    values.get(SurprisalOptions.SCORE_FOCAL_GAMMA),
                    values.get(SurprisalOptions.SCORE_SEGMENT));
        }
    }

    /**
     * Where results go.
     *
     * @param directory of JSONL files
     */
    public record SinkSettings(Path directory) {

        private static SinkSettings of(OptionValues values, Path base) {
            return new SinkSettings(resolve(values.get(SurprisalOptions.SINK_FILE), base));
        }
    }

    /**
     * When and where state is saved.
     *
     * @param interval between two checkpoints
     * @param directory of the checkpoints; null leaves it to where the job runs
     */
    public record CheckpointSettings(Duration interval, Path directory) {

        private static CheckpointSettings of(OptionValues values, Path base) {
            Path directory = values.get(SurprisalOptions.CHECKPOINT_DIRECTORY);
            return new CheckpointSettings(
                    values.get(SurprisalOptions.CHECKPOINT_INTERVAL),
                    directory == null ? null : resolve(directory, base));
        }
    }

    private static List<Path> resolve(List<Path> paths, Path base) {
        return paths.stream().map(path -> resolve(path, base)).toList();
    }

    private static Path resolve(Path path, Path base) {
        return base.resolve(path).normalize();
    }
}
