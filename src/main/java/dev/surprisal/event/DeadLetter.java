package dev.surprisal.event;

/**
 * A payload that could not be used, and why. The payload itself is not kept: it may be a prompt.
 *
 * @param origin where it stood
 * @param format what it looked like; null if nothing known
 * @param reason what was wrong, in words
 * @param offset of the fault in the payload, in bytes; -1 if it has none
 */
public record DeadLetter(Origin origin, SourceFormat format, String reason, long offset) {}
