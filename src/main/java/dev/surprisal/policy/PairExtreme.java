package dev.surprisal.policy;

/** Least and greatest values of a pair. They index stored arrays: only ever add at the end. */
enum PairExtreme {
    RATIO_MIN(true),
    RATIO_MAX(false),
    K3_MAX(false),
    ABSOLUTE_MAX(false),
    /** Of a sequence's mean k1. */
    PPL_DIFFERENCE_MIN(true),
    PPL_DIFFERENCE_MAX(false),
    /** Of a whole sequence's sum of k1: ln of its e-value. */
    EVIDENCE_MIN(true),
    EVIDENCE_MAX(false),
    /** Of TRL's masked ratio of a whole sequence. */
    MASKED_MIN(true),
    MASKED_MAX(false);

    private final boolean least;

    PairExtreme(boolean least) {
        this.least = least;
    }

    double none() {
        return least ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
    }

    double of(double a, double b) {
        return least ? Math.min(a, b) : Math.max(a, b);
    }
}
