package dev.surprisal.aggregate;

/** Where the numbers of one divergence are kept. */
enum DivergenceCells {
    FORWARD(
            Sum.FORWARD_KL,
            Sum.FORWARD_KL_SQUARED,
            Count.FORWARD_KL,
            Count.FORWARD_KL_INFINITE,
            Count.FORWARD_KL_UNDEFINED,
            Tracked.FORWARD_KL,
            "KL(reference || model)"),
    REVERSE(
            Sum.REVERSE_KL,
            Sum.REVERSE_KL_SQUARED,
            Count.REVERSE_KL,
            Count.REVERSE_KL_INFINITE,
            Count.REVERSE_KL_UNDEFINED,
            Tracked.REVERSE_KL,
            "KL(model || reference)");

    private final Sum sum;
    private final Sum squared;
    private final Count count;
    private final Count infinite;
    private final Count undefined;
    private final Tracked tracked;
    private final String direction;

    DivergenceCells(
            Sum sum,
            Sum squared,
            Count count,
            Count infinite,
            Count undefined,
            Tracked tracked,
            String direction) {
        this.sum = sum;
        this.squared = squared;
        this.count = count;
        this.infinite = infinite;
        this.undefined = undefined;
        this.tracked = tracked;
        this.direction = direction;
    }

    Sum sum() {
        return sum;
    }

    Sum squared() {
        return squared;
    }

    Count count() {
        return count;
    }

    Count infinite() {
        return infinite;
    }

    Count undefined() {
        return undefined;
    }

    Tracked tracked() {
        return tracked;
    }

    String direction() {
        return direction;
    }
}
