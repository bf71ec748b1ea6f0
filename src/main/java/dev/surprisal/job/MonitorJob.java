package dev.surprisal.job;

import dev.surprisal.aggregate.WindowSpec;
import dev.surprisal.config.JobSettings;
import dev.surprisal.config.MonitorSettings;
import dev.surprisal.config.ReplaySpeed;
import dev.surprisal.config.SegmentChoice;
import dev.surprisal.detect.DetectSpec;
import dev.surprisal.event.Segment;
import dev.surprisal.ingest.FolderSpec;
import dev.surprisal.ingest.Ingest;
import dev.surprisal.ingest.KafkaSpec;
import dev.surprisal.ingest.LiveIngest;
import dev.surprisal.ingest.LiveSpec;
import dev.surprisal.score.ScoreSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A job with windows in time: over topics or folders without an end, or over recorded responses,
 * which are played to their end.
 */
public final class MonitorJob extends LiveJob {

    private static final Duration LOOK_INTERVAL = Duration.ofSeconds(1);
    private static final long LEDGER_MILLIS_MIN = 60_000;

    private final JobSettings settings;
    private final MonitorSettings monitor;

    private MonitorJob(JobSettings settings) throws RefusedInputException {
        super(settings, ends(settings.monitor()));
        this.settings = settings;
        this.monitor = settings.monitor();
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
        MonitorJob job = new MonitorJob(settings);
        MonitorTopology flow = MonitorTopology.build(job.ingest(), job.spec(detect));
        job.write(flow, directories);
        return job;
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
        return LiveIngest.ofFolder(env(), folder, spec, real);
    }

    private Ingest topics(LiveSpec spec) {
        String lagOf = monitor.sinks().prometheus().isEmpty() ? null : settings.name();
        return LiveIngest.ofTopics(
                env(), kafka(monitor.topics(), lagOf), settings.payloadBytesMax(), spec);
    }

    static KafkaSpec kafka(MonitorSettings.TopicSettings topics) {
        return kafka(topics, null);
    }

    private static KafkaSpec kafka(MonitorSettings.TopicSettings topics, String lagOf) {
        return new KafkaSpec(
                topics.servers(),
                topics.topics(),
                topics.pattern(),
                topics.group(),
                KafkaSpec.Start.valueOf(topics.start().name()),
                topics.stop(),
                topics.properties(),
                lagOf);
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
            LiveSinks.attachFolders(flow.lines(), directories);
            if (isEmbedded()) {
                AlertScreen.attach(flow.alerts());
            }
            return;
        }
        writeSorted(flow.lines(), directories);
    }

    @Override
    public void check() throws RefusedInputException {
        SourceTopics.check(monitor.topics());
        LiveSinks.check(settings);
    }
}
