package dev.surprisal.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.surprisal.demo.DemoServer;
import dev.surprisal.demo.DemoServerOptions;
import dev.surprisal.demo.Dialect;
import dev.surprisal.demo.FaultKind;
import dev.surprisal.demo.FaultRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Evaluations over real HTTP, against the demo server. */
class EvalITCase {

    private static final String STORIES = "jobs/samples/demo/stories.txt";
    private static final String TOKENIZER = "jobs/samples/demo/tokenizer";
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir Path directory;

    @Test
    void theShippedJobRunsAndAccountsForEveryToken() throws IOException {
        Cli run = Cli.run("run", "jobs/eval.yaml", "--json");

        assertEquals(0, run.code(), run.err());
        JsonNode summary = summary(run);
        assertEquals(40, summary.get("documents").longValue());
        assertEquals(
                summary.get("tokens_expected").longValue(),
                summary.get("tokens_scored").longValue());
        assertEquals(9387, summary.get("words").longValue());
        assertTrue(summary.get("word_perplexity_low").isNumber());
        assertTrue(summary.get("fingerprint").textValue().contains(" tokenizer="));
        assertEquals(summary.get("perplexity"), summary.get("convention_perplexity"));
    }

    @Test
    void faultsOfTheServerDoNotShowInTheResult() throws IOException {
        String undisturbed;
        String disturbed;
        try (DemoServer server = DemoServer.start(DemoServerOptions.defaults())) {
            Cli run = eval(server, "--journal", folder("a"));
            undisturbed = run.out();
            assertTheJournalIsReadAsPayloads(run, folder("a"));
        }
        DemoServerOptions faulty =
                DemoServerOptions.defaults()
                        .withFaults(
                                0,
                                new FaultRule(FaultKind.TOO_MANY_REQUESTS, 7, 5),
                                new FaultRule(FaultKind.SERVER_ERROR, 11, 4),
                                new FaultRule(FaultKind.UNAVAILABLE, 13, 3),
                                new FaultRule(FaultKind.RESET, 17, 3));
        try (DemoServer server = DemoServer.start(faulty)) {
            Cli run = eval(server, "--journal", folder("b"));
            assertEquals(0, run.code(), run.err());
            disturbed = run.out();
        }
        assertEquals(undisturbed, disturbed);
    }

    /** As payloads like any other, a window each; context that windows share counts in each. */
    private static void assertTheJournalIsReadAsPayloads(Cli run, String journal)
            throws IOException {
        Cli scored = Cli.run("score", journal, "--json");
        assertEquals(0, scored.code(), scored.err());
        assertEquals(41, summary(scored).get("documents").longValue());
        long counted = summary(run).get("tokens_scored").longValue();
        assertTrue(summary(scored).get("tokens_scored").longValue() > counted);
    }

    @ParameterizedTest
    @EnumSource(names = {"SHORT", "ECHO_IGNORED", "BOS_ADDED", "HTML"})
    void aServerThatLiesIsRefusedBeforeTheJob(FaultKind lie) throws IOException {
        DemoServerOptions lying =
                DemoServerOptions.defaults().withFaults(0, new FaultRule(lie, 1, Long.MAX_VALUE));
        try (DemoServer server = DemoServer.start(lying)) {
            Cli run = eval(server, "--attempts", "2", "--journal", folder("lie"));
            assertEquals(3, run.code(), run.err());
            assertEquals("", run.out());
            assertTrue(run.err().contains("no log-probs of a given text"), run.err());
        }
    }

    @Test
    void aServerThatDiesHalfwayLeavesAJournalToGoOnFrom() throws Exception {
        Path log = directory.resolve("requests.jsonl");
        DemoServerOptions options = DemoServerOptions.defaults().withLog(log);
        String undisturbed;
        try (DemoServer server = DemoServer.start(options.withLog(null))) {
            undisturbed = eval(server, "--journal", folder("whole")).out();
        }
        int port;
        try (DemoServer server =
                DemoServer.start(
                        options.withFaults(
                                0, new FaultRule(FaultKind.RESET, 30, Long.MAX_VALUE)))) {
            port = server.uri().getPort();
            Cli first =
                    eval(
                            server,
                            "--attempts",
                            "1",
                            "--concurrency",
                            "4",
                            "--journal",
                            folder("cut"));
            assertEquals(3, first.code(), first.err());
            assertTrue(first.err().contains("run the same again to go on"), first.err());
        }
        long answered = answered(log);
        assertTrue(answered > 10, "answered " + answered);
        try (DemoServer server = DemoServer.start(options.withPort(port))) {
            Cli second = eval(server, "--journal", folder("cut"));
            assertEquals(0, second.code(), second.err());
            assertTrue(second.err().contains("going on from the answers"), second.err());
            assertEquals(undisturbed, second.out());
        }
        // Every window once, three samples of the probe twice, and again what was in flight when
        // the
        // job stopped, or was sent in the place of it before the client was closed.
        long windows = 41;
        long probes = 2 * 3;
        long inFlight = 2 * 4;
        assertTrue(answered(log) <= windows + probes + inFlight, "asked " + answered(log));
    }

