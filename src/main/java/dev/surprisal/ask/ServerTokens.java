package dev.surprisal.ask;

import dev.surprisal.convention.Convention;
import dev.surprisal.convention.WindowRule;
import dev.surprisal.corpus.TokenAlignment;
import dev.surprisal.event.TextMeasure;
import dev.surprisal.server.ServerAnswer;
import dev.surprisal.server.ServerProfile;
import dev.surprisal.server.TokenTexts;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Texts without a tokenizer: sent whole, in tokens that only the server knows. */
final class ServerTokens {

    private ServerTokens() {}

    /** Whether a convention can do without knowing tokens beforehand. */
    static boolean allows(Convention convention) {
        return convention.windowRule() == WindowRule.WHOLE
                && convention.maxLength() == 0
                && convention.join() == null
                && !convention.specialTokens()
                && !convention.scoresFirst();
    }

    /**
     * What the server's tokens are of the text: their bytes, where the server says enough to know
     * them, and how many words and bytes of the text were scored. Without a token in front, the
     * text's first one has no log-prob, and its bytes and word do not count.
     *
     * @throws MisspelledTextException when the tokens spell another text
     */
    static TextMeasure measure(ServerProfile profile, WindowRequest window, ServerAnswer answer) {
        TextMeasure whole = window.measure();
        byte[] text = window.text().getBytes(StandardCharsets.UTF_8);
        String[] texts = TokenTexts.of(profile.dialect(), answer);
        int front = profile.bosAdded() ? 1 : 0;
        byte[][] tokens = bytes(texts, front);
        int scored = answer.logprobs().length;
        int[] start = null;
        int[] end = null;
        if (tokens != null) {
            TokenAlignment alignment = TokenAlignment.of(tokens, text);
            if (alignment.difference() != null) {
                throw new MisspelledTextException(window.documentId(), alignment.difference());
            }
            int skipped = tokens.length - scored;
            start = Arrays.copyOfRange(alignment.byteStart(), skipped, tokens.length);
            end = Arrays.copyOfRange(alignment.byteEnd(), skipped, tokens.length);
        }
        boolean all = profile.bosAdded();
        long bytes = all ? text.length : start == null ? -1 : text.length - start[0];
        return new TextMeasure(
                whole.group(),
                whole.tokenizer(),
                all ? whole.words() : -1,
                bytes,
                whole.nll(),
                scored,
                whole.averaging(),
                answer.promptTokens() - scored,
                start,
                end);
    }

    /** Null where a token's bytes cannot be known: not said, or a part of a character. */
    private static byte[][] bytes(String[] texts, int from) {
        byte[][] bytes = new byte[texts.length - from][];
        for (int i = from; i < texts.length; i++) {
            String text = texts[i];
            if (text == null || text.indexOf('\ufffd') >= 0 || text.indexOf('▁') >= 0) {
                return null;
            }
            bytes[i - from] = text.getBytes(StandardCharsets.UTF_8);
        }
        return bytes;
    }
}
