package dev.surprisal.aggregate;

/** The numbers with minimum, maximum and quantiles, by ordinal; add at the end. */
enum Tracked {
    NLL,
    FORWARD_KL,
    REVERSE_KL,
    DELTA_P,
    /** Documents' means, each document once. */
    DOCUMENT_NLL,
    DOCUMENT_ENTROPY,
    DOCUMENT_GAP
}
