package dev.surprisal.event;

/**
 * One of the least expected tokens.
 *
 * @param document its document
 * @param position among the document's scored positions, from 0
 * @param tokenId -1 where the server gave none
 * @param nll nats
 * @param byteStart its first byte in the document's text
 * @param byteEnd one past its last byte
 */
public record SurprisingToken(
        String document, int position, int tokenId, double nll, int byteStart, int byteEnd) {}
