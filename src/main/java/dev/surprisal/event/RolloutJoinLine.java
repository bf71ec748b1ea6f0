package dev.surprisal.event;

/**
 * What becomes of the roll-outs of two streams that are joined. Of each stream, once its input has
 * ended:
 *
 * <pre>
 * RECEIVED = JOINED + REFUSED + UNMATCHED + SUPERSEDED + REPEATED + LATE
 * </pre>
 *
 * <p>A record of the second stream may be joined to one of the first of each attempt.
 */
public enum RolloutJoinLine {
    /** Roll-outs that came. */
    RECEIVED,
    /** Have become one record with their partner. */
    JOINED,
    /** Have a partner of the same name that is not the same completion, or contradicts it. */
    REFUSED,
    /** No partner came before both streams had passed the step, and the time to live after it. */
    UNMATCHED,
    /**
     * Another record of the same completion and attempt in the same stream, a later one, counts.
     */
    SUPERSEDED,
    /** The same record was here already. */
    REPEATED,
    /** Came when its completion was settled. */
    LATE
}
