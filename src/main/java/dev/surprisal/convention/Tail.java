package dev.surprisal.convention;

/** What becomes of the last tokens of a document, too few for a window of their own. */
public enum Tail {
    /** A shorter window, with the context that the rule gives it. */
    KEPT,
    /** Never asked about. */
    DROPPED,
    /** A window of full length that ends with them: more context, the same targets. */
    BACK_FILLED
}
