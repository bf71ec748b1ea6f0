package dev.surprisal.event;

/**
 * The lines of the two ledgers, which add up in every summary:
 *
 * <pre>
 * RECEIVED = DECODED + DEAD_LETTER + IGNORED                                      payloads
 * COMPLETIONS = SCORED + DUPLICATE + LATE + UNMEASURED + EXPIRED     completions decoded
 * </pre>
 */
public enum LedgerLine {
    /** Payloads that the source delivered. */
    RECEIVED,
    /** Payloads that gave completions. */
    DECODED,
    /** Payloads set aside with a reason. */
    DEAD_LETTER,
    /** Payloads that are well-formed and hold no tokens: keep-alives, role chunks, blank lines. */
    IGNORED,
    /** Completions that the decoded payloads held. */
    COMPLETIONS,
    /** Completions that count in a document. */
    SCORED,
    /** Repeats of a completion that counted. */
    DUPLICATE,
    /** Completions behind the allowed lateness. */
    LATE,
    /** Completions without a single measured token. */
    UNMEASURED,
    /** Completions whose document was given up before it was complete and not emitted. */
    EXPIRED
}
