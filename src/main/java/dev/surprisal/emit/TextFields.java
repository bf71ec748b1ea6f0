package dev.surprisal.emit;

import dev.surprisal.event.Figures;
import dev.surprisal.event.GroupScore;
import dev.surprisal.event.PositionFigure;
import dev.surprisal.event.SurprisingToken;
import dev.surprisal.event.TextFigures;
import java.io.IOException;
import java.util.List;

/** The fields that follow from the text of documents: null where it is not known. */
final class TextFields {

    private static final List<String> FIELDS =
            List.of(
                    "words",
                    "bytes",
                    "word_perplexity",
                    "word_perplexity_low",
                    "word_perplexity_high",
                    "word_perplexity_se",
                    "byte_perplexity",
                    "byte_perplexity_se",
                    "bits_per_byte",
                    "bits_per_byte_low",
                    "bits_per_byte_high",
                    "bits_per_byte_se",
                    "convention_perplexity");

    private TextFields() {}

    static void write(JsonLine json, TextFigures text) throws IOException {
        if (text == null) {
            for (String name : FIELDS) {
                json.missing(name);
            }
            return;
        }
        count(json, "words", text.words());
        count(json, "bytes", text.bytes());
        json.number("word_perplexity", text.wordPerplexity());
        json.number("word_perplexity_low", text.wordPerplexityLow());
        json.number("word_perplexity_high", text.wordPerplexityHigh());
        json.number("word_perplexity_se", text.wordPerplexitySe());
        json.number("byte_perplexity", text.bytePerplexity());
        json.number("byte_perplexity_se", text.bytePerplexitySe());
        json.number("bits_per_byte", text.bitsPerByte());
        json.number("bits_per_byte_low", text.bitsPerByteLow());
        json.number("bits_per_byte_high", text.bitsPerByteHigh());
        json.number("bits_per_byte_se", text.bitsPerByteSe());
        json.number("convention_perplexity", text.conventionPerplexity());
    }

    /** Negative counts do not exist. */
    private static void count(JsonLine json, String name, long count) throws IOException {
        if (count < 0) {
            json.missing(name);
        } else {
            json.whole(name, count);
        }
    }

    /** Mean nll by how much context a token had; only where texts are known. */
    static void writePositions(JsonLine json, TextFigures text) throws IOException {
        if (text == null || text.positions().length == 0) {
            return;
        }
        json.beginArray("nll_by_context");
        for (PositionFigure position : text.positions()) {
            json.beginObject();
            json.whole("context_from", position.contextFrom());
            json.whole("context_to", position.contextTo());
            json.whole("tokens", position.tokens());
            json.number("nll_mean", position.nllMean());
            json.endObject();
        }
        json.endArray();
    }

    /** Where the model was most surprised: places, never text. */
    static void writeWorst(JsonLine json, SurprisingToken[] worst) throws IOException {
        if (worst.length == 0) {
            return;
        }
        json.beginArray("worst_tokens");
        for (SurprisingToken token : worst) {
            json.beginObject();
            json.text("document", token.document());
            json.whole("position", token.position());
            json.whole("token_id", token.tokenId());
            json.number("nll", token.nll());
            json.whole("byte_start", token.byteStart());
            json.whole("byte_end", token.byteEnd());
            json.endObject();
        }
        json.endArray();
    }

    /** Figures per group, and their mean in which groups count alike. */
    static void writeGroups(JsonLine json, GroupScore[] groups) throws IOException {
        if (groups.length == 0) {
            return;
        }
        double macro = 0;
        json.beginObject("groups");
        for (GroupScore group : groups) {
            Figures figures = group.figures();
            // In order of name, so that the sum is the same in every run.
            macro += figures.nllMean();
            json.beginObject(group.name());
            json.whole("documents", group.documents());
            json.whole("tokens_expected", figures.tokensExpected());
            json.whole("tokens_scored", figures.tokensScored());
            json.number("nll_mean", figures.nllMean());
            json.number("perplexity", figures.perplexity());
            json.number("perplexity_low", figures.perplexityLow());
            json.number("perplexity_high", figures.perplexityHigh());
            write(json, figures.text());
            json.endObject();
        }
        json.endObject();
        json.number("macro_nll_mean", macro / groups.length);
        json.number("macro_perplexity", StrictMath.exp(macro / groups.length));
    }
}
