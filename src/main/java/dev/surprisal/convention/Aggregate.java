package dev.surprisal.convention;

/** How the nll of windows becomes one perplexity. */
public enum Aggregate {
    /** exp(Σ nll / Σ n) over all scored tokens. */
    TOKENS,
    /**
     * exp(Σ mean_w · (targets_w − 1) / Σ (targets_w − 1)), as the transformers document computes
     * it: one target too few for every window but the first.
     */
    HF_DOC_WEIGHTS,
    /** exp of the arithmetic mean of the windows' mean nll. */
    MEAN_OF_WINDOWS,
    /** The arithmetic mean of the documents' perplexities, each exp(Σ nll / Σ n). */
    MEAN_OF_DOCUMENTS
}
