package dev.surprisal.event;

/** How a convention makes one perplexity of many mean nlls. */
public enum Averaging {
    /** exp of the mean over tokens: the perplexity that every result has. */
    TOKENS,
    /** exp of the mean of the windows' means, each with a weight of its own. */
    WINDOW_WEIGHTS,
    /** Arithmetic mean of the documents' perplexities. */
    DOCUMENT_PERPLEXITIES
}
