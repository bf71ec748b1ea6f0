package dev.surprisal.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** The summary as blocks: figures, quantiles, and what a reader must know before trusting them. */
final class SummaryBlocks {

    private static final List<String> HEADER = List.of("", "value", "interval or error");

    private final JsonNode summary;
    private final List<List<String>> rows = new ArrayList<>();

    private SummaryBlocks(JsonNode summary) {
        this.summary = summary;
    }

    static List<Block> of(JsonNode summary) {
        SummaryBlocks blocks = new SummaryBlocks(summary);
        blocks.addOwn();
        if (summary.get("tokens_compared").isNumber()) {
            blocks.addComparison();
        }
        blocks.addSegments();
        blocks.addCaveats();
        List<Block> result = new ArrayList<>();
        result.add(new Block(blocks.title(), HEADER, blocks.rows));
        result.add(blocks.quantiles());
        return result;
    }

    private String title() {
        String title = summary.get("job").textValue();
        if (summary.get("model").isTextual()) {
            title += ": " + summary.get("model").textValue();
        }
        if (summary.get("reference").isTextual()) {
            title += " against " + summary.get("reference").textValue();
        }
        return title;
    }

    private void addOwn() {
        String unit = summary.get("cluster_unit").textValue();
        row(
                "tokens scored",
                Numbers.whole(summary.get("tokens_scored")),
                "of "
                        + Numbers.whole(summary.get("tokens_expected"))
                        + " expected, coverage "
                        + Numbers.percent(summary.get("coverage"), 2));
        row(
                "perplexity",
                number("perplexity", 6),
                "95 % interval "
                        + number("perplexity_low", 4)
                        + " to "
                        + number("perplexity_high", 4)
                        + " (t, "
                        + Numbers.whole(summary.get("clusters"))
                        + " "
                        + unit
                        + "s); ± "
                        + number("perplexity_se_iid", 6)
                        + " if tokens were independent");
        if (!summary.get("perplexity_strict").isNumber()) {
            row("perplexity, strict", Numbers.NONE, "not every expected token was scored");
        }
        row("bits per token", number("bits_per_token", 6), "");
        rows.addAll(TextRows.of(summary));
        optional("entropy, mean", "entropy_mean", "nats");
        optional("label-smoothed nll, mean", "label_smoothed_nll_mean", "nats");
        optional("focal nll, mean", "focal_nll_mean", "nats");
    }

    private void addComparison() {
        if (summary.get("tokens_compared").longValue()
                != summary.get("tokens_scored").longValue()) {
            row(
                    "tokens compared",
                    Numbers.whole(summary.get("tokens_compared")),
                    "the reference, ln ratio, KL and Δp are of these only");
        }
        row(
                "reference perplexity",
                number("reference_perplexity", 6),
                "± " + number("reference_perplexity_se_iid", 6) + " if tokens were independent");
        optional("reference entropy, mean", "reference_entropy_mean", "nats");
        row(
                "ln(ppl / reference ppl)",
                number("log_ppl_ratio", 6),
                "± "
                        + number("log_ppl_ratio_se", 6)
                        + " clustered, ± "
                        + number("log_ppl_ratio_se_iid", 6)
                        + " if tokens were independent");
        addDivergence("forward_kl");
        addDivergence("reverse_kl");
        optional("Jensen-Shannon, mean", "js_mean", "nats");
        optional("total variation, mean", "tv_mean", "");
        JsonNode deltaP = summary.get("delta_p");
        row(
                "Δp of the target, mean",
                Numbers.percent(deltaP.get("mean"), 3),
                "± " + Numbers.percent(deltaP.get("se_iid"), 3));
        row(
                "Δp of the target, rms",
                Numbers.percent(deltaP.get("rms"), 3),
                "± " + Numbers.percent(deltaP.get("rms_se_iid"), 3));
        row(
                "top-1 agreement",
                Numbers.percent(summary.get("top1_agreement"), 3),
                "± " + Numbers.percent(summary.get("top1_agreement_se_iid"), 3));
    }

