package dev.surprisal.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.surprisal.ask.WindowPlanner;
import dev.surprisal.corpus.TextDocument;
import dev.surprisal.job.Evaluation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What an evaluation shows beside the summary: groups, nll by context, the worst documents, the
 * most surprising tokens in their context. Results hold places, never text: it is read again from
 * the user's own files.
 */
final class EvaluationBlocks {

    private static final int CONTEXT_BYTES = 60;

    private final JsonNode summary;
    private final int worst;
    private final List<Block> blocks = new ArrayList<>();

    private EvaluationBlocks(JsonNode summary, int worst) {
        this.summary = summary;
        this.worst = worst;
    }

    static List<Block> of(Results results, JsonNode summary, Evaluation evaluation, int worst)
            throws IOException {
        EvaluationBlocks blocks = new EvaluationBlocks(summary, worst);
        blocks.addGroups();
        blocks.addPositions();
        blocks.addDocuments(results);
        blocks.addTokens(evaluation);
        return blocks.blocks;
    }

    private void addGroups() {
        List<List<String>> rows = new ArrayList<>();
        for (Map.Entry<String, JsonNode> group : summary.path("groups").properties()) {
            JsonNode figures = group.getValue();
            rows.add(
                    List.of(
                            group.getKey(),
                            Numbers.whole(figures.get("documents")),
                            Numbers.whole(figures.get("tokens_scored")),
                            Numbers.decimals(figures.get("perplexity"), 4),
                            Numbers.decimals(figures.get("word_perplexity"), 4),
                            Numbers.decimals(figures.get("bits_per_byte"), 5)));
        }
        add(
                "groups",
                List.of("group", "documents", "tokens", "ppl", "word ppl", "bits per byte"),
                rows);
    }

    private void addPositions() {
        List<List<String>> rows = new ArrayList<>();
        for (JsonNode position : summary.path("nll_by_context")) {
            String from = position.get("context_from").asText();
            String to = position.get("context_to").asText();
            rows.add(
                    List.of(
                            from.equals(to) ? from : from + " to " + to,
                            Numbers.whole(position.get("tokens")),
                            Numbers.decimals(position.get("nll_mean"), 4)));
        }
        add("nll by position in context", List.of("tokens of context", "tokens", "nll"), rows);
    }

    private void addDocuments(Results results) throws IOException {
        List<JsonNode> documents = new ArrayList<>();
        results.forEach(
                line -> {
                    if (line.get("kind").textValue().equals("document")) {
                        documents.add(line);
                        documents.sort(
                                Comparator.comparingDouble(
                                                (JsonNode d) -> d.get("nll_mean").doubleValue())
                                        .reversed());
                        if (documents.size() > worst) {
                            documents.remove(worst);
                        }
                    }
                });
        List<List<String>> rows = new ArrayList<>();
        for (JsonNode document : documents) {
            rows.add(
                    List.of(
                            document.get("document").textValue(),
                            Numbers.whole(document.get("tokens_scored")),
                            Numbers.decimals(document.get("perplexity"), 4),
                            Numbers.decimals(document.get("bits_per_byte"), 5)));
        }
        add("worst documents", List.of("document", "tokens", "ppl", "bits per byte"), rows);
    }

    private void addTokens(Evaluation evaluation) throws IOException {
        List<JsonNode> tokens = new ArrayList<>();
        Set<String> wanted = new HashSet<>();
        for (JsonNode token : summary.path("worst_tokens")) {
            if (tokens.size() < worst) {
                tokens.add(token);
                wanted.add(token.get("document").textValue());
            }
        }
        if (tokens.isEmpty()) {
            return;
        }
        Map<String, byte[]> texts = texts(evaluation, wanted);
        List<List<String>> rows = new ArrayList<>();
        for (JsonNode token : tokens) {
            String document = token.get("document").textValue();
            rows.add(
                    List.of(
                            Numbers.decimals(token.get("nll"), 3),
                            context(texts.get(document), token),
                            document));
        }
        add("most surprising tokens", List.of("nll", "in context", "document"), rows);
    }

    private static Map<String, byte[]> texts(Evaluation evaluation, Set<String> wanted)
            throws IOException {
        Map<String, byte[]> texts = new HashMap<>();
        try (var reader = evaluation.texts().open()) {
            while (texts.size() < wanted.size()) {
                TextDocument document = reader.next();
                if (document == null) {
                    return texts;
                }
                if (wanted.contains(document.id())) {
                    String text =
                            WindowPlanner.scoredText(evaluation.spec().convention(), document);
                    texts.put(document.id(), text.getBytes(StandardCharsets.UTF_8));
                }
            }
        }
        return texts;
    }

    /**
     * The token between marks, and what stood before it. Control characters would move the cursor.
     */
    private static String context(byte[] text, JsonNode token) {
        int start = token.get("byte_start").intValue();
        int end = token.get("byte_end").intValue();
        if (text == null || end > text.length) {
            return Numbers.NONE;
        }
        int from = Math.max(0, start - CONTEXT_BYTES);
        String shown =
                new String(text, from, start - from, StandardCharsets.UTF_8)
                        + "⟦"
                        + new String(text, start, end - start, StandardCharsets.UTF_8)
                        + "⟧";
        return shown.replaceAll("\\R", "↵").replaceAll("\\p{Cntrl}", "·");
    }

    private void add(String title, List<String> header, List<List<String>> rows) {
        if (!rows.isEmpty()) {
            blocks.add(new Block(title, header, rows));
        }
    }
}
