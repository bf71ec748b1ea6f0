package dev.surprisal.event;

/**
 * Where bytes came from.
 *
 * @param source file path as the user gave it, or topic
 * @param offset of the first byte of the payload in the source
 * @param length of the payload in bytes
 * @param payloadHash hash of the payload, so that repeats can be told from conflicts; 0 if unhashed
 */
public record Origin(String source, long offset, long length, long payloadHash) {}
