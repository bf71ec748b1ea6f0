package dev.surprisal.job;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.checkpoint.CompletedCheckpointStats;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.kafka.clients.admin.Admin;

/**
 * Runs one job over a topic in an embedded cluster that can be asked about checkpoints, and watches
 * how far the offsets of its group are committed: what is committed has been read, scored and
 * written for good.
 */
final class MonitorRunner implements AutoCloseable {

    /** Of the records, that are not measured: while they are read, code is still compiled. */
    private static final double WARM_SHARE = 0.3;

    private static final long POLL_MILLIS = 20;

    private final MiniCluster cluster;
    private final JobID job;

    private MonitorRunner(MiniCluster cluster, JobID job) {
        this.cluster = cluster;
        this.job = job;
    }

    /** Starts a job. */
    static MonitorRunner start(StreamGraph graph, int parallelism) throws Exception {
        Configuration conf = FlinkConfiguration.forJob(parallelism, null);
        MiniCluster cluster =
                new MiniCluster(
                        new MiniClusterConfiguration.Builder()
                                .setConfiguration(conf)
                                .setNumTaskManagers(1)
                                .setNumSlotsPerTaskManager(parallelism)
                                .build());
        cluster.start();
        return new MonitorRunner(cluster, cluster.submitJob(graph.getJobGraph()).get().getJobID());
    }

    /**
     * How fast a run was.
     *
     * @param perSecond records
     * @param cpuMicros processor time of this JVM for a record, on all cores together
     */
    record Rate(double perSecond, double cpuMicros) {

        /** The better of two runs. */
        Rate best(Rate other) {
            return other == null || perSecond > other.perSecond ? this : other;
        }
    }

    /** How far a run was at a moment. */
    private record Mark(long committed, long nanos, long cpuNanos) {

        Rate since(Mark before) {
            double measured = committed - before.committed;
            return new Rate(
                    measured / ((nanos - before.nanos) / 1e9),
                    (cpuNanos - before.cpuNanos) / 1e3 / measured);
        }
    }

    /**
     * Records a second, between the first commit of at least {@value #WARM_SHARE} of them and the
     * last one that does not have them all: that of the end may have waited with nothing to do.
     *
     * @throws IllegalStateException when it takes longer than {@code limit}, or there are too few
     *     commits to say
     */
    Rate rate(String servers, String group, long records, Duration limit) throws Exception {
        long began = System.nanoTime();
        Mark first = null;
        Mark last = null;
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
            long committed = 0;
            while (committed < records) {
                committed = committed(admin, group);
                Mark now = new Mark(committed, System.nanoTime(), cpuNanos());
                if (first == null && committed >= records * WARM_SHARE) {
                    first = now;
                } else if (first != null
                        && committed < records
                        && committed > (last == null ? first : last).committed()) {
                    last = now;
                }
                if (now.nanos() - began > limit.toNanos()) {
                    throw new IllegalStateException(
                            "%d of %d records committed within %s"
                                    .formatted(committed, records, limit));
                }
                Thread.sleep(POLL_MILLIS);
            }
        }
        if (last == null) {
            throw new IllegalStateException("read within one checkpoint: too few records");
        }
        return last.since(first);
    }

    private static long cpuNanos() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    private static long committed(Admin admin, String group) throws Exception {
        return admin
                .listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get(10, TimeUnit.SECONDS)
                .values()
                .stream()
                .filter(offset -> offset != null)
                .mapToLong(offset -> offset.offset())
                .sum();
    }

    /** The greatest of all checkpoints so far, and how long it took. */
    String greatestCheckpoint() throws Exception {
        long bytes = 0;
        long millis = 0;
        for (var stats :
                cluster.getExecutionGraph(job)
                        .get(10, TimeUnit.SECONDS)
                        .getCheckpointStatsSnapshot()
                        .getHistory()
                        .getCheckpoints()) {
            if (stats instanceof CompletedCheckpointStats && stats.getStateSize() > bytes) {
                bytes = stats.getStateSize();
                millis = stats.getEndToEndDuration();
            }
        }
        return "%7.2f MB in %5d ms".formatted(bytes / 1e6, millis);
    }

    @Override
    public void close() throws Exception {
        cluster.cancelJob(job).get(30, TimeUnit.SECONDS);
        cluster.close();
    }
}
