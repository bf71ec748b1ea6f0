package dev.surprisal.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.luben.zstd.Zstd;
import dev.surprisal.testing.JobRuns;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CliITCase {

    private static final String SAMPLES = "jobs/samples/llama-server/";
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]+\\.[0-9]+");

    @TempDir Path directory;

    @Test
    void llamaCppsBlockIsReproducedLineForLine() throws IOException {
        Cli run = Cli.run("run", "jobs/quickstart.yaml", "--output", "llama.cpp");

        List<String> expected =
                Files.readAllLines(Path.of("src/test/resources/llama-perplexity-block.txt"));
        List<String> actual = run.out().lines().toList();
        assertEquals(0, run.code(), run.err());
        assertEquals(expected.size(), actual.size());
        for (int i = 0; i < expected.size(); i++) {
            // Same words and columns; numbers within what two quantisations differ by.
            assertEquals(
                    NUMBER.matcher(expected.get(i)).replaceAll("#"),
                    NUMBER.matcher(actual.get(i)).replaceAll("#"));
            assertNumbersAgree(expected.get(i), actual.get(i));
        }
    }

    private static void assertNumbersAgree(String expected, String actual) {
        Matcher a = NUMBER.matcher(expected);
        Matcher b = NUMBER.matcher(actual);
        double unit = expected.contains("%") && !expected.contains("KLD") ? 100 : 1;
        while (a.find() && b.find()) {
            double x = Double.parseDouble(a.group());
            assertEquals(x, Double.parseDouble(b.group()), unit * 2e-4 + 1e-4 * x, expected);
        }
    }

    @Test
    void recordedResponsesAreScoredWhateverTheirShape() {
        Cli run =
                Cli.run(
                        "score",
                        "--json",
                        SAMPLES + "completion_nprobs.response.json",
                        SAMPLES + "v1_chat_logprobs.response.json",
                        SAMPLES + "v1_chat_n2_logprobs_stream.response.sse");

        List<String> lines = run.out().lines().toList();
        assertEquals(0, run.code(), run.err());
        assertEquals(4, JobRuns.ofKind(lines, "document").size());
        JsonNode summary = JobRuns.summary(lines);
        assertEquals(8 + 8 + 4 + 4, summary.get("tokens_scored").longValue());
        assertEquals("surprisal.result/1", summary.get("schema").textValue());
    }

    @Test
    void everyOutputShowsTheSameRun() {
        String file = SAMPLES + "completion_nprobs.response.json";

        assertTrue(Cli.run("score", file).out().contains("perplexity"));
        assertTrue(Cli.run("score", file, "--output", "markdown").out().contains("| perplexity |"));
        Cli csv = Cli.run("score", file, "--output", "csv");
        assertTrue(csv.out().startsWith("schema,kind,job,document"), csv.out());
        assertEquals(3, csv.out().lines().count());
    }

    @Test
    void aGateThatFailsIsExitCodeOne() {
        Cli run =
                Cli.run(
                        "run",
                        "jobs/quickstart.yaml",
                        "--json",
                        "--fail-if",
                        "forward_kl.mean>0.02");

        assertEquals(1, run.code());
        assertTrue(run.err().contains("gate failed: forward_kl.mean>0.02"), run.err());
        assertEquals(13, run.out().lines().count());
    }

    @Test
    void aGateOnNothingIsUsage() {
        assertEquals(2, Cli.run("run", "jobs/quickstart.yaml", "--fail-if", "nope>1").code());
        assertEquals(2, Cli.run("run", "jobs/quickstart.yaml", "--fail-if", "nonsense").code());
        assertEquals(2, Cli.run().code());
        assertEquals(2, Cli.run("score").code());
        assertEquals(2, Cli.run("run", "no-such-job.yaml").code());
    }

    @Test
    void aSinkThatIsNoFolderIsRefusedBeforeTheJobRuns() throws IOException {
        Path file = Files.writeString(directory.resolve("taken"), "x");
        Path job = directory.resolve("sink.yaml");
        String text = "version: 1\nname: x\nsource: {files: taken}\nsinks: %s\n";

        Files.writeString(job, String.format(text, "{file: taken}"));
        Cli onAFile = Cli.run("run", job.toString());
        Files.writeString(job, String.format(text, "[{file: out}, {file: out}]"));
        Cli twice = Cli.run("run", job.toString());

        assertEquals(2, onAFile.code());
        assertTrue(onAFile.err().contains(file + " cannot be made a folder"), onAFile.err());
        assertEquals(2, twice.code());
        assertTrue(twice.err().contains("named twice"), twice.err());
    }

    @Test
    void promptAndAnswerOfOneNameAreTwoDocuments() throws IOException {
        Path file = directory.resolve("one-name.jsonl");
        String record =
                "{\"schema\":\"surprisal.payload/1\",\"document\":\"d\",\"model\":\"m\","
                        + "\"segment\":\"%s\",\"logprobs\":[%s]}";
        Files.writeString(
                file,
                String.format(record, "prompt", "-1,-2")
                        + "\n"
                        + String.format(record, "generated", "-3"));

        List<String> lines = Cli.run("score", "--json", file.toString()).out().lines().toList();

        assertEquals(2, JobRuns.ofKind(lines, "document").size());
        assertEquals(0, JobRuns.summary(lines).get("duplicates").longValue());
        assertEquals(6, JobRuns.summary(lines).get("nll_sum").doubleValue());
    }

    @Test
    void brokenLinesAreDeadLettersAndTheRestIsScored() throws IOException {
        Path file = directory.resolve("mixed.jsonl");
        String good =
                "{\"id\":\"a\",\"object\":\"chat.completion\",\"model\":\"m\",\"choices\":"
                        + "[{\"index\":0,\"message\":{},\"finish_reason\":\"stop\",\"logprobs\":"
                        + "{\"content\":[{\"token\":\"x\",\"logprob\":-0.5,\"top_logprobs\":[]}]}}]}";
        Files.writeString(
                file,
                String.join(
                        "\n",
                        good,
                        good.substring(0, 60),
                        "[".repeat(100_000),
                        "{\"hello\":1}",
                        good.replace("-0.5", "\"much\""),
                        good.replace("\"a\"", "\"b\"").replace("-0.5", "NaN"),
                        good.replace("\"a\"", "\"c\"")));

        Cli run = Cli.run("score", "--json", file.toString(), directory.resolve("no").toString());

        List<String> lines = run.out().lines().toList();
        assertEquals(3, run.code());
        JsonNode summary = JobRuns.summary(lines);
        assertEquals(5, summary.get("dead_letters").longValue(), run.out());
        assertEquals(2, summary.get("tokens_scored").longValue());
        assertEquals(1, summary.get("statuses").get("non_finite").longValue());
        List<JsonNode> letters = JobRuns.ofKind(lines, "dead_letter");
        assertEquals(5, letters.size());
        assertEquals(good.length() + 1, letters.get(0).get("source_offset").longValue());
        assertTrue(letters.get(4).get("reason").textValue().contains("no such file"));
        assertEquals(8, summary.get("ledger").get("received").longValue());
        assertEquals(3, summary.get("ledger").get("decoded").longValue());
    }

    @Test
    void aPayloadOverTheLimitIsADeadLetterAndTheRestIsScored() throws IOException {
        Path file = directory.resolve("long.jsonl");
        Files.writeString(file, "{\"x\":\"" + "y".repeat(200_000) + "\"}\n{\"z\":1}\n");
        Path job = directory.resolve("job.yaml");
        Files.writeString(
                job,
                """
                version: 1
                name: long
                source: {files: long.jsonl}
                limits: {payload_bytes: 64kB}
                """);

        Cli run = Cli.run("run", "--json", job.toString());

        List<JsonNode> letters = JobRuns.ofKind(run.out().lines().toList(), "dead_letter");
        assertEquals(3, run.code());
        assertTrue(letters.get(0).get("reason").textValue().contains("200008 bytes"), run.out());
        assertEquals(2, letters.size());
    }

    @Test
    void whatCannotBeReadAtAllIsSaidBeforeAnythingStarts() throws IOException {
        Path empty = Files.createFile(directory.resolve("empty.json"));

        assertEquals(3, Cli.run("score", directory.resolve("missing").toString()).code());
        Cli run = Cli.run("score", "--json", empty.toString());
        assertEquals(3, run.code());
        assertTrue(run.out().contains("the file is empty"), run.out());
    }

    @Test
    void aFileThatCannotBeReadDoesNotConcernTheOthers() throws IOException {
        Path bad = Files.writeString(directory.resolve("bad.kld"), "_logits_ and no more");
        Path blank = Files.writeString(directory.resolve("blank.json"), " \n\t\n");

        Cli run =
                Cli.run(
                        "score",
                        "--json",
                        SAMPLES + "completion_nprobs.response.json",
                        bad.toString(),
                        blank.toString());

        List<String> lines = run.out().lines().toList();
        assertEquals(3, run.code());
        assertEquals(8, JobRuns.summary(lines).get("tokens_scored").longValue());
        List<JsonNode> letters = JobRuns.ofKind(lines, "dead_letter");
        assertEquals(2, letters.size());
        assertTrue(letters.get(0).get("reason").textValue().contains("n_vocab"), run.out());
        assertTrue(letters.get(1).get("reason").textValue().contains("blanks"), run.out());
    }

    @Test
    void moreTasksThanAnEmbeddedRunCanHoldAreRefused() throws IOException {
        Path job = directory.resolve("job.yaml");
        Files.writeString(
                job,
                "version: 1\nname: wide\nparallelism: 65\nsource: {files: %s}\n"
                        .formatted(Path.of("jobs/samples/stories260k-f32.kld").toAbsolutePath()));
        Cli refused = Cli.run("run", job.toString());
        assertEquals(2, refused.code());
        assertTrue(refused.err().contains("at most 64"), refused.err());

        Files.writeString(job, Files.readString(job).replace("65", "64"));
        assertEquals(0, Cli.run("run", job.toString()).code());
    }

    @Test
    void foldersAndCompressedFilesAreReadAndADamagedOneIsSaid() throws IOException {
        byte[] sample =
                Files.readAllBytes(Path.of(SAMPLES + "v1_chat_n2_logprobs_stream.response.sse"));
        Path plain = Files.write(directory.resolve("plain.sse"), sample);
        Path folder = Files.createDirectory(directory.resolve("folder"));
        try (OutputStream out =
                new GZIPOutputStream(Files.newOutputStream(folder.resolve("a.sse.gz")))) {
            out.write(sample);
        }
        Files.write(folder.resolve("b.zst"), Zstd.compress(sample));
        List<String> expected = Cli.run("score", "--json", plain.toString()).out().lines().toList();

        Cli run = Cli.run("score", "--json", folder.toString());

        // The same two answers twice: the second copy is a repeat.
        JsonNode summary = JobRuns.summary(run.out().lines().toList());
        assertEquals(0, run.code(), run.err());
        assertEquals(2, summary.get("duplicates").longValue());
        assertEquals(JobRuns.summary(expected).get("nll_sum"), summary.get("nll_sum"));

        byte[] cut = Files.readAllBytes(folder.resolve("a.sse.gz"));
        Files.write(folder.resolve("a.sse.gz"), Arrays.copyOf(cut, cut.length / 2));
        Cli damaged = Cli.run("score", "--json", folder.toString());
        assertEquals(3, damaged.code());
        assertTrue(damaged.out().contains("the compressed file is damaged"), damaged.out());
    }

    @Test
    void resultsAreNeverMixedWithThoseOfAnotherRun() throws IOException {
        Path job = directory.resolve("job.yaml");
        Path sample = Path.of(SAMPLES + "completion_nprobs.response.json").toAbsolutePath();
        Files.writeString(
                job,
                """
                version: 1
                name: once
                source: {files: "%s"}
                sinks: {file: out}
                """
                        .formatted(sample));

        assertEquals(0, Cli.run("run", job.toString()).code());
        assertEquals(2, JobRuns.lines(directory.resolve("out")).size());
        Cli again = Cli.run("run", job.toString());
        assertEquals(2, again.code());
        assertTrue(again.err().contains("holds results already"), again.err());
    }
}
