package dev.surprisal.metrics;

/**
 * Where the numbers that are exposed stand in {@link dev.surprisal.event.Totals}: ordinals of the
 * aggregate package's {@code Sum}, {@code Count} and {@code Tracked}, which only grow at the end.
 */
final class TotalsLayout {

    /** Σ nll over tokens with status OK. */
    static final int NLL_SUM = 0;

    /** Σ entropy over full rows. */
    static final int ENTROPY_SUM = 2;

    /** Σ KL(reference‖model) where finite. */
    static final int FORWARD_KL_SUM = 12;

    /** Σ KL(model‖reference) where finite. */
    static final int REVERSE_KL_SUM = 14;

    /** Full rows that have an entropy. */
    static final int FULL_ROWS_COUNT = 0;

    /** Values of nll. */
    static final int NLL_SERIES = 0;

    /** Values of KL(reference‖model), infinite ones too. */
    static final int FORWARD_KL_SERIES = 1;

    /** Values of KL(model‖reference), infinite ones too. */
    static final int REVERSE_KL_SERIES = 2;

    private TotalsLayout() {}
}
