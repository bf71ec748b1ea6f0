package dev.surprisal.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Rows of the summary that are there only where the text of documents is known. */
final class TextRows {

    private final JsonNode summary;
    private final List<List<String>> rows = new ArrayList<>();

    private TextRows(JsonNode summary) {
        this.summary = summary;
    }

    static List<List<String>> of(JsonNode summary) {
        TextRows rows = new TextRows(summary);
        if (summary.get("bytes").isNumber() || summary.get("convention_perplexity").isNumber()) {
            rows.add();
        }
        return rows.rows;
    }

    private void add() {
        if (summary.get("word_perplexity").isNumber()) {
            row("word perplexity", "word_perplexity", 6, "words");
        }
        if (summary.get("byte_perplexity").isNumber()) {
            rows.add(
                    List.of(
                            "byte perplexity",
                            number("byte_perplexity", 6),
                            "± " + number("byte_perplexity_se", 6) + " clustered"));
            row("bits per byte", "bits_per_byte", 6, "bytes");
        }
        String own = number("convention_perplexity", 6);
        if (!own.equals(number("perplexity", 6)) && !own.equals(Numbers.NONE)) {
            rows.add(List.of("perplexity, the convention's", own, ""));
        }
        if (summary.path("macro_perplexity").isNumber()) {
            rows.add(
                    List.of(
                            "perplexity, macro",
                            number("macro_perplexity", 6),
                            summary.get("groups").size() + " groups counted alike"));
        }
    }

    private void row(String label, String field, int digits, String units) {
        String interval =
                summary.get(field + "_low").isNumber()
                        ? "95 % interval "
                                + number(field + "_low", 4)
                                + " to "
                                + number(field + "_high", 4)
                                + "; "
                        : "";
        rows.add(
                List.of(
                        label,
                        number(field, digits),
                        interval + Numbers.whole(summary.get(units)) + " " + units));
    }

    private String number(String field, int digits) {
        return Numbers.decimals(summary.get(field), digits);
    }
}