    @Test
    void answersAreScoredAgainUnderAnotherAggregateWithoutTheServer() throws IOException {
        String journal = folder("again");
        String weighted;
        try (DemoServer server = DemoServer.start(DemoServerOptions.defaults())) {
            Cli first = hf(server.uri().toString(), "hf-doc", journal, "--stride", "128");
            assertEquals(0, first.code(), first.err());
            weighted =
                    hf(
                                    server.uri().toString(),
                                    "hf-doc-weighted",
                                    folder("other"),
                                    "--stride",
                                    "128")
                            .out();
        }
        Cli again =
                hf(
                        "http://127.0.0.1:1",
                        "hf-doc-weighted",
                        journal,
                        "--stride",
                        "128",
                        "--rescore");
        assertEquals(0, again.code(), again.err());
        assertEquals(weighted, again.out());

        Cli other = hf("http://127.0.0.1:1", "lm-eval", journal, "--rescore");
        assertEquals(3, other.code());
        assertTrue(other.err().contains("the journal has no answer"), other.err());
    }

    private static Cli hf(String url, String convention, String journal, String... more) {
        String[] base = {
            "eval",
            "--data",
            STORIES,
            "--server",
            url,
            "--tokenizer",
            TOKENIZER,
            "--convention",
            convention,
            "--max-length",
            "256",
            "--journal",
            journal,
            "--json"
        };
        return Cli.run(concat(base, more));
    }

    @Test
    void whatLmEvalWouldWriteScoresToTheSameFigures() throws IOException {
        try (DemoServer server = DemoServer.start(DemoServerOptions.defaults())) {
            Cli run =
                    eval(
                            server,
                            "--journal",
                            folder("lm"),
                            "--lm-eval",
                            directory.resolve("lm-eval").toString(),
                            "--save",
                            directory.resolve("demo.ref").toString());
            assertEquals(0, run.code(), run.err());
            Path samples = sample(directory.resolve("lm-eval"));
            assertTrue(samples.getFileName().toString().startsWith("samples_stories_"));
            Cli scored = Cli.run("score", samples.toString(), "--json");
            assertEquals(0, scored.code(), scored.err());
            for (String field :
                    List.of("word_perplexity", "word_perplexity_low", "bits_per_byte", "words")) {
                assertEquals(summary(run).get(field), summary(scored).get(field), field);
            }
            Path copy = Files.copy(samples, directory.resolve("samples_stories_copy.jsonl"));
            Cli compared = Cli.run("compare", "a=" + samples, "b=" + copy);
            assertEquals(0, compared.code(), compared.err());
            assertTrue(compared.out().contains("has the same nll"), compared.out());
        }
    }

    @Test
    void savedReferencesOfTwoModelsAreComparedTokenByToken() throws IOException {
        for (long weights = 0; weights < 2; weights++) {
            DemoServerOptions options =
                    DemoServerOptions.defaults().withWeights(weights, 1 + weights);
            try (DemoServer server = DemoServer.start(options)) {
                Cli run =
                        eval(
                                server,
                                "--top-logprobs",
                                "5",
                                "--journal",
                                folder("w" + weights),
                                "--save",
                                directory.resolve("demo-" + weights + ".ref").toString());
                assertEquals(0, run.code(), run.err());
            }
        }
        Cli compared =
                Cli.run(
                        "compare",
                        "base=" + directory.resolve("demo-0.ref"),
                        "warm=" + directory.resolve("demo-1.ref"));
        assertEquals(0, compared.code(), compared.err());
        assertTrue(compared.out().contains("more than noise"), compared.out());
    }

