package dev.surprisal.ask;

import dev.surprisal.corpus.TextTokenizer;
import dev.surprisal.server.ScoringPrompt;
import dev.surprisal.server.ServerAnswer;
import dev.surprisal.server.ServerDialect;
import dev.surprisal.server.TokenTexts;

/**
 * Whether a server means the same tokens by the ids that it is sent: it would score those of
 * another tokenizer without a word, as a text that nobody wrote.
 */
public final class ServedTokens {

    private ServedTokens() {}

    /**
     * Compares what the server calls the tokens of a prompt with what the tokenizer does. A server
     * that says no texts is believed.
     *
     * @param prompt with ids
     * @param answer to it
     * @return the first difference in words; null if there is none
     */
    public static String difference(
            ServerDialect dialect,
            ScoringPrompt prompt,
            ServerAnswer answer,
            TextTokenizer tokenizer) {
        String[] texts = TokenTexts.of(dialect, answer);
        for (int i = prompt.scoredFrom(); i < texts.length; i++) {
            int id = prompt.tokenIds()[i];
            String own = tokenizer.decode(new int[] {id});
            if (texts[i] != null && !alike(texts[i], own)) {
                return "token %d of the sample, id %d, is '%s' to the server and '%s' to the tokenizer"
                        .formatted(i, id, texts[i], own);
            }
        }
        return null;
    }

    /**
     * Servers leave leading blanks off, write them as ▁, and parts of characters as U+FFFD or
     * nothing.
     */
    private static boolean alike(String served, String own) {
        String a = plain(served);
        String b = plain(own);
        return a.equals(b) || a.isEmpty() || served.indexOf('\ufffd') >= 0 || b.isEmpty();
    }

    private static String plain(String text) {
        return text.replace('▁', ' ').strip();
    }
}
