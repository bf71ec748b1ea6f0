package dev.surprisal.event;

/** Which part of a response the tokens are. */
public enum Segment {
    /** Text that the server was given and asked to score. */
    PROMPT,
    /** Text that the server produced. */
    GENERATED,
    /** A whole text where the distinction does not exist: KL base files, tensor dumps. */
    TEXT
}
