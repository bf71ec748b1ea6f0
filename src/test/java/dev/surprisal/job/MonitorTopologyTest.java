package dev.surprisal.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.surprisal.config.JobFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.runtime.jobgraph.JobVertex;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the graph of a job with windows in time must be like, whatever the windows are. */
class MonitorTopologyTest {

    private static final String JOB =
            """
            version: 1
            name: monitor
            parallelism: 2
            source:
              kafka: {servers: "127.0.0.1:9", topics: responses}
            group_by: [model, header.tenant]
            window: %s
            sinks:
              - file: results
              - kafka: {servers: "127.0.0.1:9", topic: results}
              - postgres: {url: "jdbc:postgresql://127.0.0.1:9/surprisal", password_env: PATH}
              - prometheus: {port: 0}
              - webhook: http://localhost:9/alerts
              - alertmanager: http://localhost:9
            """;

    private static final String USUAL = "{size: 1m}";

    @ParameterizedTest
    @ValueSource(strings = {USUAL, "{size: 10m, slide: 1m}", "{gap: 5m}", "{tokens: 100}"})
    void responsesAreScoredInTheTaskThatReadsThem(String window) throws Exception {
        JobVertex source =
                StreamSupport.stream(graph(window).getJobGraph().getVertices().spliterator(), false)
                        .filter(JobVertex::isInputVertex)
                        .reduce(
                                (one, other) -> {
                                    throw new AssertionError(one + " and " + other);
                                })
                        .orElseThrow();

        assertTrue(source.getName().startsWith("Source: ingest: topics"), source.getName());
        assertTrue(source.getName().contains("-> ingest: decode"), source.getName());
        assertTrue(source.getName().contains("score"), source.getName());
    }

    @ParameterizedTest
    @ValueSource(strings = {USUAL, "{size: 10m, slide: 1m}", "{gap: 5m}", "{tokens: 100}"})
    void everyOperatorHasANameAndAnIdentityOfItsOwn(String window) throws Exception {
        Set<String> uids = new HashSet<>();
        for (StreamNode node : nodes(graph(window))) {
            assertNotNull(node.getTransformationUID(), node.getOperatorName());
            assertTrue(uids.add(node.getTransformationUID()), node.getTransformationUID());
            assertFalse(
                    node.getOperatorName()
                            .matches("Map|Filter|Process|KeyedProcess|Sink: Unnamed.*"),
                    node.getOperatorName());
        }
    }

    /** Identities in state: a job that lacks one of these cannot go on from a savepoint. */
    @ParameterizedTest
    @ValueSource(strings = USUAL)
    void stateKeepsItsIdentities(String window) throws Exception {
        List<String> uids = new ArrayList<>();
        for (StreamNode node : nodes(graph(window))) {
            uids.add(node.getTransformationUID());
        }
        assertEquals(
                List.of(),
                List.of(
                                "ingest-topics",
                                "ingest-live-decode",
                                "aggregate-live-documents",
                                "aggregate-panes",
                                "aggregate-keys",
                                "aggregate-live-windows",
                                "aggregate-ledger-ingest",
                                "aggregate-ledger-documents",
                                "aggregate-ledger",
                                "detect",
                                "emit-sink-0",
                                "emit-sink-kafka-0")
                        .stream()
                        .filter(uid -> !uids.contains(uid))
                        .toList());
    }

    /** Making the graph makes every serializer; with this setting Kryo would be refused. */
    @ParameterizedTest
    @ValueSource(strings = USUAL)
    void nothingNeedsKryo(String window) throws Exception {
        StreamGraph graph = graph(window);

        assertFalse(graph.getJobConfiguration().get(PipelineOptions.GENERIC_TYPES));
        assertNotNull(graph.getJobGraph());
    }

    /** The variable that stands for a password here is one that is set everywhere. */
    @ParameterizedTest
    @ValueSource(strings = USUAL)
    void aPasswordIsNoPartOfTheJob(String window) throws Exception {
        byte[] job = InstantiationUtil.serializeObject(graph(window).getJobGraph());
        String text = new String(job, StandardCharsets.ISO_8859_1);

        assertTrue(text.contains("jdbc:postgresql://127.0.0.1:9/surprisal"));
        assertFalse(text.contains(System.getenv("PATH")));
    }

    private static List<StreamNode> nodes(StreamGraph graph) {
        return List.copyOf(graph.getStreamNodes());
    }

    private static StreamGraph graph(String window) throws Exception {
        return MonitorJob.build(
                        JobFile.parse(
                                JOB.formatted(window),
                                "monitor.yaml",
                                Path.of("target").toAbsolutePath(),
                                Map.of()),
                        List.of(Path.of("target/results").toAbsolutePath()))
                .graph();
    }
}
