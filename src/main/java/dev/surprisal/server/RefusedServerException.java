package dev.surprisal.server;

import java.util.List;

/** A server that cannot score a given text, or cannot be trusted to; one reason a dialect tried. */
public final class RefusedServerException extends Exception {
    private static final long serialVersionUID = 1L;

    /**
     * Why one way of asking does not work.
     *
     * @param server base URL
     * @param dialect how it was asked; null if the reason holds for all
     * @param reason in words
     */
    public record Refusal(String server, ServerDialect dialect, String reason) {
        String line() {
            return server + (dialect == null ? "" : " as " + dialect.label()) + ": " + reason;
        }
    }

    private final transient List<Refusal> refusals;

    RefusedServerException(List<Refusal> refusals) {
        super(message(refusals));
        this.refusals = List.copyOf(refusals);
    }

    /** In the order in which they were found. */
    public List<Refusal> refusals() {
        return refusals;
    }

    private static String message(List<Refusal> refusals) {
        StringBuilder lines = new StringBuilder("no log-probs of a given text from this server");
        for (Refusal refusal : refusals) {
            lines.append("\n  ").append(refusal.line());
        }
        return lines.toString();
    }
}
