package dev.surprisal.job;

import dev.surprisal.aggregate.RolloutJoinSpec;
import dev.surprisal.aggregate.StepPlan;
import dev.surprisal.alarm.StepAlarmSpec;
import dev.surprisal.alarm.StepLimit;
import dev.surprisal.config.DriftLimit;
import dev.surprisal.config.DriftSettings;
import dev.surprisal.config.JobSettings;
import dev.surprisal.emit.AlertSinks;
import dev.surprisal.emit.FileSinkSpec;
import dev.surprisal.emit.Sinks;
import dev.surprisal.ingest.FolderSpec;
import dev.surprisal.ingest.KafkaSpec;
import dev.surprisal.ingest.RolloutIngest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A job over a trainer's roll-outs: files or topics, to their end or for ever. */
public final class DriftJob extends LiveJob {

    private static final Duration LOOK_INTERVAL = Duration.ofSeconds(1);

    private final JobSettings settings;
    private final DriftSettings drift;

    private DriftJob(JobSettings settings) throws RefusedInputException {
        super(settings, settings.drift().ends());
        this.settings = settings;
        this.drift = settings.drift();
    }

    /**
     * Builds a job.
     *
     * @param settings with {@code drift}
     * @param directories where result lines go; of a job that ends, in order
     * @throws RefusedInputException when the settings make no job
     */
    public static DriftJob build(JobSettings settings, List<Path> directories)
            throws RefusedInputException {
        StepAlarmSpec alarms = alarms(settings.drift());
        ReferenceServer server =
                settings.drift().server() == null
                        ? null
                        : ReferenceServer.of(settings.drift().server());
        DriftJob job = new DriftJob(settings);
        job.write(
                DriftTopology.build(job.input(server), settings.name(), job.plan(), alarms),
                directories);
        return job;
    }

    private static StepAlarmSpec alarms(DriftSettings drift) throws RefusedInputException {
        try {
            return new StepAlarmSpec(
                    drift.limits().stream().map(DriftJob::limit).toList(),
                    drift.equality(),
                    drift.overoptimizationSteps(),
                    drift.falseAlarms(),
                    // All completions, and an other of each kind.
                    drift.groupsMax() + 1 + drift.by().size());
        } catch (IllegalArgumentException e) {
            throw RefusedInputException.mismatch("drift: " + e.getMessage());
        }
    }

    private static StepLimit limit(DriftLimit limit) {
        return limit.upper()
                ? StepLimit.atMost(limit.statistic(), limit.bound())
                : StepLimit.atLeast(limit.statistic(), limit.bound());
    }

    private StepPlan plan() {
        return new StepPlan(
                drift.numbers(), drift.by(), drift.windowSteps(), drift.groupsMax(), !drift.ends());
    }

    private DriftInput input(ReferenceServer server) {
        DriftInput input =
                DriftInput.of(
                        ingest(
                                settings.source().files(),
                                drift.topics() == null ? null : drift.topics().topics(),
                                Uids.ROLLOUTS));
        DriftSettings.JoinSettings join = drift.join();
        if (join != null) {
            long ahead = join.aheadSteps() == 0 ? RolloutJoinSpec.UNLIMITED : join.aheadSteps();
            RolloutIngest second =
                    ingest(
                            join.files(),
                            join.topics().isEmpty() ? null : join.topics(),
                            Uids.ROLLOUTS + "-second");
            input = input.join(second, new RolloutJoinSpec(join.ttlSteps(), ahead), !drift.ends());
        }
        return server == null ? input : input.reference(server.settings(), server.profile());
    }

    private RolloutIngest ingest(List<Path> files, List<String> topics, String uid) {
        if (topics != null) {
            KafkaSpec all = MonitorJob.kafka(drift.topics());
            boolean first = topics.equals(all.topics());
            KafkaSpec own =
                    new KafkaSpec(
                            all.servers(),
                            topics,
                            first ? all.pattern() : null,
                            all.group(),
                            all.start(),
                            all.stop(),
                            all.properties());
            return RolloutIngest.ofTopics(env(), own, settings.payloadBytesMax(), uid);
        }
        return RolloutIngest.ofFolder(
                env(),
                new FolderSpec(
                        Path.of("").toAbsolutePath().toString(),
                        files.stream().map(Path::toString).toList(),
                        drift.follow(),
                        LOOK_INTERVAL,
                        settings.payloadBytesMax(),
                        true),
                uid);
    }

    private void write(DriftTopology flow, List<Path> directories) throws RefusedInputException {
        if (drift.scalars() != null) {
            flow.scalars(settings.name())
                    .sinkTo(Sinks.files(FileSinkSpec.standard(drift.scalars().toUri())))
                    .uid(Uids.SCALARS)
                    .name("emit: scalars")
                    .setParallelism(1);
        }
        LiveSinks.attach(flow.lines(), flow.alerts(), drift.sinks(), settings.name(), true);
        if (drift.gate() != null) {
            flow.alerts()
                    .sinkTo(AlertSinks.gate(drift.gate(), settings.name()))
                    .uid(Uids.GATE)
                    .name("emit: gate")
                    .setParallelism(1);
        }
        if (drift.ends()) {
            writeSorted(flow.lines(), directories);
        } else {
            LiveSinks.attachFolders(flow.lines(), directories);
            if (isEmbedded()) {
                AlertScreen.attachSteps(flow.alerts());
            }
        }
    }

    @Override
    public void check() throws RefusedInputException {
        SourceTopics.check(drift.topics());
        LiveSinks.check(drift.sinks(), settings.name());
    }
}
