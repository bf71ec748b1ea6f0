package dev.surprisal.server;

import java.io.Serializable;

/**
 * How a server is asked, and what it told of itself.
 *
 * @param dialect how
 * @param model name to send; null where none is needed or known
 * @param tokenIds whether prompts are sent as ids; else as text
 * @param bosAdded whether the server puts a token in front of a text
 * @param maxTokens tokens to generate behind the prompt: 1, or 0 where 1 is refused
 * @param lengthMax tokens that the server takes at most; -1 if it does not say
 * @param topLogprobs with how many of the likeliest tokens it was tried
 * @param server the header {@code Server}, version included if it says one; empty if absent
 */
public record ServerProfile(
        ServerDialect dialect,
        String model,
        boolean tokenIds,
        boolean bosAdded,
        int maxTokens,
        int lengthMax,
        int topLogprobs,
        String server)
        implements Serializable {

    /** One line for people. */
    public String summary() {
        return "%s, model %s, prompts as %s%s%s%s"
                .formatted(
                        dialect.label(),
                        model == null ? "not named" : model,
                        tokenIds ? "token ids" : "text",
                        bosAdded ? " (the server adds a token in front)" : "",
                        lengthMax < 0 ? "" : ", at most " + lengthMax + " tokens",
                        server.isEmpty() ? "" : ", " + server);
    }

    /** Whether answers of two servers may stand in one result. */
    boolean agreesWith(ServerProfile other) {
        return withoutServer().equals(other.withoutServer());
    }

    private ServerProfile withoutServer() {
        return new ServerProfile(
                dialect, model, tokenIds, bosAdded, maxTokens, lengthMax, topLogprobs, "");
    }
}