    private void addDivergence(String name) {
        JsonNode kl = summary.get(name);
        String range =
                Numbers.decimals(kl.get("min"), 6) + " to " + Numbers.decimals(kl.get("max"), 6);
        long infinite = kl.get("infinite").longValue();
        long undefined = kl.get("undefined").longValue();
        String faults =
                infinite + undefined == 0
                        ? ""
                        : "; infinite on " + infinite + ", undefined on " + undefined + " tokens";
        row(
                kl.get("direction").textValue() + ", mean",
                Numbers.decimals(kl.get("mean"), 6),
                "± " + Numbers.decimals(kl.get("se_iid"), 6) + " nats, " + range + faults);
    }

    private void addSegments() {
        JsonNode segments = summary.path("segments");
        for (Iterator<Map.Entry<String, JsonNode>> it = segments.fields(); it.hasNext(); ) {
            Map.Entry<String, JsonNode> segment = it.next();
            row(
                    "perplexity, " + segment.getKey() + " only",
                    Numbers.decimals(segment.getValue().get("perplexity"), 6),
                    Numbers.whole(segment.getValue().get("tokens_scored")) + " tokens");
        }
    }

    /** What would make the figures above mean something else. */
    private void addCaveats() {
        for (Iterator<Map.Entry<String, JsonNode>> it = summary.get("statuses").fields();
                it.hasNext(); ) {
            Map.Entry<String, JsonNode> status = it.next();
            if (!status.getKey().equals("ok")) {
                row("tokens " + status.getKey(), Numbers.whole(status.getValue()), "not averaged");
            }
        }
        long floored = summary.get("floored_targets").longValue();
        if (floored > 0) {
            row(
                    "targets at the file's floor",
                    Numbers.whole(summary.get("floored_targets")),
                    "stored as more likely than they were: perplexity of that file is too low");
        }
        for (String name : List.of("duplicates", "conflicts", "late", "dead_letters")) {
            if (summary.get(name).longValue() > 0) {
                row(name.replace('_', ' '), Numbers.whole(summary.get(name)), "");
            }
        }
        JsonNode ignored = summary.get("ledger").get("ignored");
        if (ignored.longValue() > 0) {
            row("payloads ignored", Numbers.whole(ignored), "they hold no log-probs");
        }
        if (summary.get("incomplete_documents").longValue() > 0) {
            row(
                    "incomplete documents",
                    Numbers.whole(summary.get("incomplete_documents")),
                    "entries are missing, or have no reference");
        }
        row("fingerprint", "", summary.get("fingerprint").asText(Numbers.NONE));
    }

    private Block quantiles() {
        List<String> header = new ArrayList<>();
        header.add("quantiles");
        List<List<String>> lines = new ArrayList<>();
        JsonNode nll = summary.get("nll_quantiles");
        nll.fieldNames().forEachRemaining(header::add);
        lines.add(quantileRow("nll", nll, header));
        for (String name : List.of("forward_kl", "reverse_kl", "delta_p")) {
            if (summary.get(name).isObject()) {
                lines.add(quantileRow(name, summary.get(name).get("quantiles"), header));
            }
        }
        String exact = summary.get("quantiles_exact").booleanValue() ? "exact" : "histogram";
        return new Block("quantiles over tokens (" + exact + ")", header, lines);
    }

    private static List<String> quantileRow(String name, JsonNode values, List<String> header) {
        List<String> row = new ArrayList<>();
        row.add(name);
        for (String level : header.subList(1, header.size())) {
            row.add(Numbers.decimals(values.path(level), 6));
        }
        return row;
    }

    private void optional(String label, String field, String unit) {
        if (summary.get(field).isNumber()) {
            row(label, number(field, 6), unit);
        }
    }

    private String number(String field, int digits) {
        return Numbers.decimals(summary.get(field), digits);
    }

    private void row(String label, String value, String note) {
        rows.add(List.of(label, value, note));
    }
}
