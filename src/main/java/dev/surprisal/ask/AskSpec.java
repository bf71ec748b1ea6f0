package dev.surprisal.ask;

import dev.surprisal.convention.Convention;
import dev.surprisal.server.ServerProfile;
import dev.surprisal.server.ServerSettings;
import java.io.Serializable;
import java.nio.file.Path;

/**
 * How texts are scored.
 *
 * @param convention which tokens count and what they see, as its preset and changes give it
 * @param tokenizer path of tokenizer.json; null where the server makes the tokens
 * @param server who is asked, and how hard
 * @param profile how it is asked, as the probe found out
 * @param model name in results
 * @param journal folder of the answers so far, or null for none
 * @param tokenizerHash of tokenizer.json
 * @param fingerprint of what the journal is of
 * @param rescore whether answers come from the journal alone
 */
public record AskSpec(
        Convention convention,
        String tokenizer,
        ServerSettings server,
        ServerProfile profile,
        String model,
        String journal,
        String tokenizerHash,
        String fingerprint,
        boolean rescore)
        implements Serializable {

    /** Where the tokenizer is; null where the server makes the tokens. */
    Path tokenizerPath() {
        return tokenizer == null ? null : Path.of(tokenizer);
    }

    /** The same with answers from the journal alone. */
    AskSpec fromJournal() {
        return new AskSpec(
                convention,
                tokenizer,
                server,
                profile,
                model,
                journal,
                tokenizerHash,
                fingerprint,
                true);
    }
}
