package dev.surprisal.event;

/**
 * Bytes as a source delivered them: one response, one line, or one whole transcript.
 *
 * @param origin where they stood
 * @param documentName what to call its document when the payload has no id
 * @param bytes the payload; empty when {@code fault} is set
 * @param fault why there are no bytes (too long, no such file, unreadable), or null
 */
public record Payload(Origin origin, String documentName, byte[] bytes, String fault) {}
