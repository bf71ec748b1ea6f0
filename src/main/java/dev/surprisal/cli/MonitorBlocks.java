package dev.surprisal.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What a job that monitored recorded responses found: keys, alerts, what was set aside. */
final class MonitorBlocks {

    private static final int ROWS_MAX = 100;

    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private static final List<String> KEY_HEADER =
            List.of(
                    "key",
                    "windows",
                    "documents",
                    "tokens",
                    "perplexity, first",
                    "last",
                    "against baseline",
                    "late");

    private final Map<String, KeyRows> keys = new TreeMap<>();
    private final List<List<String>> alerts = new ArrayList<>();
    private final Map<String, Long> reasons = new TreeMap<>();
    private long alertCount;
    private long late;
    private JsonNode ledger;

    private MonitorBlocks() {}

    static List<Block> of(Results results) throws IOException {
        MonitorBlocks blocks = new MonitorBlocks();
        results.forEach(blocks::add);
        return blocks.blocks();
    }

    private void add(JsonNode line) {
        switch (line.get("kind").textValue()) {
            case "window" ->
                    keys.computeIfAbsent(line.get("key").textValue(), key -> new KeyRows())
                            .add(line);
            case "alert" -> {
                if (alertCount++ < ROWS_MAX) {
                    alerts.add(alert(line));
                }
            }
            case "dead_letter" -> reasons.merge(line.get("reason").textValue(), 1L, Long::sum);
            case "late" -> late++;
            case "ledger" -> ledger = line.get("ledger");
            default -> {
                // Baselines are for the next run to read.
            }
        }
    }

    private static List<String> alert(JsonNode line) {
        return List.of(
                time(line.get("window_end")),
                isResolved(line) ? "resolved" : text(line, "severity"),
                text(line, "detector"),
                text(line, "text"));
    }

    private static boolean isResolved(JsonNode line) {
        return line.get("status").textValue().equals("resolved");
    }

    private static String text(JsonNode line, String field) {
        return line.path(field).asText(Numbers.NONE);
    }

    private static String time(JsonNode millis) {
        return MINUTE.format(Instant.ofEpochMilli(millis.longValue()));
    }

    private List<Block> blocks() {
        List<Block> blocks = new ArrayList<>();
        List<List<String>> rows = new ArrayList<>();
        keys.forEach((key, row) -> rows.add(row.cells(key)));
        blocks.add(new Block(keys.size() + " keys", KEY_HEADER, rows));
        if (alertCount > 0) {
            String more = alertCount > ROWS_MAX ? ", the first " + ROWS_MAX : "";
            blocks.add(
                    new Block(
                            alertCount + " alerts" + more,
                            List.of("window to (UTC)", "state", "detector", "what"),
                            alerts));
        }
        if (!reasons.isEmpty()) {
            List<List<String>> letters = new ArrayList<>();
            // The most frequent ones: a reason may quote what stood there, and there is no end of
            // it.
            reasons.entrySet().stream()
                    .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                    .limit(ROWS_MAX)
                    .forEach(
                            reason ->
                                    letters.add(
                                            List.of(
                                                    Numbers.whole(reason.getValue()),
                                                    reason.getKey())));
            String more = reasons.size() > ROWS_MAX ? ", the first " + ROWS_MAX + " reasons" : "";
            blocks.add(new Block("dead letters" + more, List.of("count", "reason"), letters));
        }
        if (ledger != null) {
            blocks.add(ledger());
        }
        return blocks;
    }

    private Block ledger() {
        List<List<String>> rows = new ArrayList<>();
        for (Map.Entry<String, JsonNode> line : ledger.properties()) {
            rows.add(List.of(line.getKey(), Numbers.whole(line.getValue())));
        }
        return new Block("ledger", List.of("line", "count"), rows);
    }

    /** One key: its first and last window, and sums over all. */
    private static final class KeyRows {
        private JsonNode first;
        private JsonNode last;
        private long windows;
        private long documents;
        private long tokens;
        private long late;

        void add(JsonNode line) {
            first = first == null ? line : first;
            last = line;
            windows++;
            documents += line.get("documents").longValue();
            tokens += line.get("tokens_scored").longValue();
            late += line.get("late").longValue();
        }

        List<String> cells(String key) {
            JsonNode drift = last.path("drift");
            String ratio =
                    drift.path("ratio").isNumber()
                            ? Numbers.interval(
                                    drift.get("ratio").doubleValue(),
                                    drift.path("ratio_low").asDouble(Double.NaN),
                                    drift.path("ratio_high").asDouble(Double.NaN),
                                    3)
                            : Numbers.NONE;
            return List.of(
                    key,
                    Numbers.whole(windows),
                    Numbers.whole(documents),
                    Numbers.whole(tokens),
                    Numbers.decimals(first.get("perplexity"), 3),
                    Numbers.decimals(last.get("perplexity"), 3),
                    ratio,
                    Numbers.whole(late));
        }
    }
}
