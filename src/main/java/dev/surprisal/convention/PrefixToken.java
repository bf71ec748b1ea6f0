package dev.surprisal.convention;

/** The token that stands before a document's first one, in the first window only. */
public enum PrefixToken {
    NONE,
    /** The tokenizer's BOS; a tokenizer without one is refused. */
    BOS,
    /** The tokenizer's EOS; a tokenizer without one is refused. */
    EOS,
    /** BOS, or EOS where there is none; a tokenizer with neither is refused. */
    BOS_ELSE_EOS,
    /** BOS, or no prefix where there is none. */
    BOS_IF_ANY,
    /** The token that the convention names by its id. */
    ID
}
