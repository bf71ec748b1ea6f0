package dev.surprisal.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.surprisal.config.JobFile;
import dev.surprisal.demo.DemoServer;
import dev.surprisal.demo.DemoServerOptions;
import dev.surprisal.testing.JobRuns;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Roles that come in two streams, or from a server. */
class DriftPairingITCase {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    @TempDir Path directory;

    private List<String> run(String yaml) throws Exception {
        Path results = Files.createTempDirectory(directory, "results");
        DriftJob.build(JobFile.parse(yaml, "x.yaml", directory, Map.of()), List.of(results))
                .start()
                .await(null);
        return JobRuns.lines(results);
    }

    /** Each line of the sample's step 80 and later, without these keys. */
    private void write(String folder, int writer, String... without) throws Exception {
        Path sample = Path.of("jobs/samples/rollouts/rollout-r0000%d-a0000-000000.jsonl.gz");
        List<String> lines = new ArrayList<>();
        try (BufferedReader in =
                new BufferedReader(
                        new InputStreamReader(
                                new GZIPInputStream(
                                        Files.newInputStream(
                                                Path.of(sample.toString().formatted(writer)))),
                                StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                ObjectNode record = (ObjectNode) MAPPER.readTree(line);
                if (record.get("step").intValue() >= 80) {
                    List.of("sampler", "policy", "reference").forEach(role -> spread(record, role));
                    for (String key : without) {
                        record.remove(key);
                    }
                    lines.add(record.toString());
                }
            }
        }
        Files.createDirectories(directory.resolve(folder));
        Files.write(
                directory.resolve(folder).resolve("rollout-r0000" + writer + "-a0000-0.jsonl"),
                lines);
    }

    /** A last token twice with the same three decimals looks like padding in a role alone. */
    private static void spread(ObjectNode record, String role) {
        if (record.has(role)) {
            ArrayNode values = (ArrayNode) record.get(role);
            for (int i = 0; i < values.size(); i++) {
                if (values.get(i).isNumber() && values.get(i).doubleValue() < 0) {
                    values.set(i, values.get(i).doubleValue() - i * 1e-6);
                }
            }
        }
    }

    @Test
    void twoStreamsGiveTheStepsOfOne() throws Exception {
        for (int writer = 0; writer < 2; writer++) {
            write("whole", writer);
            write("first", writer, "policy", "reference", "label", "pair", "preferred");
            write(
                    "second",
                    writer,
                    "sampler",
                    "sampler_top",
                    "judge",
                    "reward",
                    "gold_reward",
                    "env",
                    "turn");
        }
        String job = "version: 1\nname: x\nsource: {files: %s}\ndrift: {by: [env]%s}\n%s";
        List<String> whole = run(job.formatted("whole", "", "parallelism: 2\n"));
        String join = ", join: {files: second}";
        List<String> joined = run(job.formatted("first", join, "parallelism: 2\n"));

        assertEquals(joined, run(job.formatted("first", join, "parallelism: 1\n")));
        assertEquals(steps(whole), steps(joined));
        assertTrue(steps(whole).size() > 360);
        JsonNode counts = JobRuns.ofKind(joined, "join").get(0);
        assertEquals(1452, counts.get("first").get("received").longValue());
        assertEquals(counts.get("first"), counts.get("second"));
        assertEquals(counts.get("first").get("received"), counts.get("first").get("joined"));
    }

    private static List<String> steps(List<String> lines) {
        return JobRuns.ofKind(lines, "step").stream().map(JsonNode::toString).toList();
    }

    @Test
    void aServerGivesTheReferenceWhereThePromptIsThere() throws Exception {
        Files.writeString(
                directory.resolve("a.jsonl"),
                """
                {"schema":"surprisal.rollout/1","step":0,"seq":0,"token_ids":[5,6,7,8],"mask":[0,0,1,1],"policy":[0,0,-1,-2]}
                {"schema":"surprisal.rollout/1","step":0,"seq":1,"token_ids":[5,6,7],"mask":[1,1,1],"policy":[-1,-1,-2]}
                {"schema":"surprisal.rollout/1","step":0,"seq":2,"closed":true,"last":true,"rollouts":2}
                """);
        try (DemoServer server = DemoServer.start(DemoServerOptions.defaults())) {
            List<String> lines =
                    run(
                            """
                            version: 1
                            name: x
                            source: {files: a.jsonl}
                            drift: {by: [env], server: {url: "%s"}}
                            """
                                    .formatted(server.uri()));

            JsonNode values = JobRuns.ofKind(lines, "step").get(0).get("values");
            assertEquals(2, values.get("completions").intValue());
            assertEquals(2, values.get("tokens/reference").intValue());
            assertTrue(values.get("nll/reference").doubleValue() > 0);
            JsonNode unmatched = JobRuns.ofKind(lines, "unmatched").get(0);
            assertEquals(1, unmatched.get("seq").intValue());
            assertTrue(unmatched.get("reason").textValue().contains("lacks the prompt"));
        }
    }
}
