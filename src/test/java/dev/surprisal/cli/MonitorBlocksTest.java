package dev.surprisal.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MonitorBlocksTest {

    private static final String LETTER =
            "{\"kind\":\"dead_letter\",\"reason\":\"schema is 'x%03d'\"}";
    private static final String ALERT =
            "{\"kind\":\"alert\",\"status\":\"firing\",\"severity\":\"page\",\"detector\":\"e-sr\","
                    + "\"window_end\":1772452800000,\"text\":\"alert %03d\"}";

    @TempDir Path directory;

    private List<Block> blocks(List<String> lines) throws IOException {
        Files.write(directory.resolve("results.jsonl"), lines);
        return MonitorBlocks.of(new Results(directory));
    }

    /** A reason quotes what stood there, and a broken fleet has no end of alerts. */
    @Test
    void aTableHasAnEndHoweverBadTheInput() throws IOException {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            lines.add(String.format(LETTER, i));
            lines.add(String.format(ALERT, i));
        }
        lines.add(String.format(LETTER, 149));

        List<Block> blocks = blocks(lines);

        Block alerts = blocks.get(1);
        assertEquals("150 alerts, the first 100", alerts.title());
        assertEquals(100, alerts.rows().size());
        assertEquals(List.of("03-02 12:00:00", "page", "e-sr", "alert 000"), alerts.rows().get(0));
        Block letters = blocks.get(2);
        assertEquals("dead letters, the first 100 reasons", letters.title());
        assertEquals(100, letters.rows().size());
        assertEquals(List.of("2", "schema is 'x149'"), letters.rows().get(0));
        assertEquals(List.of("1", "schema is 'x000'"), letters.rows().get(1));
    }

    @Test
    void nothingFoundIsNoKeys() throws IOException {
        List<Block> blocks = blocks(List.of("{\"kind\":\"ledger\",\"ledger\":{\"received\":0}}"));

        assertEquals("0 keys", blocks.get(0).title());
        assertEquals("ledger", blocks.get(1).title());
        assertTrue(blocks.get(0).rows().isEmpty());
    }
}
