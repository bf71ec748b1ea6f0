package dev.surprisal.convention;

/** How a document's tokens are cut into windows that a model is asked about. */
public enum WindowRule {
    /** Disjoint targets, each window with {@code context} tokens before them: lm-eval. */
    ROLLING,
    /** Windows of the full length that move on by {@code stride}: the transformers document. */
    STRIDED,
    /** Chunks one after the other; the first token of each has nothing before it. */
    DISJOINT,
    /** Chunks one after the other, of which only the second half counts: llama.cpp. */
    SECOND_HALF,
    /** The document as one window. */
    WHOLE
}
