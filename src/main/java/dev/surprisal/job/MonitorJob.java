package dev.surprisal.job;

import dev.surprisal.aggregate.WindowSpec;
import dev.surprisal.config.JobSettings;
import dev.surprisal.config.MonitorSettings;
import dev.surprisal.config.ReplaySpeed;
import dev.surprisal.config.SegmentChoice;
import dev.surprisal.detect.DetectSpec;
import dev.surprisal.emit.ResultSorter;
import dev.surprisal.emit.Sinks;
import dev.surprisal.event.Segment;
import dev.surprisal.ingest.FolderSpec;
import dev.surprisal.ingest.Ingest;
import dev.surprisal.ingest.KafkaSpec;
import dev.surprisal.ingest.LiveIngest;
import dev.surprisal.ingest.LiveSpec;
import dev.surprisal.score.ScoreSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.LocalStreamEnvironment;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;

/**
 * A job with windows in time: over topics or folders without an end, or over recorded responses,
 * which are played to their end.
 */
public final class MonitorJob {

    private static final Duration CHECKPOINT_INTERVAL = Duration.ofSeconds(10);
    private static final Duration LOOK_INTERVAL = Duration.ofSeconds(1);
    private static final long LEDGER_MILLIS_MIN = 60_000;

    private final JobSettings settings;
    private final MonitorSettings monitor;
    private final StreamExecutionEnvironment env;
    private final Path from;

    private MonitorJob(JobSettings settings, StreamExecutionEnvironment env, Path from) {
        this.settings = settings;
        this.monitor = settings.monitor();
        this.env = env;
        this.from = from;
    }

    /** Whether a job comes to an end by itself. */
    public static boolean ends(MonitorSettings monitor) {
        return monitor.topics() == null ? !monitor.follow() : monitor.topics().stop();
    }

    /**
     * Builds a job.
     *
     * @param settings with {@code monitor}
     * @param directories where result lines go; of a job that ends, in order
     * @throws RefusedInputException when the settings make no job
     */
    public static MonitorJob build(JobSettings settings, List<Path> directories)
            throws RefusedInputException {
        for (String field : settings.monitor().groupBy()) {
            if (!LiveIngest.isLabel(field)) {
                throw RefusedInputException.mismatch(
                        "group_by: "
                                + field
                                + " is no field of a response; allowed: model, revision, segment,"
                                + " format, route, header.NAME");
            }
        }
        DetectSpec detect = Detection.spec(settings.monitor());
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.getExecutionEnvironment(configuration(settings));
        JobParallelism.set(env, settings);
        Path from = resume(settings, env);
        MonitorJob job = new MonitorJob(settings, env, from);
        MonitorTopology flow = MonitorTopology.build(job.ingest(), job.spec(detect));
        job.write(flow, directories);
        return job;
    }

