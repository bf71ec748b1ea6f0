package dev.surprisal.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.surprisal.config.JobFile;
import dev.surprisal.config.JobSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.JobVertex;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every job file makes a job graph, and rows never leave the task that read them. */
class TopologyTest {

    @ParameterizedTest
    @MethodSource("jobFiles")
    void everyJobFileMakesAGraph(Path file) throws Exception {
        assertTrue(graph(JobFile.read(file, Map.of())).getNumberOfVertices() >= 3);
    }

    static List<Path> jobFiles() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("jobs"))) {
            // Probes run outside Flink: docs/decisions/0009.
            List<Path> jobs =
                    files.filter(file -> file.toString().endsWith(".yaml"))
                            .filter(file -> !file.endsWith("probe.yaml"))
                            .toList();
            assertTrue(jobs.size() >= 2);
            return jobs;
        }
    }

    @Test
    void scoreIsChainedToIngestSoThatRowsNeverTravel() throws Exception {
        JobGraph graph = graph(JobFile.read(Path.of("jobs/quickstart.yaml"), Map.of()));

        JobVertex source =
                StreamSupport.stream(graph.getVertices().spliterator(), false)
                        .filter(vertex -> vertex.getName().contains("Source: ingest"))
                        .findFirst()
                        .orElseThrow();

        assertTrue(source.getName().contains("ingest: admit"), source.getName());
        assertTrue(source.getName().contains("score"), source.getName());
    }

    @Test
    void everyOperatorHasAUid() throws Exception {
        // AUTO_GENERATE_UIDS is off: a graph with an operator that lacks one cannot be made.
        JobSettings both =
                JobSettings.ofFiles(
                        List.of(
                                "jobs/samples/stories260k-f32.kld",
                                "jobs/samples/llama-server/completion_nprobs.response.json"));

        assertEquals(
                List.of(),
                StreamSupport.stream(graph(both).getVertices().spliterator(), false)
                        .filter(vertex -> vertex.getOperatorIDs().isEmpty())
                        .toList());
    }

    private static JobGraph graph(JobSettings settings) throws Exception {
        List<Path> unused = List.of(Path.of("target/unused"));
        if (settings.monitor() != null) {
            return MonitorJob.build(settings, unused).graph().getJobGraph();
        }
        if (settings.losses() != null) {
            return LossJob.build(settings, unused).graph().getJobGraph();
        }
        if (settings.drift() != null) {
            return DriftJob.build(settings, unused).graph().getJobGraph();
        }
        if (settings.evaluation() == null) {
            return BoundedJob.build(settings, unused).graph().getJobGraph();
        }
        Path work = Files.createTempDirectory(Path.of("target"), "topology");
        try (Evaluation evaluation =
                Evaluation.prepare(settings.evaluation(), "topology", false, work)) {
            return BoundedJob.build(settings, evaluation, unused).graph().getJobGraph();
        }
    }
}
