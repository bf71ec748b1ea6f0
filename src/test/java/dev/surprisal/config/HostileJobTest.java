package dev.surprisal.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the file, it gives settings or an {@link InvalidJobException}, and soon. */
class HostileJobTest {

    private static final Path GOOD = Path.of("src/test/resources/config/good-job.yaml");
    private static final String LEAST = "version: 1\nname: x\nsource: {files: a.kld}\n";

    /** Generous for a busy machine; a bomb that unfolds takes minutes. */
    private static final Duration SOON = Duration.ofSeconds(20);

    private static final String ANCHOR =
            "is not YAML that can be read: anchors and aliases are not allowed: write the value"
                    + " again";

    private static final int MUTATIONS = 5_000;

    /** What YAML and the substitution treat in ways of their own. */
    private static final String[] SPICE = {
        "\t",
        "\n",
        " ",
        ":",
        ": ",
        "- ",
        "-",
        "[",
        "]",
        "{",
        "}",
        ",",
        "&a ",
        "*a",
        "!",
        "!!int ",
        "%",
        "%YAML 1.1\n",
        "---\n",
        "...\n",
        "'",
        "\"",
        "\\",
        "\\x",
        "\\U00110000",
        "|",
        ">",
        "|9\n",
        "?",
        "? ",
        "<<: ",
        "=",
        "~",
        "@",
        "`",
        "#",
        " #",
        "${",
        "}",
        "${A}",
        "$${",
        "${A:-",
        "\0",
        "\u0085",
        "\u2028",
        "\uFEFF",
        "\uD800",
        "\uDFFF",
        "9999999999999999999",
        "no",
        "1e3",
        "010",
        "1:30",
        ".nan",
    };

    @Test
    void billionLaughsAreRefusedAtTheFirst() {
        String lines =
                IntStream.range(1, 30)
                        .mapToObj(i -> "l" + i + ": &l" + i + " [" + laughs(i - 1) + "]\n")
                        .collect(Collectors.joining());

        assertEquals("x.yaml:4:5: " + ANCHOR, refusal(LEAST + "l0: &l0 [lol]\n" + lines));
    }

    @Test
    void collectionInsideItselfIsRefused() {
        assertEquals("x.yaml:4:8: " + ANCHOR, refusal(LEAST + "score: &a {js: *a, *a : *a}\n"));
    }

    @Test
    void manyProblemsAreCutShort() {
        String items = "[], ".repeat(20_000);

        assertEquals(1_000, refusal("source: {files: [" + items + "]}").lines().count());
    }

    @Test
    void manyFilesAreReadSoon() {
        String files =
                IntStream.range(0, 30_000).mapToObj(i -> "f" + i).collect(Collectors.joining(","));

        assertEquals("", outcome("version: 1\nname: x\nsource: {files: [" + files + "]}\n"));
    }

    @ParameterizedTest
    @ValueSource(ints = {17, 1_000, 100_000})
    void deepNestingIsRefused(int depth) {
        String message = refusal(LEAST + "score: " + "[".repeat(depth) + "]".repeat(depth) + "\n");

        String reason = "is not YAML that can be read: Nesting Depth exceeded max 16";
        assertEquals("x.yaml:4: " + reason, message.replaceFirst(":4:[0-9]+:", ":4:"));
    }

    @Test
    void deepBlocksAreRefused() {
        String blocks =
                IntStream.range(0, 500)
                        .mapToObj(i -> " ".repeat(i) + "a:\n")
                        .collect(Collectors.joining());

        refusal(blocks);
    }

    @Test
    void hugeScalarIsRefused() {
        assertEquals(
                "x.yaml: is larger than 1 MiB",
                refusal(LEAST + "execution: " + "x".repeat(10 << 20)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"9", "9.", "9:9", "no", "${A", "$${", "[", "{a: ", "? ", "- "})
    void repetitionIsReadSoon(String part) {
        String many = part.repeat(YamlText.BYTES_MAX / 4 / part.length());

        outcome(LEAST + "parallelism: " + many);
        outcome(LEAST + "parallelism: '" + many + "'");
        outcome(LEAST + many + ": 1");
    }

    @Test
    void manyKeysAreReadSoon() {
        outcome(
                IntStream.range(0, 10_000)
                        .mapToObj(i -> "paralelism" + i + ": 1\n")
                        .collect(Collectors.joining()));
    }

    @Timeout(120)
    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void mutationsGiveSettingsOrProblems(long seed) throws IOException {
        System.out.println("HostileJobTest seed " + seed);
        String good = Files.readString(GOOD);
        Random random = new Random(seed);
        int accepted = 0;
        for (int i = 0; i < MUTATIONS / 2; i++) {
            String mutant = mutate(good, random);
            String outcome = tried(mutant);
            accepted += outcome.isEmpty() ? 1 : 0;
            assertFalse(outcome.contains("hunter2"), outcome);
        }
        // Else the mutations would be too wild to reach past the parser, or too tame to matter.
        assertFalse(accepted < MUTATIONS / 100 || accepted > MUTATIONS / 4, "accepted " + accepted);
    }

    private static String laughs(int i) {
        return IntStream.range(0, 10).mapToObj(j -> "*l" + i).collect(Collectors.joining(", "));
    }

    private static String mutate(String text, Random random) {
        String mutant = text;
        int edits = 1 + random.nextInt(3);
        for (int i = 0; i < edits; i++) {
            int from = random.nextInt(mutant.length() + 1);
            int to = Math.min(mutant.length(), from + random.nextInt(12));
            Function<String, String> edit = edit(mutant, random);
            mutant =
                    mutant.substring(0, from)
                            + edit.apply(mutant.substring(from, to))
                            + mutant.substring(to);
        }
        return mutant;
    }

    private static Function<String, String> edit(String text, Random random) {
        return switch (random.nextInt(5)) {
            case 0 -> cut -> "";
            case 1 -> cut -> cut + cut;
            case 2 -> cut -> SPICE[random.nextInt(SPICE.length)] + cut;
            case 3 -> cut -> SPICE[random.nextInt(SPICE.length)];
            default -> {
                String[] lines = text.split("\n", -1);
                yield cut -> cut + "\n" + lines[random.nextInt(lines.length)] + "\n";
            }
        };
    }

    private static String refusal(String yaml) {
        String message = outcome(yaml);
        assertFalse(message.isEmpty(), "accepted");
        return message;
    }

    private static String outcome(String yaml) {
        return assertTimeoutPreemptively(SOON, () -> tried(yaml));
    }

    /** The message, or nothing where the file was accepted; any other exception fails the test. */
    private static String tried(String yaml) {
        try {
            JobFile.parse(yaml, "x.yaml", Path.of("/jobs"), Map.of("A", "hunter2"));
            return "";
        } catch (InvalidJobException e) {
            return e.getMessage();
        }
    }
}