    private static Configuration configuration(JobSettings settings) {
        Configuration conf =
                FlinkConfiguration.forJob(JobParallelism.embedded(settings), settings.checkpoint());
        if (!ends(settings.monitor())) {
            // Flink's own way gives up after so many failures, however many months they are apart.
            conf.set(RestartStrategyOptions.RESTART_STRATEGY, "exponential-delay");
        }
        if (settings.checkpoint() == null && !ends(settings.monitor())) {
            // Results are committed with checkpoints: without any there would be none.
            conf.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, CHECKPOINT_INTERVAL);
        }
        // They skip watermarks, and the one before the end says how far the data goes.
        conf.set(CheckpointingOptions.ENABLE_UNALIGNED_INTERRUPTIBLE_TIMERS, false);
        return conf;
    }

    /** A cluster's job is restored by the cluster, or by {@code flink run -s}. */
    private static Path resume(JobSettings settings, StreamExecutionEnvironment env)
            throws RefusedInputException {
        Path directory = stateFolder(settings);
        if (directory == null || !(env instanceof LocalStreamEnvironment)) {
            return null;
        }
        try {
            Path from = Resume.latest(directory);
            env.configure(Resume.configuration(from));
            return from;
        } catch (IOException e) {
            throw RefusedInputException.mismatch("checkpoint.directory: " + e.getMessage());
        }
    }

    private static Path stateFolder(JobSettings settings) {
        boolean kept = settings.checkpoint() != null && !ends(settings.monitor());
        return kept ? settings.checkpoint().directory() : null;
    }

    private Ingest ingest() {
        MonitorSettings.WindowSettings window = monitor.window();
        LiveSpec spec =
                new LiveSpec(
                        settings.source().model(),
                        segment(settings.score().segment()),
                        monitor.groupBy(),
                        window.lateness().toMillis(),
                        window.idle().toMillis());
        return monitor.topics() == null ? folder(spec) : topics(spec);
    }

    static Segment segment(SegmentChoice choice) {
        return switch (choice) {
            case ALL -> null;
            case PROMPT -> Segment.PROMPT;
            case GENERATED -> Segment.GENERATED;
        };
    }

    private Ingest folder(LiveSpec spec) {
        Path root = Path.of("").toAbsolutePath();
        FolderSpec folder =
                new FolderSpec(
                        root.toString(),
                        settings.source().files().stream().map(Path::toString).toList(),
                        monitor.follow(),
                        LOOK_INTERVAL,
                        settings.payloadBytesMax());
        boolean real = monitor.replay() == ReplaySpeed.REAL && !monitor.follow();
        return LiveIngest.ofFolder(env, folder, spec, real);
    }

    private Ingest topics(LiveSpec spec) {
        MonitorSettings.TopicSettings topics = monitor.topics();
        KafkaSpec kafka =
                new KafkaSpec(
                        topics.servers(),
                        topics.topics(),
                        topics.pattern(),
                        topics.group(),
                        KafkaSpec.Start.valueOf(topics.start().name()),
                        topics.stop(),
                        topics.properties());
        return LiveIngest.ofTopics(env, kafka, settings.payloadBytesMax(), spec);
    }

    private MonitorSpec spec(DetectSpec detect) {
        JobSettings.ScoreSettings score = settings.score();
        MonitorSettings.WindowSettings window = monitor.window();
        long lateness = window.lateness().toMillis();
        return new MonitorSpec(
                settings.name(),
                new ScoreSpec(
                        score.js(),
                        score.labelSmoothing(),
                        score.focalGamma(),
                        true,
                        monitor.vocabulary()),
                window(window),
                detect,
                monitor.groupBy(),
                window.patience().toMillis(),
                lateness,
                window.slide() == null
                        ? LEDGER_MILLIS_MIN
                        : Math.max(LEDGER_MILLIS_MIN, window.slide().toMillis()));
    }

    private WindowSpec window(MonitorSettings.WindowSettings window) {
        int keysMax = monitor.keysMax();
        if (window.size() != null) {
            return new WindowSpec(
                    WindowSpec.Kind.TIME,
                    window.size().toMillis(),
                    window.slide().toMillis(),
                    0,
                    keysMax);
        }
        if (window.gap() != null) {
            long gap = window.gap().toMillis();
            return new WindowSpec(WindowSpec.Kind.SESSION, gap, gap, 0, keysMax);
        }
        return new WindowSpec(WindowSpec.Kind.TOKENS, 0, 0, window.tokens(), keysMax);
    }

    private void write(MonitorTopology flow, List<Path> directories) throws RefusedInputException {
        LiveSinks.attach(flow, settings);
        if (!ends(monitor)) {
            LiveSinks.attachFolders(flow, directories);
            if (isEmbedded()) {
                AlertScreen.attach(flow.alerts());
            }
            return;
        }
        DataStream<String> lines =
                flow.lines()
                        .transform(
                                "emit: sort", TypeInformation.of(String.class), new ResultSorter())
                        .uid(Uids.SORT)
                        .setParallelism(1);
        for (int i = 0; i < directories.size(); i++) {
            lines.sinkTo(Sinks.files(directories.get(i)))
                    .uid(Uids.SINK + "-" + i)
                    .name("emit: " + directories.get(i).getFileName())
                    .setParallelism(1);
        }
    }

    /**
     * Asks every target of results whether it is there, and makes the tables that are missing.
     *
     * @throws RefusedInputException saying which is not, and why
     */
    public void check() throws RefusedInputException {
        LiveSinks.check(settings);
    }

    /** The checkpoint or savepoint that the job goes on from; null if it begins anew. */
    public Path from() {
        return from;
    }

    /** Where the job's state outlives it; null if it does not. */
    public Path stateFolder() {
        return stateFolder(settings);
    }

    /** Whether the job runs in this JVM. */
    public boolean isEmbedded() {
        return env instanceof LocalStreamEnvironment;
    }

    /** The job as Flink sees it; does not start it. */
    public StreamGraph graph() {
        return env.getStreamGraph(false);
    }

    /**
     * Where an embedded run keeps its checkpoints if neither the job nor Flink's configuration says
     * so. Flink's default is the heap, up to 5 MiB a task, and beyond that the job fails.
     */
    public void keepCheckpointsIn(Path folder) {
        if (isEmbedded()
                && env.getConfiguration()
                        .getOptional(CheckpointingOptions.CHECKPOINTS_DIRECTORY)
                        .isEmpty()) {
            Configuration conf = new Configuration();
            conf.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
            conf.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, folder.toUri().toString());
            env.configure(conf);
        }
    }

    /** Starts the job. */
    public RunningJob start() throws Exception {
        return new RunningJob(env.executeAsync(settings.name()));
    }
}
