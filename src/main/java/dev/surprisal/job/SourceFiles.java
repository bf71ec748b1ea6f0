package dev.surprisal.job;

import dev.surprisal.config.JobSettings;
import dev.surprisal.ingest.Ingest;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * A source of recorded responses and files of rows.
 *
 * @param settings of the job
 * @param files what they name
 */
record SourceFiles(JobSettings settings, InputFiles files) implements JobInputs {

    /**
     * Looks at the files of a job.
     *
     * @throws RefusedInputException when nothing can be read, or files must not be compared
     */
    static SourceFiles of(JobSettings settings) throws RefusedInputException {
        return new SourceFiles(settings, InputFiles.inspect(settings));
    }

    @Override
    public Ingest ingest(StreamExecutionEnvironment env) {
        if (files.payloadFiles().isEmpty()) {
            return Ingest.ofRowFiles(env, files.rowFiles());
        }
        Ingest payloads =
                Ingest.ofPayloadFiles(
                        env,
                        files.payloadFiles(),
                        settings.payloadBytesMax(),
                        settings.source().model(),
                        MonitorJob.segment(settings.score().segment()));
        return files.rowFiles().isEmpty()
                ? payloads
                : payloads.union(Ingest.ofRowFiles(env, files.rowFiles()));
    }

    @Override
    public long bytes() {
        return files.bytes();
    }

    @Override
    public long waitingBytes() {
        return files.payloadFiles().isEmpty() ? 0 : files.bytes();
    }
}
