package dev.surprisal.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code surprisal compare} on lm-eval's samples files; no job is run. */
class CompareCommandTest {

    private static final long SEED = 62;

    @TempDir Path folder;
    private Path base;
    private Path worse;
    private Path same;

    @BeforeEach
    void writeRuns() throws IOException {
        base = samples("a.jsonl", 62, 0, 0);
        worse = samples("b.jsonl", 62, 0.03, 0.01);
        same = samples("c.jsonl", 62, 0, 0.02);
    }

    @Test
    void twoSamplesFilesGiveFiguresWithIntervalsAndAVerdict() {
        Cli run = Cli.run("compare", base.toString(), worse.toString());

        assertEquals("", run.err());
        assertEquals(ExitCode.COMPLETE, run.code());
        assertTrue(run.out().contains("word perplexity"), run.out());
        assertTrue(run.out().contains("bits per byte"), run.out());
        assertTrue(run.out().contains("b is worse than a: word perplexity +3."), run.out());
        assertTrue(run.out().contains("more than noise"), run.out());
    }

    @Test
    void noiseIsNotCalledADifference() {
        Cli run = Cli.run("compare", base.toString(), same.toString());

        assertTrue(run.out().contains("no difference beyond noise"), run.out());
    }

    @Test
    void sameFileUnderAnotherNameIsIdentical() throws IOException {
        Path copy = Files.copy(base, folder.resolve("copy.jsonl"));

        JsonNode line = comparison(Cli.run("compare", base.toString(), copy.toString(), "--json"));

        assertEquals("identical", line.get("verdict").textValue());
        assertEquals(0, line.get("log_ppl_ratio").doubleValue());
    }

    /** The paired clustered ratio worked out here in plain doubles from the documents. */
    @Test
    void ratioAndErrorAreThoseOfThePairedClusteredEstimator() throws IOException {
        Path a = file("p.jsonl", List.of(line(0, -10, 5, 20), line(1, -3.5, 2, 9)));
        Path b = file("q.jsonl", List.of(line(0, -11, 5, 20), line(1, -3.25, 2, 9)));

        JsonNode of = comparison(Cli.run("compare", a.toString(), b.toString(), "--json"));

        double mean = 0.75 / 7;
        double residuals = Math.pow(1 - 5 * mean, 2) + Math.pow(-0.25 - 2 * mean, 2);
        assertEquals("word", of.get("unit").textValue());
        assertEquals(mean, of.get("log_ppl_ratio").doubleValue(), 1e-15);
        assertEquals(Math.sqrt(2 * residuals) / 7, of.get("log_ppl_ratio_se").doubleValue(), 1e-15);
        assertEquals(Math.exp(mean), of.get("perplexity_ratio").doubleValue(), 1e-15);
        assertEquals(Math.exp(0.75 / 29), of.get("byte_perplexity_ratio").doubleValue(), 1e-15);
        assertEquals(
                0.75 / 29 / Math.log(2), of.get("bits_per_byte_difference").doubleValue(), 1e-15);
        assertEquals(2, of.get("clusters").intValue());
    }

    @Test
    void unlikeTextIsRefusedAndNamedAndLeftOutWhenForced() throws IOException {
        List<String> lines = new ArrayList<>(Files.readAllLines(worse));
        lines.set(7, lines.get(7).replace("\"target_hash\": \"h7\"", "\"target_hash\": \"x\""));
        lines.set(9, line(9, -50, 3, 11));
        Path unlike = file("unlike.jsonl", lines);

        Cli refused = Cli.run("compare", base.toString(), unlike.toString());
        Cli forced = Cli.run("compare", base.toString(), unlike.toString(), "--force");

        assertEquals(ExitCode.USAGE, refused.code());
        assertTrue(
                refused.err().contains("document 7: the text differs (hash h7 and x)"),
                refused.err());
        assertTrue(refused.err().contains("document 9: "), refused.err());
        assertTrue(refused.err().contains("--force"), refused.err());
        assertEquals(ExitCode.INCOMPLETE, forced.code());
        assertTrue(forced.out().contains("2 unlike and left out"), forced.out());
    }

    @Test
    void documentsThatOnlyOneHasAreCountedAndResultsAreShownAllTheSame() throws IOException {
        Path fewer = file("fewer.jsonl", Files.readAllLines(worse).subList(0, 10));

        Cli run = Cli.run("compare", base.toString(), fewer.toString());

        assertEquals(ExitCode.INCOMPLETE, run.code());
        assertTrue(run.err().contains("52 documents only in a"), run.err());
        assertTrue(run.out().contains("verdict"), run.out());
    }

