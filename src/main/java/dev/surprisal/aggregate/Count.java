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
    TV
}
