package dev.surprisal.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a job over roll-outs found: steps or windows by group, alerts, what was set aside. */
final class DriftBlocks {

    private static final int ROWS_MAX = 100;
    private static final int ROWS_SHOWN = 40;

    private static final List<String> HEADER =
            List.of(
                    "steps",
                    "group",
                    "completions",
                    "reward",
                    "gold",
                    "KL",
                    "sqrt KL",
                    "mismatch",
                    "ratio",
                    "entropy",
                    "length");

    /** By what they are grouped by; the last ones, oldest first. */
    private final Map<String, ArrayDeque<List<String>>> windows = new TreeMap<>();

    private final Map<String, ArrayDeque<List<String>>> steps = new TreeMap<>();
    private final FrontierRows frontier = new FrontierRows();
    private final List<List<String>> alerts = new ArrayList<>();
    private final Map<String, Long> reasons = new TreeMap<>();
    private final Map<String, Long> notes = new TreeMap<>();
    private long alertCount;
    private long stepCount;
    private JsonNode ledger;
    private JsonNode joined;

    private DriftBlocks() {}

    static List<Block> of(Results results) throws IOException {
        DriftBlocks blocks = new DriftBlocks();
        results.forEach(blocks::add);
        return blocks.blocks();
    }

    private void add(JsonNode line) {
        switch (line.get("kind").textValue()) {
            case "step" -> step(line);
            case "step_window" -> row(windows, line);
            case "alert" -> {
                if (alertCount++ < ROWS_MAX) {
                    alerts.add(alert(line));
                }
            }
            case "unmatched" -> reasons.merge(reason(line), 1L, Long::sum);
            case "join" -> joined = line;
            case "dead_letter" -> reasons.merge(line.get("reason").textValue(), 1L, Long::sum);
            default -> ledger = line.get("ledger");
        }
    }

    private void step(JsonNode line) {
        row(steps, line);
        if (!line.get("key").textValue().equals("all")) {
            return;
        }
        stepCount++;
        frontier.add(line);
        for (Map.Entry<String, JsonNode> note : line.get("notes").properties()) {
            if (note.getKey().endsWith("k3/validity")) {
                String pair = note.getKey().substring(0, note.getKey().indexOf('/'));
                notes.merge(pair + ": " + note.getValue().asText(), 1L, Long::sum);
            }
        }
    }

    /** Without the places, of which each roll-out has its own. */
    private static String reason(JsonNode line) {
        String reason = line.get("reason").textValue();
        int place = reason.indexOf(" at position");
        return line.get("status").textValue()
                + ": "
                + (place < 0 ? reason : reason.substring(0, place));
    }

    private static void row(Map<String, ArrayDeque<List<String>>> kinds, JsonNode line) {
        List<String> names = new ArrayList<>();
        line.get("labels").fieldNames().forEachRemaining(names::add);
        ArrayDeque<List<String>> rows =
                kinds.computeIfAbsent(String.join("+", names), none -> new ArrayDeque<>());
        rows.add(row(line));
        if (rows.size() > ROWS_SHOWN) {
            rows.removeFirst();
        }
    }

    private static List<String> row(JsonNode line) {
        JsonNode values = line.get("values");
        long first = line.get("first_step").longValue();
        long last = line.get("step").longValue();
        return List.of(
                first == last ? Long.toString(last) : first + "-" + last,
                line.get("key").textValue(),
                Numbers.whole(values.path("completions").asLong()),
                Numbers.decimals(values.path("reward/mean"), 3),
                Numbers.decimals(values.path("reward/gold_mean"), 3),
                Numbers.decimals(values.path("kl"), 5),
                Numbers.decimals(values.path("sqrt_kl"), 3),
                Numbers.decimals(values.path("mismatch_kl"), 5),
                Numbers.decimals(values.path("ratio/mismatch/mean"), 3),
                Numbers.decimals(values.path("entropy"), 3),
                Numbers.decimals(values.path("length/mean"), 1));
    }

    private static List<String> alert(JsonNode line) {
        boolean over = line.get("status").textValue().equals("resolved");
        return List.of(
                Numbers.whole(line.get("window_start")),
                over ? "resolved" : line.get("severity").textValue(),
                line.get("detector").textValue(),
                line.get("text").textValue());
    }

    private List<Block> blocks() {
        List<Block> blocks = new ArrayList<>();
        (windows.isEmpty() ? steps : windows)
                .forEach(
                        (kind, rows) -> {
                            String of = kind.isEmpty() ? "all" : "by " + kind;
                            String last = rows.size() == ROWS_SHOWN ? ", the last" : "";
                            String title = stepCount + " steps, " + of + last;
                            blocks.add(new Block(title, HEADER, List.copyOf(rows)));
                        });
        blocks.addAll(frontier.blocks());
        counted(blocks, "k3 as an estimate of KL", "steps", notes);
        if (alertCount > 0) {
            String more = alertCount > ROWS_MAX ? ", the first " + ROWS_MAX : "";
            blocks.add(
                    new Block(
                            alertCount + " alerts" + more,
                            List.of("step", "state", "detector", "what"),
                            alerts));
        }
        counted(blocks, "set aside", "count", reasons);
        if (joined != null) {
            List<List<String>> rows = new ArrayList<>();
            for (Map.Entry<String, JsonNode> line : joined.get("first").properties()) {
                rows.add(
                        List.of(
                                line.getKey(),
                                Numbers.whole(line.getValue()),
                                Numbers.whole(joined.get("second").get(line.getKey()))));
            }
            blocks.add(new Block("two streams", List.of("line", "first", "second"), rows));
        }
        if (ledger != null) {
            List<List<String>> rows = new ArrayList<>();
            ledger.properties()
                    .forEach(
                            entry ->
                                    rows.add(
                                            List.of(
                                                    entry.getKey(),
                                                    Numbers.whole(entry.getValue()))));
            blocks.add(new Block("ledger", List.of("line", "count"), rows));
        }
        return blocks;
    }

    private static void counted(
            List<Block> blocks, String title, String what, Map<String, Long> counts) {
        if (counts.isEmpty()) {
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .limit(ROWS_MAX)
                .forEach(
                        entry ->
                                rows.add(List.of(Numbers.whole(entry.getValue()), entry.getKey())));
        blocks.add(new Block(title, List.of(what, ""), rows));
    }
}