    @Test
    void aServerIsComparedWithASavedReference() throws IOException {
        String saved = directory.resolve("base.ref").toString();
        try (DemoServer server = DemoServer.start(DemoServerOptions.defaults())) {
            Cli base =
                    eval(
                            server,
                            "--top-logprobs",
                            "20",
                            "--journal",
                            folder("base"),
                            "--save",
                            saved);
            assertEquals(0, base.code(), base.err());
        }
        DemoServerOptions other = DemoServerOptions.defaults().withWeights(1, 1);
        try (DemoServer server = DemoServer.start(other)) {
            String[] command = {
                "compare",
                "base=" + saved,
                "now=" + server.uri(),
                "--data",
                STORIES,
                "--tokenizer",
                TOKENIZER,
                "--max-length",
                "512",
                "--json"
            };
            Cli run = Cli.run(command);
            assertEquals(0, run.code(), run.err());
            JsonNode comparison = summary(run);
            assertEquals("now", comparison.get("candidate").textValue());
            assertEquals(40, comparison.get("documents_paired").longValue());
        }
        Cli without = Cli.run("compare", saved, "http://127.0.0.1:9");
        assertEquals(2, without.code());
        assertTrue(without.err().contains("--data"), without.err());
    }

    @Test
    void aDryRunAsksForNothing() throws IOException {
        Path log = directory.resolve("dry.jsonl");
        try (DemoServer server = DemoServer.start(DemoServerOptions.defaults().withLog(log))) {
            Cli run =
                    Cli.run(
                            "eval",
                            "--data",
                            STORIES,
                            "--server",
                            server.uri().toString(),
                            "--tokenizer",
                            TOKENIZER,
                            "--max-length",
                            "512",
                            "--dry-run",
                            "--rate",
                            "1000");
            assertEquals(0, run.code(), run.err());
            assertTrue(run.out().contains("10,079"), run.out());
        }
        assertTrue(answered(log) <= 3, "asked " + answered(log));
    }

    @Test
    void aWindowLongerThanTheServerTakesIsSaid() throws IOException {
        DemoServerOptions small = DemoServerOptions.defaults().withLimits(400, 20);
        try (DemoServer server = DemoServer.start(small)) {
            Cli run = eval(server, "--journal", folder("long"));
            assertEquals(3, run.code(), run.err());
            assertTrue(run.err().contains("the server takes 400"), run.err());
        }
    }

    @Test
    void theJournalOfAnotherModelIsRefused() throws IOException {
        try (DemoServer server = DemoServer.start(DemoServerOptions.defaults())) {
            assertEquals(0, eval(server, "--journal", folder("other")).code());
        }
        Files.delete(directory.resolve("journal-other").resolve(".finished"));
        DemoServerOptions renamed =
                new DemoServerOptions(
                        "127.0.0.1",
                        0,
                        "renamed",
                        0,
                        1,
                        0,
                        Dialect.VLLM,
                        null,
                        4096,
                        20,
                        List.of());
        try (DemoServer server = DemoServer.start(renamed)) {
            Cli run = eval(server, "--journal", folder("other"));
            assertEquals(3, run.code(), run.err());
            assertTrue(run.err().contains("the journal of another job"), run.err());
        }
    }

    @Test
    void documentsAreGroupedByAFieldOfTheData() throws IOException {
        try (DemoServer server = DemoServer.start(DemoServerOptions.defaults())) {
            Cli run =
                    Cli.run(
                            "eval",
                            "--data",
                            "jobs/samples/demo/stories.jsonl",
                            "--server",
                            server.uri().toString(),
                            "--tokenizer",
                            TOKENIZER,
                            "--group-by",
                            "domain",
                            "--max-length",
                            "512",
                            "--journal",
                            folder("g"),
                            "--json");
            assertEquals(0, run.code(), run.err());
            JsonNode groups = summary(run).get("groups");
            assertEquals(3, groups.size());
            long tokens = 0;
            for (JsonNode group : groups) {
                tokens += group.get("tokens_scored").longValue();
            }
            assertEquals(summary(run).get("tokens_scored").longValue(), tokens);
            assertTrue(summary(run).get("macro_perplexity").isNumber());
        }
    }

    private Cli eval(DemoServer server, String... more) {
        String[] base = {
            "eval",
            "--data",
            STORIES,
            "--server",
            server.uri().toString(),
            "--tokenizer",
            TOKENIZER,
            "--max-length",
            "512",
            "--json"
        };
        return Cli.run(concat(base, more));
    }

    private static String[] concat(String[] base, String... more) {
        String[] all = new String[base.length + more.length];
        System.arraycopy(base, 0, all, 0, base.length);
        System.arraycopy(more, 0, all, base.length, more.length);
        return all;
    }

    private String folder(String name) {
        return directory.resolve("journal-" + name).toString();
    }

    private static JsonNode summary(Cli run) throws IOException {
        List<String> lines = run.out().lines().toList();
        return JSON.readTree(lines.get(lines.size() - 1));
    }

    private static long answered(Path log) throws IOException {
        return Files.readAllLines(log).stream()
                .filter(line -> line.contains("\"status\":200"))
                .count();
    }

    private static Path sample(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith("samples_"))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
