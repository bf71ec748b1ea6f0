package dev.surprisal.aggregate;

/**
 * The exact sums of {@link dev.surprisal.event.Totals#sums}, by ordinal. New ones go to the end of
 * the list; {@link #CLUSTER_CELLS} and {@link #PAIR_CLUSTER_CELLS} keep room before them.
 */
enum Sum {
    NLL,
    NLL_SQUARED,
    ENTROPY,
    VARENTROPY,
    SMOOTHED_NLL,
    FOCAL_NLL,
    /** Over paired tokens only, so that it may differ from {@link #NLL}. */
    PAIRED_NLL,
    PAIRED_NLL_SQUARED,
    REFERENCE_NLL,
    REFERENCE_NLL_SQUARED,
    NLL_PRODUCT,
    REFERENCE_ENTROPY,
    FORWARD_KL,
    FORWARD_KL_SQUARED,
    REVERSE_KL,
    REVERSE_KL_SQUARED,
    DELTA_P,
    DELTA_P_SQUARED,
    DELTA_P_FOURTH,
    JS,
    TV,
    /** Σ weight · mean nll over windows, where the convention weights windows. */
    WEIGHTED_MEAN,
    WEIGHT,
    /** Σ perplexity over documents, where the convention averages those. */
    DOCUMENT_PERPLEXITY,
    /** Lower bounds of the entropy, from top-k lists or full rows. */
    ENTROPY_LOW,
    ENTROPY_HIGH,
    /** Nll less the lower bound of the entropy, where there is one. */
    GAP_HIGH,
    GAP_LOW,
    /** Σ of documents' mean nll, each document once. */
    DOCUMENT_NLL,
    DOCUMENT_NLL_SQUARED,
    DOCUMENT_ENTROPY,
    DOCUMENT_ENTROPY_SQUARED,
    DOCUMENT_GAP,
    DOCUMENT_GAP_SQUARED;

    /** Sums reserved for this enum, so that a new one does not move the cluster sums. */
    private static final int RESERVED = 48;

    /** First of the six sums of {@code ClusteredRatio} over nll. */
    static final int CLUSTER_CELLS = RESERVED;

    /** First of the six sums of {@code ClusteredRatio} over nll − reference nll. */
    static final int PAIR_CLUSTER_CELLS = RESERVED + 6;

    /** First of the six sums of {@code ClusteredRatio} of nll over words. */
    static final int WORD_CLUSTER_CELLS = RESERVED + 12;

    /** First of the six sums of {@code ClusteredRatio} of nll over bytes. */
    static final int BYTE_CLUSTER_CELLS = RESERVED + 18;

    /** First of the sums of nll by position in context. */
    static final int POSITION_CELLS = RESERVED + 24;

    /** How many sums a {@code Totals} has. */
    static final int CELLS = POSITION_CELLS + Count.POSITIONS;
}
