package dev.surprisal.ingest;

/** What a stage of a {@link LiveFlow} hands elements and watermarks to. */
@FunctionalInterface
interface Inlet<T> {

    /** An element of a subtask. */
    void element(int from, T value, long time) throws Exception;

    /** A watermark of one of a stage's subtasks. */
    default void watermark(Object from, int of, long time) throws Exception {}

    /** Before anything else: how many subtasks a stage has. */
    default void begin(Object from, int channels) {}
}
