package dev.surprisal.config;

/** Where a topic is read from without a checkpoint. */
public enum KafkaStart {
    /** Where the group left off; at the beginning if it never read. */
    COMMITTED,
    /** At the beginning. */
    EARLIEST,
    /** At the end. */
    LATEST
}
