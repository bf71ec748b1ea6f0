package dev.surprisal.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.surprisal.demo.DemoServer;
import dev.surprisal.demo.DemoServerOptions;
import dev.surprisal.demo.Dialect;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The same texts through every way of asking, with a tokenizer and without. */
class EvalDialectsITCase {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String[] KNOWN = {
        "--convention", "hf-evaluate", "--tokenizer", "jobs/samples/demo/tokenizer"
    };
    private static final Path STORIES = Path.of("jobs/samples/demo/stories.txt");
    private static final String SHORT = "Mara saw the sea.\nIt was — old.";

    private static JsonNode expected;
    private static JsonNode known;

    @TempDir Path directory;

    @BeforeAll
    static void evaluate(@TempDir Path folder) throws IOException {
        Path texts = Files.writeString(folder.resolve("t.txt"), SHORT);
        expected = eval(folder, Dialect.VLLM, texts, KNOWN);
        known = eval(folder, Dialect.VLLM, STORIES, KNOWN);
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void everyDialectGivesTheSameFigures(Dialect dialect) throws IOException {
        Path texts = Files.writeString(directory.resolve("t.txt"), SHORT);
        JsonNode seen = eval(dialect, texts, KNOWN);

        assertEquals(expected.get("tokens_scored"), seen.get("tokens_scored"));
        assertEquals(
                expected.get("nll_sum").doubleValue(), seen.get("nll_sum").doubleValue(), 1e-9);
    }

    /** Asked for a text, the server puts BOS in front: as hf-evaluate does with the tokenizer. */
    @ParameterizedTest
    @EnumSource(names = {"VLLM", "ECHO_ONLY", "TGI"})
    void theServersOwnTokensGiveTheSameSumAsItsTokenizer(Dialect dialect) throws IOException {
        JsonNode unknown = eval(dialect, STORIES, "--convention", "whole");

        assertEquals(known.get("tokens_scored"), unknown.get("tokens_scored"));
        assertEquals(
                known.get("nll_sum").doubleValue(), unknown.get("nll_sum").doubleValue(), 1e-6);
        assertEquals(44_359, unknown.get("bytes").longValue());
        assertTrue(unknown.get("bits_per_byte").isNumber());
    }

    @Test
    void windowsNeedATokenizer() throws IOException {
        try (DemoServer server = DemoServer.start(DemoServerOptions.defaults())) {
            Cli run = run(directory, server, STORIES, "--convention", "lm-eval");
            assertEquals(2, run.code(), run.err());
            assertTrue(run.err().contains("give its tokenizer.json"), run.err());
        }
    }

    private JsonNode eval(Dialect dialect, Path texts, String... more) throws IOException {
        return eval(directory, dialect, texts, more);
    }

    private static JsonNode eval(Path directory, Dialect dialect, Path texts, String... more)
            throws IOException {
        DemoServerOptions options = DemoServerOptions.defaults().withDialect(dialect);
        try (DemoServer server = DemoServer.start(options)) {
            Cli run = run(directory, server, texts, more);
            assertEquals(0, run.code(), run.err());
            List<String> lines = run.out().lines().toList();
            return JSON.readTree(lines.get(lines.size() - 1));
        }
    }

    private static Cli run(Path directory, DemoServer server, Path texts, String... more)
            throws IOException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "eval",
                                "--data",
                                texts.toString(),
                                "--server",
                                server.uri().toString(),
                                "--journal",
                                Files.createTempDirectory(directory, "journal").toString(),
                                "--json"));
        command.addAll(List.of(more));
        return Cli.run(command.toArray(String[]::new));
    }
}
