package dev.surprisal.job;

import dev.surprisal.ingest.Ingest;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongConsumer;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.core.execution.JobClient;

/** A job that was started: to be waited for. */
public final class RunningJob {

    private static final long POLL_MILLIS = 500;

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
