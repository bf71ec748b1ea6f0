package dev.surprisal.server;

/**
 * An answer with what was asked.
 *
 * @param key of the request
 * @param documentId the document that the prompt is of
 * @param window number of the prompt in its document, from 0
 * @param firstPosition position in the document of the prompt's first token; negative where tokens
 *     stand in front that are not the document's
 * @param dialect how it was asked
 * @param model as it was asked for; null if unnamed
 * @param prompt as it was sent: either ids or text
 * @param body the answer's JSON
 */
public record JournalEntry(
        RequestKey key,
        String documentId,
        int window,
        int firstPosition,
        ServerDialect dialect,
        String model,
        ScoringPrompt prompt,
        byte[] body) {

    /** The entry of an answer that just came. */
    public static JournalEntry of(
            ServerProfile profile,
            String documentId,
            int window,
            int firstPosition,
            ScoringPrompt prompt,
            ServerAnswer answer) {
        return new JournalEntry(
                RequestKey.of(profile, prompt),
                documentId,
                window,
                firstPosition,
                profile.dialect(),
                profile.model(),
                RequestKey.sent(profile, prompt),
                answer.body());
    }
}
