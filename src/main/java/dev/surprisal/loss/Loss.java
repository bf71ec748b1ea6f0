package dev.surprisal.loss;

import dev.surprisal.event.Labelled;

/** A pure function of a line and one of its items. */
abstract class Loss {

    /** What an item is that is neither right nor wrong. */
    static final int NO_HIT = -1;

    /** Whether a line holds what this needs. */
    abstract boolean applies(Labelled line);

    /**
     * What an item costs, at least 0 but for rounding; +∞ where it was called impossible. Never NaN
     * for a line that {@link LabelledDecoder} gave.
     */
    abstract double value(Labelled line, int item);

    /** 1 where the item is right, 0 where wrong, {@link #NO_HIT} where that means nothing. */
    int hit(Labelled line, int item) {
        return NO_HIT;
    }

    /** How sure the prediction was of what {@link #hit} judges; only of a loss with bins. */
    double confidence(Labelled line, int item) {
        return Double.NaN;
    }

    static boolean isBinary(Labelled line) {
        return line.y() != null && line.scores() != null && line.classes() == 0;
    }

    static boolean isCategorical(Labelled line) {
        return line.y() != null && line.scores() != null && line.classes() > 0;
    }
}
