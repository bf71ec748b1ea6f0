package dev.surprisal.config;

/** How Flink runs the job. */
public enum Execution {
    /**
     * In batch where more responses wait for their end than memory should hold, else as a stream.
     */
    AUTO,
    /** As a stream, whatever the source. */
    STREAMING,
    /** In batch: every source must end. */
    BATCH
}
