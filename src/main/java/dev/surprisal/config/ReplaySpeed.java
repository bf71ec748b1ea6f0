package dev.surprisal.config;

/** How fast recorded responses are played. */
public enum ReplaySpeed {
    /** As fast as they can be read. */
    FAST,
    /** As fast as they came when they were recorded. */
    REAL
}
