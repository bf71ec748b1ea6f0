package dev.surprisal.job;

import dev.surprisal.ingest.Ingest;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongConsumer;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;

/** A job that was started: to be waited for. */
public final class RunningJob {

    private static final long POLL_MILLIS = 500;
    private static final long STOP_SECONDS = 60;

    private final JobClient client;

    RunningJob(JobClient client) {
        this.client = client;
    }

    /**
     * Waits for the end.
     *
     * @param progress told from time to time how many bytes were taken in; null for nobody
     * @throws Exception what made the job fail
     */
    public void await(LongConsumer progress) throws Exception {
        CompletableFuture<JobExecutionResult> result = client.getJobExecutionResult();
        if (progress == null) {
            result.get();
            return;
        }
        while (true) {
            try {
                result.get(POLL_MILLIS, TimeUnit.MILLISECONDS);
                return;
            } catch (TimeoutException e) {
                progress.accept(bytes());
            }
        }
    }

    /**
     * Ends a job without an end: it reads no more, its windows close as at the end of an input, and
     * sinks commit all of it. Returns when that is done.
     *
     * @param directory for the savepoint that Flink takes on the way
     * @throws Exception when the job cannot: it is not running, or failed on the way
     */
    public void stop(Path directory) throws Exception {
        end(true, directory);
    }

    /**
     * Ends a job without an end so that it can go on later: sinks commit what is done, the rest is
     * in the savepoint.
     *
     * @param directory for the savepoint
     * @throws Exception when the job cannot: it is not running, or failed on the way
     */
    public void suspend(Path directory) throws Exception {
        end(false, directory);
    }

    /**
     * An embedded cluster goes down with its job, and can take its answer with it (2.3): that the
     * job has ended says as much.
     */
    private void end(boolean drain, Path directory) throws Exception {
        CompletableFuture<String> savepoint =
                client.stopWithSavepoint(
                        drain, directory.toUri().toString(), SavepointFormatType.CANONICAL);
        CompletableFuture.anyOf(savepoint, client.getJobExecutionResult())
                .get(STOP_SECONDS, TimeUnit.SECONDS);
    }

    /** Ends a job where it is: what was not committed is not. */
    public void cancel() throws Exception {
        client.cancel().get(STOP_SECONDS, TimeUnit.SECONDS);
    }

    /** Bytes taken in so far as the last heartbeat had it; 0 where nothing is known yet. */
    private long bytes() throws InterruptedException {
        try {
            Object bytes = client.getAccumulators().get().get(Ingest.BYTES_ACCUMULATOR);
            return bytes instanceof Long known ? known : 0;
        } catch (ExecutionException | IllegalStateException e) {
            // The job, and an embedded cluster with it, may have ended between the two calls; what
            // became of it is told by await.
            return 0;
        }
    }
}
