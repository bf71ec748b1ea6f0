package dev.surprisal.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.surprisal.config.JobFile;
import dev.surprisal.config.JobSettings;
import dev.surprisal.testing.JobRuns;
import dev.surprisal.testing.KafkaBroker;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.test.junit5.InjectMiniCluster;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * State that an earlier version wrote is read by this one: a job goes on from a savepoint that is
 * kept with the sources, and gives what a run without a break gives. {@code
 * -Dsurprisal.savepoint.write=true} takes the savepoint anew, after which earlier ones are no
 * longer known to be readable.
 */
class MonitorSavepointITCase {

    private static final Path FOLDER = Path.of("src/test/resources/savepoints/monitor-1");
    private static final String TOPIC = "responses";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long BYTES_MAX = 200_000;

    /** At this share of the input the savepoint is taken. */
    private static final double TAKEN_AT = 0.5;

    @RegisterExtension
    static final MiniClusterExtension CLUSTER =
            new MiniClusterExtension(
                    new MiniClusterResourceConfiguration.Builder()
                            .setConfiguration(configuration())
                            .setNumberTaskManagers(1)
                            .setNumberSlotsPerTaskManager(2)
                            .build());

    @TempDir Path directory;

    /** All state inside the one file of a savepoint: paths to others would be of this machine. */
    private static Configuration configuration() {
        Configuration conf = new Configuration();
        conf.set(CheckpointingOptions.FS_SMALL_FILE_THRESHOLD, MemorySize.ofMebiBytes(1));
        return conf;
    }

    @Test
    void theKeptSavepointIsReadAndNothingIsMissedOrRepeated(@InjectMiniCluster MiniCluster cluster)
            throws Exception {
        RecordedStream stream = RecordedStream.ofEnvelopes(FOLDER);
        MonitorRuns runs = new MonitorRuns(cluster, directory);
        try (KafkaBroker broker = KafkaBroker.start(directory)) {
            MonitorTopics topics = new MonitorTopics(broker);
            broker.createTopic(TOPIC, RecordedStream.PARTITIONS);
            topics.append(TOPIC, stream.upTo(TAKEN_AT));
            if (Boolean.getBoolean("surprisal.savepoint.write")) {
                JobID job = runs.submit(settings(broker, 1, false), List.of(), null);
                topics.awaitRead("kept", TOPIC, PATIENCE);
                keep(runs.stop(job, false));
            }
            topics.append(TOPIC, stream.between(TAKEN_AT, 1));

            Path resumed = directory.resolve("resumed");
            JobID job =
                    runs.submit(
                            settings(broker, 2, false),
                            List.of(resumed),
                            FOLDER.toAbsolutePath().toUri().toString());
            runs.whileRunning(job, () -> topics.awaitRead("kept", TOPIC, PATIENCE));
            runs.stop(job, true);
            Path undisturbed = directory.resolve("undisturbed");
            MonitorJob.build(settings(broker, 1, true), List.of(undisturbed)).start().await(null);

            compare(JobRuns.lines(undisturbed), JobRuns.lines(resumed));
        }
    }

    /** What the resumed run lacks is what the first one had said before the savepoint. */
    private static void compare(List<String> undisturbed, List<String> resumed) {
        List<String> before = new ArrayList<>(undisturbed);
        for (String line : resumed) {
            assertTrue(before.remove(line), () -> "not in an undisturbed run: " + line);
        }
        List<Long> ends = ends(resumed);
        assertTrue(ends.size() > 10, ends + " are the ends of windows");
        long first = ends.stream().min(Long::compare).orElseThrow();
        assertEquals(List.of(), ends(before).stream().filter(end -> end >= first).toList());
        assertTrue(ends(before).size() > 10, "the savepoint was taken before there was any state");
    }

    private static List<Long> ends(List<String> lines) {
        return JobRuns.ofKind(lines, "window").stream()
                .map((JsonNode line) -> line.get("window_end").longValue())
                .toList();
    }

    private static JobSettings settings(KafkaBroker broker, int parallelism, boolean stop)
            throws Exception {
        String yaml =
                Files.readString(FOLDER.resolve("job.yaml"))
                        .replace("SERVERS", broker.bootstrapServers())
                        .replace("PARALLELISM", Integer.toString(parallelism))
                        .replace("STOP", Boolean.toString(stop))
                        .replace("GROUP", stop ? "undisturbed" : "kept");
        return JobFile.parse(yaml, "job.yaml", FOLDER, Map.of());
    }

    private static void keep(String savepoint) throws IOException {
        Path taken = Path.of(URI.create(savepoint)).resolve("_metadata");
        try (var files = Files.list(taken.getParent())) {
            assertEquals(List.of(taken), files.toList());
        }
        assertTrue(Files.size(taken) < BYTES_MAX, Files.size(taken) + " bytes");
        Files.copy(taken, FOLDER.resolve("_metadata"), StandardCopyOption.REPLACE_EXISTING);
    }
}
