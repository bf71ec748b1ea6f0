package dev.surprisal.job;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.surprisal.config.JobSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.JobID;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.minicluster.MiniCluster;

/**
 * Jobs without an end on a mini cluster.
 *
 * @param directory below which savepoints are
 */
record MonitorRuns(MiniCluster cluster, Path directory) {

    /** Fails with the lines that only one of two runs has. */
    static void assertSame(List<String> expected, List<String> actual) {
        List<String> missing = new ArrayList<>(expected);
        List<String> unexpected = new ArrayList<>();
        for (String line : actual) {
            if (!missing.remove(line)) {
                unexpected.add(line);
            }
        }
        assertEquals("", String.join("\n", missing), () -> "missing; instead " + unexpected);
        assertEquals("", String.join("\n", unexpected), "of too many lines");
    }

    /** Starts a job; from {@code savepoint}, all of which must find its operator, if not null. */
    JobID submit(JobSettings settings, List<Path> results, String savepoint) throws Exception {
        return submit(MonitorJob.build(settings, results), savepoint);
    }

    /** The same of any job. */
    JobID submit(LiveJob job, String savepoint) throws Exception {
        JobGraph graph = job.graph().getJobGraph();
        if (savepoint != null) {
            graph.setSavepointRestoreSettings(SavepointRestoreSettings.forPath(savepoint, false));
        }
        return cluster.submitJob(graph).get().getJobID();
    }

    /** Runs what waits for a job; if it fails, says what the job failed with. */
    void whileRunning(JobID job, Runnable waits) throws Exception {
        try {
            waits.run();
        } catch (AssertionError e) {
            var failure = cluster.getArchivedExecutionGraph(job).get().getFailureInfo();
            throw new AssertionError(
                    failure == null ? "the job did not fail" : failure.getExceptionAsString(), e);
        }
    }

    /** Stops a job with a savepoint, at the end of event time if {@code drain}; its path. */
    String stop(JobID job, boolean drain) throws Exception {
        return cluster.stopWithSavepoint(
                        job,
                        directory.resolve("savepoints").toUri().toString(),
                        drain,
                        SavepointFormatType.CANONICAL)
                .get();
    }
}
