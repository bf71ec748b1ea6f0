package dev.surprisal.server;

import java.util.concurrent.CompletableFuture;

/**
 * Asks servers of one model for log-probs. Thread-safe; answers come in any order, in threads of
 * the client, which they must not block.
 *
 * <p>At most {@code concurrency} requests are in flight; what is asked beyond that waits here, so
 * whoever asks must bound how much.
 */
public final class ModelClient implements AutoCloseable {
    private final ServerProfile profile;
    private final RetryingCalls calls;

    /** A client of servers that {@link ServerProbe} found to answer as the profile says. */
    public ModelClient(ServerSettings settings, ServerProfile profile) {
        this(profile, new RetryingCalls(settings));
    }

    ModelClient(ServerProfile profile, RetryingCalls calls) {
        this.profile = profile;
        this.calls = calls;
    }

    /**
     * Asks for the log-probs of a prompt.
     *
     * @return the answer, checked; or a {@link ServerFailedException} with the last reason, when no
     *     attempt is left, the server refuses, or the answer is none to this prompt
     * @throws IllegalArgumentException if the prompt is text where ids are sent, or the reverse, or
     *     longer than the server takes
     */
    public CompletableFuture<ServerAnswer> ask(ScoringPrompt prompt) {
        check(prompt);
        ServerDialect dialect = profile.dialect();
        if (dialect == ServerDialect.LLAMA_CPP_FORCED) {
            return new ForcedPrompt(profile, prompt, calls).ask();
        }
        return calls.post(
                dialect.path(),
                RequestBody.of(profile, prompt),
                body ->
                        AnswerReader.read(
                                dialect, prompt, AnswerReader.withIds(dialect, prompt, body)));
    }

    private void check(ScoringPrompt prompt) {
        boolean sendable = profile.tokenIds() ? prompt.tokenIds() != null : prompt.text() != null;
        if (!sendable) {
            throw new IllegalArgumentException(
                    "the server takes %s, which the prompt does not have"
                            .formatted(profile.tokenIds() ? "token ids" : "text"));
        }
        int longest = profile.lengthMax() < 0 ? Integer.MAX_VALUE : profile.lengthMax();
        if (prompt.tokenIds() != null && prompt.tokenIds().length > longest - profile.maxTokens()) {
            throw new IllegalArgumentException(
                    "the prompt has %d tokens, and the server takes %d with the %d that it generates"
                            .formatted(prompt.tokenIds().length, longest, profile.maxTokens()));
        }
    }

    /** What was done so far. */
    public ClientCounters counters() {
        return calls.counters;
    }

    /** Fails what is still open. */
    @Override
    public void close() {
        calls.close();
    }
}
