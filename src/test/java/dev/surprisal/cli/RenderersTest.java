package dev.surprisal.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RenderersTest {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    @TempDir Path directory;

    @Test
    void columnsAlign() {
        TextRenderer.render(
                List.of(
                        new Block(
                                "title",
                                List.of("name", "n"),
                                List.of(List.of("a", "1"), List.of("longer", "1,000"))),
                        new Block("empty", List.of("x"), List.of())),
                out);

        assertEquals(
                """
                title
                  name    n
                  a           1
                  longer  1,000

                empty
                  x

                """,
                text());
    }

    @Test
    void aNameNeverReachesTheTerminalAsACommand() {
        Block block = new Block("\u001b[2J", List.of("a"), List.of(List.of("x\u001b]0;y\u0007")));

        TextRenderer.render(List.of(block), out);

        assertFalse(text().contains("\u001b"));
        assertFalse(text().contains("\u0007"));
    }

    @Test
    void aNameNeverBreaksAMarkdownTable() {
        MarkdownRenderer.render(
                List.of(new Block("t", List.of("a"), List.of(List.of("x|y<script>`\n")))), out);

        assertEquals(
                """
                **t**

                | a |
                | --- |
                | x\\|y&lt;script>\\`? |

                """,
                text());
    }

    @Test
    void csvHasAColumnForEveryFieldOfAnyLine() throws Exception {
        Files.writeString(
                directory.resolve("results-0.jsonl"),
                "{\"kind\":\"document\",\"document\":\"a,\\\"b\\\"\",\"kl\":{\"mean\":1.5}}\n"
                        + "{\"kind\":\"summary\",\"tokens\":3,\"kl\":null}\n");
        Files.writeString(directory.resolve(".results-1.jsonl"), "not finished");

        CsvRenderer.render(new Results(directory), out);

        assertEquals(
                "kind,document,kl.mean,tokens,kl\r\n"
                        + "document,\"a,\"\"b\"\"\",1.5,,\r\n"
                        + "summary,,,3,\r\n",
                text());
    }

    private String text() {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
