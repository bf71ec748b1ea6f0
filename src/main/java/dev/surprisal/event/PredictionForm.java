package dev.surprisal.event;

/** How a prediction over classes is written. */
public enum PredictionForm {
    /** Probabilities, [0, 1]; of all classes they add up to 1. */
    PROBABILITY,
    /** Logits: one of the positive class, or one a class; −∞ is a class that cannot be. */
    LOGIT,
    /** Natural logarithms of probabilities, one a class. */
    LOG_PROBABILITY
}
