package dev.surprisal.job;

import dev.surprisal.ingest.Ingest;
import java.io.IOException;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** What a job reads, looked at and not refused. */
interface JobInputs extends AutoCloseable {

    /** The front of the flow. */
    Ingest ingest(StreamExecutionEnvironment env);

    /** Bytes that the job will read, for progress. */
    long bytes();

    /**
     * Bytes of documents that wait for the end of the job, because a repeat of them may still come.
     */
    long waitingBytes();

    @Override
    default void close() throws IOException {
        // Files need no end.
    }
}
