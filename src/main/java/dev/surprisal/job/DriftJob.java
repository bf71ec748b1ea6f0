package dev.surprisal.job;

import dev.surprisal.aggregate.StepPlan;
import dev.surprisal.config.DriftSettings;
import dev.surprisal.config.JobSettings;
import dev.surprisal.emit.FileSinkSpec;
import dev.surprisal.emit.Sinks;
import dev.surprisal.ingest.FolderSpec;
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
        DriftJob job = new DriftJob(settings);
        job.write(DriftTopology.build(job.ingest(), settings.name(), job.plan()), directories);
        return job;
    }

    private StepPlan plan() {
        return new StepPlan(
                drift.numbers(), drift.by(), drift.windowSteps(), drift.groupsMax(), !drift.ends());
    }

    private RolloutIngest ingest() {
        if (drift.topics() != null) {
            return RolloutIngest.ofTopics(
                    env(),
                    MonitorJob.kafka(drift.topics()),
                    settings.payloadBytesMax(),
                    Uids.ROLLOUTS);
        }
        return RolloutIngest.ofFolder(
                env(),
                new FolderSpec(
                        Path.of("").toAbsolutePath().toString(),
                        settings.source().files().stream().map(Path::toString).toList(),
                        drift.follow(),
                        LOOK_INTERVAL,
                        settings.payloadBytesMax(),
                        true),
                Uids.ROLLOUTS);
    }

    private void write(DriftTopology flow, List<Path> directories) throws RefusedInputException {
        if (drift.scalars() != null) {
            flow.scalars(settings.name())
                    .sinkTo(Sinks.files(FileSinkSpec.standard(drift.scalars().toUri())))
                    .uid(Uids.SCALARS)
                    .name("emit: scalars")
                    .setParallelism(1);
        }
        if (drift.ends()) {
            writeSorted(flow.lines(), directories);
        } else {
            LiveSinks.attachFolders(flow.lines(), directories);
        }
    }

    @Override
    public void check() throws RefusedInputException {
        LiveSinks.check(drift.sinks(), settings.name());
    }
}
