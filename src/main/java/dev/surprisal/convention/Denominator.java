package dev.surprisal.convention;

/** The text in which words and bytes are counted. */
public enum Denominator {
    /** The text as it was read, before the detokenizer. */
    ORIGINAL,
    /** The text that the tokens were made from. */
    SCORED,
    /** Neither words nor bytes are counted. */
    NONE
}
