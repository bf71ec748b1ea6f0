package dev.surprisal.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LmEvalWriterTest {

    /** The line that lm-eval 0.4.13.dev0 writes of it stands in the golden file. */
    private static final LmEvalDocument BOULTER =
            new LmEvalDocument(
                    0,
                    " = Robert Boulter = \n \n Robert Boulter is an English film , television and"
                            + " theatre actor . \n",
                    " = Robert Boulter =\n\nRobert Boulter is an English film, television and"
                            + " theatre actor.\n",
                    -57.25,
                    18,
                    92);

    private static final LmEvalDocument EMPTY = new LmEvalDocument(1, "", "", 0, 1, 0);
    private static final LmEvalDocument THIRD =
            new LmEvalDocument(2, "a\u0001\"é", "a\u0001\"é", -1e-5, 3, 10);

    @TempDir Path folder;

    @Test
    void samplesLineIsTheOneOfLmEval() throws Exception {
        LmEvalWriter.Written written = write(BOULTER);

        assertEquals(
                Files.readString(Path.of("src/test/resources/payloads/lm_eval/rolling.json")),
                Files.readString(written.samples()));
        assertEquals(
                "31a270aab579f028c0ec233dac5c2879adb5913a8853dd4b5f487f856c38784b",
                json(written).at("/task_hashes/wikitext").textValue());
    }

    @Test
    void filesAreNamedAsLmEvalNamesThem() throws Exception {
        LmEvalWriter.Written written = write(BOULTER);

        assertEquals(
                folder.resolve("meta-llama__Llama-2-7b-hf")
                        .resolve("results_2026-08-21T10-00-05.000123.json"),
                written.results());
        assertEquals(
                folder.resolve("meta-llama__Llama-2-7b-hf")
                        .resolve("samples_wikitext_2026-08-21T10-00-05.000123.jsonl"),
                written.samples());
        Path named =
                LmEvalWriter.write(folder.resolve("out.json"), run(), List.of(EMPTY).iterator())
                        .results();
        assertEquals(folder.resolve("out_2026-08-21T10-00-05.000123.json"), named);
    }

    @Test
    void figuresAreWeightedOverDocumentsWithClusteredErrors() throws Exception {
        // The aggregator's golden: (-10, 5) (-3.5, 2) (-120.25, 60).
        JsonNode results =
                json(write(
                                new LmEvalDocument(0, "a", "a", -10, 5, 5),
                                new LmEvalDocument(1, "b", "b", -3.5, 2, 2),
                                new LmEvalDocument(2, "c", "c", -120.25, 60, 60)))
                        .at("/results/wikitext");

        double perplexity = 7.361536368793582;
        double mean = 133.75 / 67;
        double residuals =
                Math.pow(10 - 5 * mean, 2)
                        + Math.pow(3.5 - 2 * mean, 2)
                        + Math.pow(120.25 - 60 * mean, 2);
        double error = Math.sqrt(1.5 * residuals) / 67;
        assertEquals(perplexity, results.get("word_perplexity,none").doubleValue(), 1e-14);
        assertEquals(2.8800068913268486, results.get("bits_per_byte,none").doubleValue(), 1e-15);
        // Two roundings of a residual of about 0.5.
        assertEquals(
                perplexity * error,
                results.get("byte_perplexity_stderr,none").doubleValue(),
                1e-12);
        assertEquals(
                error / Math.log(2), results.get("bits_per_byte_stderr,none").doubleValue(), 1e-12);
    }

    @Test
    void oneDocumentHasNoError() throws Exception {
        JsonNode results = json(write(BOULTER)).at("/results/wikitext");

        assertEquals("N/A", results.get("word_perplexity_stderr,none").textValue());
    }

    @Test
    void emptyDocumentHasTheIntZeroOfAnEmptySum() throws Exception {
        String line = Files.readString(write(EMPTY).samples());

        assertTrue(line.contains("\"resps\": [[\"0\"]]"), line);
        assertTrue(line.contains("\"word_perplexity\": [0, 1]"), line);
        assertTrue(line.contains("\"bits_per_byte\": [0, 0]"), line);
    }

    @Test
    void halfASurrogatePairIsRefused() {
        assertThrows(
                IOException.class, () -> write(new LmEvalDocument(0, "\ud800", "a", -1, 1, 1)));
    }

    @Test
    void keysStandInLmEvalsOrder() throws Exception {
        List<String> keys = new java.util.ArrayList<>();
        json(write(BOULTER)).fieldNames().forEachRemaining(keys::add);

        assertEquals(
                List.of(
                        "results",
                        "group_subtasks",
                        "configs",
                        "versions",
                        "n-shot",
                        "higher_is_better",
                        "n-samples",
                        "config",
                        "git_hash",
                        "date",
                        "pretty_env_info",
                        "transformers_version",
                        "lm_eval_version",
                        "upper_git_hash",
                        "max_length",
                        "task_hashes",
                        "model_source",
                        "model_name",
                        "model_name_sanitized",
                        "total_evaluation_time_seconds"),
                keys);
    }

    @Test
    void pythonReadsBothFilesAndWouldWriteThemTheSame() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/python3")));
        LmEvalWriter.Written written = write(BOULTER, EMPTY, THIRD);
        String script =
                """
                import json, sys
                results = open(sys.argv[1], encoding="utf-8", newline="").read()
                assert json.dumps(json.loads(results), indent=2, ensure_ascii=False) == results
                for line in open(sys.argv[2], encoding="utf-8", newline="\\n"):
                    assert json.dumps(json.loads(line), ensure_ascii=False) + "\\n" == line, line
                """;
        Process python =
                new ProcessBuilder(
                                "/usr/bin/python3",
                                "-c",
                                script,
                                written.results().toString(),
                                written.samples().toString())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertEquals(0, python.waitFor(), said);
    }

    private LmEvalWriter.Written write(LmEvalDocument... documents) throws IOException {
        return LmEvalWriter.write(folder, run(), List.of(documents).iterator());
    }

    private static LmEvalRun run() {
        Map<String, String> config = new LinkedHashMap<>();
        config.put("dataset_path", "EleutherAI/wikitext_document_level");
        config.put("dataset_name", "wikitext-2-raw-v1");
        config.put("test_split", "test");
        return new LmEvalRun(
                "wikitext",
                2.0,
                config,
                "local-completions",
                "meta-llama/Llama-2-7b-hf",
                Map.of("model", "m"),
                2047,
                62,
                LocalDateTime.of(2026, 8, 21, 10, 0, 5, 123_000),
                1755800000.25,
                123.4);
    }

    private static JsonNode json(LmEvalWriter.Written written) throws IOException {
        return new ObjectMapper().readTree(written.results().toFile());
    }
}
