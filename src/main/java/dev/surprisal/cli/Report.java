package dev.surprisal.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Results as blocks for a person: documents, windows, dead letters (each up to a limit, and how
 * many more there are), then the whole.
 */
final class Report {

    private static final int ROWS_MAX = 100;

    private static final List<String> DOCUMENT_HEADER =
            List.of(
                    "document",
                    "model",
                    "scored",
                    "expected",
                    "perplexity",
                    "reference",
                    "KL(ref||model)",
                    "top-1");

    private static final List<String> EXPLANATION_HEADER =
            List.of("document", "format", "distribution", "time from", "finished", "set aside");

    private static final List<String> WINDOW_HEADER =
            List.of(
                    "window",
                    "documents",
                    "scored",
                    "perplexity",
                    "low",
                    "high",
                    "reference",
                    "KL(ref||model)");

    private final List<List<String>> documents = new ArrayList<>();
    private final List<List<String>> windows = new ArrayList<>();
    private final List<List<String>> deadLetters = new ArrayList<>();
    private final List<List<String>> explanations = new ArrayList<>();
    private final boolean explain;
    private JsonNode summary;
    private long documentCount;
    private long windowCount;
    private long deadLetterCount;

    private Report(boolean explain) {
        this.explain = explain;
    }

    /** Blocks for a person; {@code explain} adds how each document was read. */
    static List<Block> of(Results results, boolean explain) throws IOException {
        Report report = new Report(explain);
        results.forEach(report::add);
        return report.blocks();
    }

    private void add(JsonNode line) {
        switch (line.get("kind").textValue()) {
            case "document" -> {
                if (documentCount++ < ROWS_MAX) {
                    documents.add(documentRow(line));
                    explanations.add(explanation(line));
                }
            }
            case "window" -> {
                if (windowCount++ < ROWS_MAX) {
                    windows.add(windowRow(line));
                }
            }
            case "dead_letter" -> {
                if (deadLetterCount++ < ROWS_MAX) {
                    deadLetters.add(deadLetterRow(line));
                }
            }
            default -> summary = line;
        }
    }

    private static List<String> documentRow(JsonNode line) {
        return List.of(
                line.get("document").asText(),
                line.get("model").asText(Numbers.NONE),
                Numbers.whole(line.get("tokens_scored")),
                Numbers.whole(line.get("tokens_expected")),
                Numbers.decimals(line.get("perplexity"), 4),
                Numbers.decimals(line.get("reference_perplexity"), 4),
                Numbers.decimals(line.path("forward_kl").path("mean"), 5),
                Numbers.percent(line.get("top1_agreement"), 1));
    }

    private static List<String> explanation(JsonNode line) {
        List<String> aside = new ArrayList<>();
        for (Map.Entry<String, JsonNode> status : line.get("statuses").properties()) {
            if (!status.getKey().equals("ok")) {
                aside.add(status.getValue().asText() + " " + status.getKey());
            }
        }
        if (line.get("duplicates").longValue() > 0) {
            aside.add(line.get("duplicates").asText() + " repeats");
        }
        return List.of(
                line.get("document").asText(),
                line.get("format").asText(),
                line.get("distribution").asText(Numbers.NONE),
                line.get("event_time_origin").asText(),
                line.get("complete").booleanValue() ? "yes" : "no",
                aside.isEmpty() ? "nothing" : String.join(", ", aside));
    }

    private static List<String> windowRow(JsonNode line) {
        return List.of(
                line.get("key").textValue() + " #" + line.get("window_index").asText(),
                Numbers.whole(line.get("documents")),
                Numbers.whole(line.get("tokens_scored")),
                Numbers.decimals(line.get("perplexity"), 4),
                Numbers.decimals(line.get("perplexity_low"), 4),
                Numbers.decimals(line.get("perplexity_high"), 4),
                Numbers.decimals(line.get("reference_perplexity"), 4),
                Numbers.decimals(line.path("forward_kl").path("mean"), 5));
    }

    private static List<String> deadLetterRow(JsonNode line) {
        return List.of(
                line.get("source").textValue() + "@" + line.get("source_offset").asText(),
                line.get("offset").asText(Numbers.NONE),
                line.get("reason").textValue());
    }

    private List<Block> blocks() {
        List<Block> blocks = new ArrayList<>();
        addBlock(blocks, "documents", documentCount, DOCUMENT_HEADER, documents);
        if (explain) {
            addBlock(
                    blocks,
                    "documents, how they were read",
                    documentCount,
                    EXPLANATION_HEADER,
                    explanations);
        }
        addBlock(blocks, "windows", windowCount, WINDOW_HEADER, windows);
        addBlock(
                blocks,
                "dead letters",
                deadLetterCount,
                List.of("where", "at byte", "reason"),
                deadLetters);
        blocks.addAll(SummaryBlocks.of(summary));
        return blocks;
    }

    private static void addBlock(
            List<Block> blocks,
            String title,
            long count,
            List<String> header,
            List<List<String>> rows) {
        if (count > 0) {
            String more =
                    count > ROWS_MAX
                            ? ", the first " + ROWS_MAX + " (--output json or csv shows all)"
                            : "";
            blocks.add(new Block(count + " " + title + more, header, rows));
        }
    }
}
