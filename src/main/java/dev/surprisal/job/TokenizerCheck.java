package dev.surprisal.job;

import dev.surprisal.ask.ServedTokens;
import dev.surprisal.corpus.TextTokenizer;
import dev.surprisal.server.ModelClient;
import dev.surprisal.server.ScoringPrompt;
import dev.surprisal.server.ServerFailedException;
import dev.surprisal.server.ServerProfile;
import dev.surprisal.server.ServerSettings;
import java.util.concurrent.ExecutionException;

/** Refuses a tokenizer that is not the model's, before a job. */
final class TokenizerCheck {

    private TokenizerCheck() {}

    /**
     * Asks for one prompt.
     *
     * @throws RefusedInputException with the first token that the server calls something else
     */
    static void check(
            ServerSettings settings,
            ServerProfile profile,
            TextTokenizer tokenizer,
            ScoringPrompt prompt)
            throws RefusedInputException, InterruptedException {
        try (ModelClient client = new ModelClient(settings, profile)) {
            String difference =
                    ServedTokens.difference(
                            profile.dialect(), prompt, client.ask(prompt).get(), tokenizer);
            if (difference != null) {
                throw RefusedInputException.mismatch(
                        "server.tokenizer: is not the model's: " + difference);
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ServerFailedException failure) {
                throw RefusedInputException.unreadable("server: " + failure.getMessage());
            }
            throw new IllegalStateException("a bug of the client", e);
        }
    }
}
