package dev.surprisal.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The files in conf/ follow from the options. To write them anew:
 *
 * <pre>mvn test -Dtest=ConfFileTest -Dsurprisal.conf.write=true</pre>
 */
class ConfFileTest {

    private static final Path YAML = Path.of("conf", "surprisal.yaml");
    private static final Path SCHEMA = Path.of("conf", "job.schema.json");
    private static final String ADVICE =
            "write it anew: mvn test -Dtest=ConfFileTest -Dsurprisal.conf.write=true";

    /** A # of a key that is off: no space behind it, or the indent of a section that is off. */
    private static final Pattern OFF = Pattern.compile("(?m)^(\\s*)#(?=\\S|  )");

    @BeforeAll
    static void writeWhereAsked() throws IOException {
        if (Boolean.getBoolean("surprisal.conf.write")) {
            Files.writeString(YAML, OptionsYaml.text());
            Files.writeString(SCHEMA, OptionsSchema.text());
        }
    }

    @Test
    void committedYamlIsTheGeneratedOne() throws IOException {
        assertEquals(OptionsYaml.text(), Files.readString(YAML), ADVICE);
    }

    @Test
    void committedSchemaIsTheGeneratedOne() throws IOException {
        assertEquals(OptionsSchema.text(), Files.readString(SCHEMA), ADVICE);
    }

    @Test
    void committedYamlIsAJobWithEveryDefault() throws InvalidJobException {
        JobSettings written = JobFile.read(YAML, Map.of());
        String least = "{version: 1, name: quickstart, source: {files: payloads.jsonl}}";

        assertEquals(JobFile.parse(least, "least", YAML.getParent(), Map.of()), written);
    }

    @Test
    void committedYamlIsStillAJobWithEverythingSwitchedOn() throws Exception {
        String everything = OFF.matcher(Files.readString(YAML)).replaceAll("$1");
        String both =
                everything
                        .replaceAll("(?m)^losses:.*\\n", "")
                        .replaceAll("(?m)^  keys_max: 100\\n(?=\\n)", "")
                        .replaceAll("(?m)^drift:.*\\n(  .*\\n)*", "");
        // Either a source or data, each with what goes with it.
        String all =
                both.replaceAll(
                        "(?m)^(data|server|convention|journal|save|group_by|probe):.*\\n(  .*\\n)*",
                        "");
        String bounded = bounded(all);
        JobSettings settings = JobFile.parse(bounded, "all", YAML.getParent(), Map.of());

        assertEquals("my-model", settings.source().model());
        assertEquals("my-reference", settings.reference().model());
        assertEquals(4096, settings.window().tokens());
        assertEquals(1, settings.sinks().size());
        assertTrue(settings.checkpoint().directory().endsWith("conf/checkpoints"));

        MonitorSettings monitor = monitor(all);
        assertEquals("responses", monitor.topics().topics().get(0));
        assertEquals(Duration.ofMinutes(1), monitor.window().size());
        assertEquals("http://localhost:9093", monitor.sinks().alertmanagers().get(0));
        assertEquals(1000, monitor.baseline().documents());

        String losses =
                "version: 1\nname: x\nsource: {files: a}\n"
                        + everything
                                .lines()
                                .filter(line -> line.startsWith("losses:"))
                                .toList()
                                .get(0);
        assertEquals(
                3,
                JobFile.parse(losses, "losses", YAML.getParent(), Map.of())
                        .losses()
                        .plan()
                        .losses()
                        .size());

        Matcher drift = Pattern.compile("(?m)^drift:.*\\n(  .*\\n)*").matcher(everything);
        assertTrue(drift.find());
        DriftSettings rollouts =
                JobFile.parse(
                                "version: 1\nname: x\nsource: {files: a}\n"
                                        + drift.group().replaceAll("(?m)^    topics:.*\\n", ""),
                                "drift",
                                YAML.getParent(),
                                Map.of())
                        .drift();
        assertEquals(1, rollouts.join().files().size());
        assertEquals(32, rollouts.server().concurrency());
        assertEquals(2, rollouts.limits().size());
        assertEquals(2, rollouts.numbers().views().size());

        // A stride is of strided windows, a context of rolling ones.
        String data =
                bounded(both)
                        .replaceAll("(?m)^(source|reference):.*\\n(  .*\\n)*", "")
                        .replace("  stride: 512\n", "");
        EvaluationSettings evaluation =
                JobFile.parse(data, "data", YAML.getParent(), Map.of()).evaluation();
        assertEquals("lm-eval", evaluation.convention().name());
        assertEquals("domain", evaluation.groupBy());
    }

    /** Tokens and not a size, and files that end. */
    private static String bounded(String all) {
        return all.replaceAll("(?m)^(baseline|detect|probe):.*\\n(  .*\\n)*", "")
                .replaceAll("(?m)^  (kafka|postgres|prometheus):\\n(    .*\\n)*", "")
                .replaceAll("(?m)^  (alertmanager|webhook):\\n(    .*\\n)*", "")
                .replaceAll("(?m)^  (size|slide|gap):.*\\n", "");
    }

    private static MonitorSettings monitor(String all) throws InvalidJobException {
        String live =
                all.replaceAll("(?m)^reference:.*\\n(  .*\\n)*", "")
                        .replaceAll("(?m)^  (gap|topic_pattern|same_hour_yesterday):.*\\n", "")
                        .replaceAll("(?m)^    (topic_pattern|password_file):.*\\n", "")
                        .replaceAll("(?m)^  tokens:.*\\n", "")
                        .replaceAll("(?m)^  files: payloads.*\\n", "")
                        .replaceAll("(?m)^  # Results of an earlier run.*\\n  file:.*\\n", "");
        return JobFile.parse(live, "live", YAML.getParent(), Map.of()).monitor();
    }

    @Test
    void committedYamlHasOneCommentAboveEveryKey() throws IOException {
        List<String> lines = OFF.matcher(Files.readString(YAML)).replaceAll("$1").lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).contains(":") && !lines.get(i).strip().startsWith("#")) {
                assertTrue(lines.get(i - 1).strip().startsWith("# "), lines.get(i));
                assertFalse(lines.get(i - 2).strip().startsWith("# "), lines.get(i));
            }
        }
    }

    @Test
    void schemaDescribesEveryOption() throws IOException {
        JsonNode schema = new ObjectMapper().readTree(SCHEMA.toFile());
        for (Option<?> option : SurprisalOptions.all()) {
            JsonNode node = schema;
            for (String key : option.path().split("\\.", -1)) {
                node = node.path("properties").path(key.replace("[]", ""));
                node = key.endsWith("[]") ? node.path("anyOf").path(0) : node;
            }
            String described = node.path("description").asText();

            assertTrue(described.startsWith(option.description()), option.path());
            assertEquals(option.defaultValue() != null, node.has("default"), option.path());
        }
    }
}
