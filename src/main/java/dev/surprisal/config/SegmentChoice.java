package dev.surprisal.config;

/** Which part of a response is scored. */
public enum SegmentChoice {
    /** All that the payload reports. */
    ALL,
    /** Only text that the server was given. */
    PROMPT,
    /** Only text that the server produced. */
    GENERATED
}