    @Test
    void tasksOfAModelsFolderAreListedAndComparedOneByOne() throws IOException {
        String date = "_2026-08-21T10-00-00.000001.jsonl";
        for (String model : List.of("m1", "m2")) {
            double shift = model.equals("m1") ? 0 : 0.05;
            samples(model + "/samples_wikitext" + date, 20, shift, 0.01);
            samples(model + "/samples_c4" + date, 20, -shift, 0.01);
        }

        Cli run =
                Cli.run(
                        "compare",
                        folder.resolve("m1").toString(),
                        folder.resolve("m2").toString());

        assertEquals("", run.err());
        assertTrue(run.out().contains("c4, wikitext"), run.out());
        assertTrue(run.out().contains("by task"), run.out());
        assertTrue(run.out().matches("(?s).*m2 +wikitext +20 +0\\.0[45].*"), run.out());
        assertTrue(run.out().matches("(?s).*m2 +c4 +20 +-0\\.0[45].*"), run.out());
    }

    @Test
    void filesOfLmEvalAreCalledByTheirModelsFolder() throws IOException {
        String date = "_2026-08-21T10-00-00.000001.jsonl";
        Path one = samples("m1/samples_wikitext" + date, 5, 0, 0.01);
        Path two = samples("m2/samples_wikitext" + date, 5, 1, 0.01);

        Cli run = Cli.run("compare", one.toString(), two.toString());

        assertTrue(run.out().contains("m2 is worse than m1"), run.out() + run.err());
    }

    @Test
    void unlikeTasksAreRefused() throws IOException {
        String date = "_2026-08-21T10-00-00.000001.jsonl";
        Path one = samples("m1/samples_wikitext" + date, 5, 0, 0.01);
        Path two = samples("m2/samples_c4" + date, 5, 0, 0.01);

        Cli run = Cli.run("compare", one.toString(), two.toString());

        assertEquals(ExitCode.USAGE, run.code());
        assertTrue(run.err().contains("tasks: [wikitext] and [c4]"), run.err());
    }

    @Test
    void gateFailsForTheCandidateThatItHoldsFor() {
        String[] files = {base.toString(), same.toString(), worse.toString()};

        Cli run = gated("perplexity_ratio>1.02", files);

        assertEquals(ExitCode.GATE_FAILED, run.code());
        assertTrue(
                run.err().startsWith("gate failed: b: perplexity_ratio>1.02: perplexity_ratio is"),
                run.err());
        assertFalse(run.err().contains("gate failed: c"), run.err());
        assertEquals(ExitCode.COMPLETE, gated("perplexity_ratio>1.2", files).code());
    }

    @Test
    void gateOnAFieldThatNoComparisonHasIsRefusedBeforeAnythingIsRead() {
        for (String gate : List.of("perplexity_ratios>1", "verdict>1", "forward_kl.maen>0.1")) {
            Cli run = gated(gate, "missing-a", "missing-b");

            assertEquals(ExitCode.USAGE, run.code(), gate);
            assertFalse(run.err().contains("no such file"), run.err());
        }
    }

    @Test
    void gateOnANumberThatDoesNotExistFails() {
        Cli run = gated("forward_kl.lower_bound>0.02", base.toString(), same.toString());

        assertEquals(ExitCode.GATE_FAILED, run.code());
        assertTrue(run.err().contains("has no value"), run.err());
    }

    @Test
    void otherOutputTypesAreRefusedByName() throws IOException {
        Path choices =
                file(
                        "choices.jsonl",
                        List.of(
                                "{\"doc_id\": 0, \"resps\": [[[\"-1.5\", \"False\"]]],"
                                        + " \"filtered_resps\": [[\"-1.5\", \"False\"]],"
                                        + " \"metrics\": [\"acc\"], \"acc\": 1.0}"));

        Cli run = Cli.run("compare", base.toString(), choices.toString());

        assertEquals(ExitCode.INCOMPLETE, run.code());
        assertTrue(run.err().contains("another output type (metrics: acc)"), run.err());
    }

    @Test
    void brokenLinesAreSaidAndTheRestIsCompared() throws IOException {
        List<String> lines = new ArrayList<>(Files.readAllLines(worse));
        lines.set(3, lines.get(3).substring(0, 40));
        Path broken = file("broken.jsonl", lines);

        Cli run = Cli.run("compare", base.toString(), broken.toString());

        assertEquals(ExitCode.INCOMPLETE, run.code());
        assertTrue(run.err().contains("broken: broken.jsonl:4: JSON ends too early"), run.err());
        assertTrue(run.out().contains("broken is worse than a"), run.out());
    }

