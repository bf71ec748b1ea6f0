package dev.surprisal.job;

import dev.surprisal.corpus.TextTokenizer;
import dev.surprisal.server.ModelClient;
import dev.surprisal.server.ScoringPrompt;
import dev.surprisal.server.ServerAnswer;
import dev.surprisal.server.ServerFailedException;
import dev.surprisal.server.ServerProfile;
import dev.surprisal.server.ServerSettings;
import dev.surprisal.server.TokenTexts;
import java.util.concurrent.ExecutionException;

/**
 * Whether the server means the same tokens by the ids that it is sent: it would score those of
 * another tokenizer without a word, as a text that nobody wrote.
 */
final class TokenizerCheck {

    private TokenizerCheck() {}

    /**
     * Compares what the server calls the tokens of a prompt with what the tokenizer does. A server
     * that says no texts is believed.
     *
     * @throws RefusedInputException with the first difference
     */
    static void check(
            ServerSettings settings,
            ServerProfile profile,
            TextTokenizer tokenizer,
            ScoringPrompt prompt)
            throws RefusedInputException, InterruptedException {
        String[] texts = texts(settings, profile, prompt);
        for (int i = prompt.scoredFrom(); i < texts.length; i++) {
            int id = prompt.tokenIds()[i];
            String own = tokenizer.decode(new int[] {id});
            if (texts[i] != null && !alike(texts[i], own)) {
                throw RefusedInputException.mismatch(
                        "server.tokenizer: is not the model's: token %d of the sample, id %d, is '%s' to the server and '%s' to the tokenizer"
                                .formatted(i, id, texts[i], own));
            }
        }
    }

    private static String[] texts(
            ServerSettings settings, ServerProfile profile, ScoringPrompt prompt)
            throws RefusedInputException, InterruptedException {
        try (ModelClient client = new ModelClient(settings, profile)) {
            ServerAnswer answer = client.ask(prompt).get();
            return TokenTexts.of(profile.dialect(), answer);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ServerFailedException failure) {
                throw RefusedInputException.unreadable("server: " + failure.getMessage());
            }
            throw new IllegalStateException("a bug of the client", e);
        }
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
