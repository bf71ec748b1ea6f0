package dev.surprisal.ask;

import dev.surprisal.convention.Convention;
import dev.surprisal.convention.Coverage;
import dev.surprisal.convention.Denominator;
import dev.surprisal.convention.PlannedWindow;
import dev.surprisal.convention.WindowPlan;
import dev.surprisal.corpus.Detokenizer;
import dev.surprisal.corpus.TextCounts;
import dev.surprisal.corpus.TextDocument;
import dev.surprisal.corpus.TextTokenizer;
import dev.surprisal.corpus.TokenizedText;
import dev.surprisal.event.Averaging;
import dev.surprisal.event.TextMeasure;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Cuts documents into windows as a convention says. Pure: the same document gives the same windows,
 * in every run.
 */
public final class WindowPlanner implements Closeable {

    /** Of the tokenizer's hash in fingerprints: enough to tell two apart. */
    private static final int HASH_DIGITS = 12;

    private final Convention convention;
    private final Convention resolved;
    private final Detokenizer detokenizer;
    private final TextTokenizer tokenizer;
    private final boolean withText;

    private WindowPlanner(Convention convention, TextTokenizer tokenizer, boolean withText) {
        this.withText = withText;
        this.convention = convention;
        this.tokenizer = tokenizer;
        this.detokenizer = detokenizer(convention);
        this.resolved =
                tokenizer == null
                        ? convention
                        : convention.resolve(tokenizer.bos(), tokenizer.eos(), tokenizer.addsBos());
    }

    /**
     * A planner.
     *
     * @param convention as preset and changes give it
     * @param tokenizer path of tokenizer.json, or its folder; null where the server's own tokens
     *     are scored, each document whole
     * @param withText whether windows carry their text, for servers that take no ids
     * @throws IOException when the tokenizer cannot be read
     * @throws IllegalArgumentException when it lacks a token that the convention needs
     */
    public static WindowPlanner open(Convention convention, Path tokenizer, boolean withText)
            throws IOException {
        if (tokenizer == null && !ServerTokens.allows(convention)) {
            throw new IllegalArgumentException(
                    "convention "
                            + convention.name()
                            + " cuts windows by the model's own tokens: give its tokenizer.json;"
                            + " without one there is convention whole, with the server's tokens");
        }
        return new WindowPlanner(
                convention, tokenizer == null ? null : TextTokenizer.load(tokenizer), withText);
    }

    /** The tokenizer; null where the server's own tokens are scored. */
    public TextTokenizer tokenizer() {
        return tokenizer;
    }

    /** The text that tokens are made from. */
    public static String scoredText(Convention convention, TextDocument document) {
        return detokenizer(convention).apply(document.text());
    }

    private static Detokenizer detokenizer(Convention convention) {
        return Detokenizer.valueOf(convention.detokenizer().toUpperCase(Locale.ROOT));
    }

    /**
     * Plans a document.
     *
     * @param windows told of each window, in order
     * @return what was planned
     * @throws UnplannableException when the convention does not allow such a document
     */
    public DocumentPlan plan(TextDocument document, Consumer<WindowRequest> windows) {
        String text = detokenizer.apply(document.text());
        TextMeasure whole = measure(document, text);
        if (tokenizer == null) {
            return planWhole(document, text, whole, windows);
        }
        TokenizedText tokens =
                convention.specialTokens()
                        ? tokenizer.encodeWithSpecialTokens(text)
                        : tokenizer.encode(text);
        WindowPlan plan = plan(document, tokens);
        Coverage coverage = plan.coverage();
        byte[] bytes = withText ? text.getBytes(StandardCharsets.UTF_8) : null;
        int position = 0;
        for (PlannedWindow window : plan) {
            windows.accept(
                    request(document, bytes, tokens, window, position, coverage.scored(), whole));
            position += window.scored();
        }
        return new DocumentPlan(coverage, whole);
    }