    @Test
    void compressedFilesAreRead() throws IOException {
        Path compressed = folder.resolve("z.jsonl.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(compressed))) {
            Files.copy(worse, out);
        }

        Cli run = Cli.run("compare", base.toString(), compressed.toString());

        assertTrue(run.out().contains("z is worse than a"), run.out() + run.err());
    }

    @Test
    void worstDocumentsComeFirst() throws IOException {
        Path a = file("p.jsonl", List.of(line(0, -10, 5, 20), line(1, -3.5, 2, 9)));
        Path b = file("q.jsonl", List.of(line(0, -9, 5, 20), line(1, -4.5, 2, 9)));

        List<String> lines =
                Cli.run("compare", a.toString(), b.toString(), "--documents", "--json")
                        .out()
                        .lines()
                        .filter(line -> line.contains("compared_document"))
                        .toList();

        assertEquals("1", json(lines.get(0)).get("document").textValue());
        assertEquals(0.5, json(lines.get(0)).get("log_ppl_ratio").doubleValue());
        assertEquals(-0.2, json(lines.get(1)).get("log_ppl_ratio").doubleValue());
    }

    @Test
    void markdownAndCsvHoldTheSameComparison() {
        Cli markdown =
                Cli.run(
                        "compare",
                        "base=" + base,
                        "quantised|x=" + worse,
                        "--size",
                        "14.2GB",
                        "--size",
                        "3.9GB",
                        "--output",
                        "markdown");
        Cli csv = Cli.run("compare", base.toString(), worse.toString(), "--output", "csv");

        assertTrue(markdown.out().contains("| base | 62 |"), markdown.out());
        assertTrue(markdown.out().contains("3.9GB |"), markdown.out());
        assertTrue(markdown.out().contains("quantised\\|x is worse than base"), markdown.out());
        assertEquals(4, csv.out().split("\r\n").length, csv.out());
        assertTrue(csv.out().contains("log_ppl_ratio_low"), csv.out());
    }

    @Test
    void whatIsNoInputIsRefusedWithWhatWouldBe() throws IOException {
        Path text = Files.writeString(folder.resolve("text.txt"), "hello\n");

        Cli unknown = Cli.run("compare", base.toString(), text.toString());
        Cli missing = Cli.run("compare", base.toString(), folder.resolve("none").toString());

        assertEquals(ExitCode.INCOMPLETE, unknown.code());
        assertTrue(unknown.err().contains("is none of: a folder of results"), unknown.err());
        assertTrue(missing.err().contains("no such file"), missing.err());
        assertEquals(ExitCode.USAGE, Cli.run("compare", base.toString()).code());
    }

    private static Cli gated(String gate, String... files) {
        List<String> arguments = new ArrayList<>(List.of("compare"));
        arguments.addAll(List.of(files));
        arguments.addAll(List.of("--fail-if", gate));
        return Cli.run(arguments.toArray(String[]::new));
    }

    private static JsonNode comparison(Cli run) throws IOException {
        String last = run.out().lines().reduce((first, second) -> second).orElseThrow();
        return json(last);
    }

    private static JsonNode json(String line) throws IOException {
        return new ObjectMapper().readTree(line);
    }

    /** Documents of 50 to 5,000 words at about 2 nats a word, more by {@code shift} a word. */
    private Path samples(String name, int documents, double shift, double noise)
            throws IOException {
        SplittableRandom texts = new SplittableRandom(SEED);
        SplittableRandom model = new SplittableRandom(name.hashCode());
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < documents; i++) {
            int words = texts.nextInt(50, 5000);
            double perWord =
                    texts.nextDouble(1.5, 2.5) + shift + noise * (model.nextDouble() - 0.5);
            lines.add(line(i, -words * perWord, words, words * 5));
        }
        return file(name, lines);
    }

    private static String line(int id, double logLikelihood, int words, int bytes) {
        String pairs =
                """
                {"doc_id": %1$d, "doc": {"page": "p"}, "target": "p", "arguments": {}, \
                "resps": [["%2$s"]], "filtered_resps": ["%2$s"], "filter": "none", \
                "doc_hash": "d%1$d", "prompt_hash": "h%1$d", "target_hash": "h%1$d", \
                "word_perplexity": [%2$s, %3$d], "byte_perplexity": [%2$s, %4$d], \
                "bits_per_byte": [%2$s, %4$d]}""";
        return String.format(Locale.ROOT, pairs, id, logLikelihood, words, bytes);
    }

    private Path file(String name, List<String> lines) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.write(file, lines, StandardCharsets.UTF_8);
    }
}
