package dev.surprisal.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a job over labelled lines found: losses by key and window, and over everything. */
final class LossBlocks {

    private static final int ROWS_MAX = 100;

    private static final List<String> WINDOW_HEADER =
            List.of("key", "window from", "loss", "items", "value", "low", "high", "accuracy");

    private static final List<String> SUMMARY_HEADER =
            List.of("loss", "items", "value", "low", "high", "sum", "accuracy", "infinite", "unit");

    private final List<List<String>> windows = new ArrayList<>();
    private final Map<String, Long> reasons = new TreeMap<>();
    private long windowCount;
    private JsonNode summary;

    private LossBlocks() {}

    static List<Block> of(Results results) throws IOException {
        LossBlocks blocks = new LossBlocks();
        results.forEach(blocks::add);
        return blocks.blocks();
    }

    private void add(JsonNode line) {
        switch (line.get("kind").textValue()) {
            case "loss" -> {
                if (windowCount++ < ROWS_MAX) {
                    windows.add(window(line));
                }
            }
            case "dead_letter" -> reasons.merge(line.get("reason").textValue(), 1L, Long::sum);
            case "summary" -> summary = line;
            default -> {
                // Late lines and the ledger are in the summary as counts.
            }
        }
    }

    private static List<String> window(JsonNode line) {
        JsonNode start = line.get("window_start");
        return List.of(
                line.get("key").textValue(),
                start.isNull() ? Numbers.NONE : Instant.ofEpochMilli(start.longValue()).toString(),
                line.get("loss").textValue(),
                Numbers.whole(line.get("items")),
                Numbers.decimals(line.get("value"), 6),
                Numbers.decimals(line.get("value_low"), 6),
                Numbers.decimals(line.get("value_high"), 6),
                Numbers.percent(line.get("accuracy"), 1));
    }

    private List<Block> blocks() {
        List<Block> blocks = new ArrayList<>();
        if (windowCount > summary.get("losses").size()) {
            String more = windowCount > ROWS_MAX ? ", the first " + ROWS_MAX : "";
            blocks.add(new Block("by key and window" + more, WINDOW_HEADER, windows));
        }
        List<List<String>> rows = new ArrayList<>();
        for (Map.Entry<String, JsonNode> loss : summary.get("losses").properties()) {
            JsonNode figures = loss.getValue();
            rows.add(
                    List.of(
                            loss.getKey(),
                            Numbers.whole(figures.get("items")),
                            Numbers.decimals(figures.get("value"), 6),
                            Numbers.decimals(figures.get("value_low"), 6),
                            Numbers.decimals(figures.get("value_high"), 6),
                            Numbers.decimals(figures.get("sum"), 4),
                            Numbers.percent(figures.get("accuracy"), 1),
                            Numbers.whole(figures.get("infinite")),
                            figures.get("unit").textValue()));
        }
        blocks.add(new Block("losses", SUMMARY_HEADER, rows));
        if (!reasons.isEmpty()) {
            List<List<String>> letters = new ArrayList<>();
            reasons.forEach((reason, count) -> letters.add(List.of(Numbers.whole(count), reason)));
            blocks.add(new Block("dead letters", List.of("count", "reason"), letters));
        }
        return blocks;
    }
}
