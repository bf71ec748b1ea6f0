package dev.surprisal.event;

/** What a source says of its partitions, between payloads: the watermark has to know them all. */
public enum Notice {
    /** A partition is going to be read. */
    BEGAN,
    /** A partition has been read to its end. */
    ENDED,
    /** No further partition will come to this reader. */
    NO_MORE
}