    /** One window of unknown tokens; a blank text has none worth asking for. */
    private static DocumentPlan planWhole(
            TextDocument document,
            String text,
            TextMeasure whole,
            Consumer<WindowRequest> windows) {
        if (text.isBlank()) {
            return new DocumentPlan(new Coverage(0, 0, 0, 0), whole);
        }
        windows.accept(new WindowRequest(document.id(), 0, null, text, 1, 0, 0, -1, whole));
        return new DocumentPlan(new Coverage(1, 1, 1, 1), whole);
    }

    private WindowPlan plan(TextDocument document, TokenizedText tokens) {
        try {
            return WindowPlan.of(resolved, tokens.tokens());
        } catch (IllegalArgumentException e) {
            throw new UnplannableException(document.id(), e);
        }
    }

    private TextMeasure measure(TextDocument document, String text) {
        boolean counted = convention.denominator() != Denominator.NONE;
        TextCounts counts =
                TextCounts.of(
                        convention.denominator() == Denominator.ORIGINAL ? document.text() : text);
        return new TextMeasure(
                document.group(),
                tokenizer == null ? null : tokenizer.hash().substring(0, HASH_DIGITS),
                counted ? counts.words() : -1,
                counted ? counts.bytes() : -1,
                Double.NaN,
                0,
                averaging(),
                0,
                null,
                null);
    }

    private Averaging averaging() {
        return switch (convention.aggregate()) {
            case TOKENS -> Averaging.TOKENS;
            case HF_DOC_WEIGHTS, MEAN_OF_WINDOWS -> Averaging.WINDOW_WEIGHTS;
            case MEAN_OF_DOCUMENTS -> Averaging.DOCUMENT_PERPLEXITIES;
        };
    }

    private WindowRequest request(
            TextDocument document,
            byte[] bytes,
            TokenizedText tokens,
            PlannedWindow window,
            int position,
            int positions,
            TextMeasure whole) {
        int prefix = window.prefixed() ? 1 : 0;
        int[] ids = new int[window.asked()];
        System.arraycopy(tokens.ids(), window.from(), ids, prefix, window.to() - window.from());
        if (window.prefixed()) {
            ids[0] = resolved.prefixId();
        } else if (window.bosReplacesFirst()) {
            ids[0] = tokenizer.bos().getAsInt();
        }
        if (window.scoredTo() != window.to()) {
            throw new IllegalStateException("a window asks for tokens behind those that count");
        }
        int scoredFrom = prefix + window.scoredFrom() - window.from();
        return new WindowRequest(
                document.id(),
                window.index(),
                ids,
                slice(bytes, tokens, window),
                scoredFrom,
                window.from() - prefix,
                position,
                positions,
                new TextMeasure(
                        whole.group(),
                        whole.tokenizer(),
                        whole.words(),
                        whole.bytes(),
                        Double.NaN,
                        window.weight(),
                        whole.averaging(),
                        scoredFrom,
                        Arrays.copyOfRange(
                                tokens.byteStart(), window.scoredFrom(), window.scoredTo()),
                        Arrays.copyOfRange(
                                tokens.byteEnd(), window.scoredFrom(), window.scoredTo())));
    }

    /** The window's text; null where it is not wanted, or begins or ends inside a character. */
    private static String slice(byte[] bytes, TokenizedText tokens, PlannedWindow window) {
        if (bytes == null) {
            return null;
        }
        int from = tokens.byteStart()[window.from()];
        int to = tokens.byteEnd()[window.to() - 1];
        boolean cut = isInside(bytes, from) || isInside(bytes, to);
        return cut ? null : new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }

    /** Whether a byte continues a UTF-8 character: 10xxxxxx. */
    private static boolean isInside(byte[] bytes, int at) {
        return at < bytes.length && (bytes[at] & 0xC0) == 0x80;
    }

    @Override
    public void close() {
        if (tokenizer != null) {
            tokenizer.close();
        }
    }
}
