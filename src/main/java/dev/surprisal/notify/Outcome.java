package dev.surprisal.notify;

/**
 * What came of a request.
 *
 * @param kind what the caller can do
 * @param reason in words, with no more of the address than host and port; "" when delivered
 */
public record Outcome(Kind kind, String reason) {

    /** What the caller can do. */
    public enum Kind {
        /** Nothing: it is there. */
        DELIVERED,
        /** Try again: no connection, no answer in time, 408, 425, 429 or 5xx. */
        AWAY,
        /** Nothing but change the settings: the target answered, and will answer the same. */
        REFUSED
    }

    static final Outcome DELIVERED = new Outcome(Kind.DELIVERED, "");

    /** Whether it is there. */
    public boolean delivered() {
        return kind == Kind.DELIVERED;
    }
}
