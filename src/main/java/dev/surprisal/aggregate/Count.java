package dev.surprisal.aggregate;

/** The token counts of {@link dev.surprisal.event.Totals#counts}, by ordinal; add at the end. */
enum Count {
    /** Full rows whose entropy is a number. */
    FULL_ROWS,
    TARGET_TOP,
    TARGET_FLOORED,
    SMOOTHED,
    FOCAL,
    /** Tokens that model and reference both scored. */
    PAIRED,
    REFERENCE_FULL_ROWS,
    REFERENCE_FLOORED,
    FORWARD_KL,
    FORWARD_KL_INFINITE,
    FORWARD_KL_UNDEFINED,
    REVERSE_KL,
    REVERSE_KL_INFINITE,
    REVERSE_KL_UNDEFINED,
    /** Pairs whose two probabilities of the target are numbers. */
    DELTA_P,
    SAME_TOP,
    JS,
    TV,
    WORDS,
    BYTES,
    /** Documents whose text is known. */
    TEXT_DOCUMENTS,
    /** Of them, those that were not scored whole. */
    TEXT_INCOMPLETE,
    /** Documents in the mean of perplexities. */
    AVERAGED_DOCUMENTS,
    ENTROPY_LOW,
    ENTROPY_HIGH,
    /** Tokens that have both an nll and a lower bound of the entropy. */
    GAP_HIGH,
    GAP_LOW,
    /** Documents with a mean nll, entropy, gap. */
    DOCUMENT_NLL,
    DOCUMENT_ENTROPY,
    DOCUMENT_GAP,
    /** Positions with a list of likeliest tokens and a target, and those whose target leads it. */
    LISTED,
    LISTED_TOP;

    /** Counts reserved for this enum, so that a new one does not move those behind it. */
    private static final int RESERVED = 48;

    /** First of the counts of tokens by position in context. */
    static final int POSITION_CELLS = RESERVED;

    /** Buckets of positions in context: none, 1, 2 to 3, 4 to 7, and so on. */
    static final int POSITIONS = 24;

    /** How many counts a {@code Totals} has. */
    static final int CELLS = RESERVED + POSITIONS;
}
