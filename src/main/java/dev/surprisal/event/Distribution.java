package dev.surprisal.event;

/** Which distribution a log-prob is taken from; unlike ones are never compared. */
public enum Distribution {
    /** The model's own softmax, before temperature, penalties and truncation. */
    RAW,
    /** After temperature only. */
    AFTER_TEMPERATURE,
    /** After temperature, penalties and truncation: renormalised over what was kept. */
    PROCESSED,
    /** The payload does not say, and the server has more than one mode. */
    UNKNOWN
}
