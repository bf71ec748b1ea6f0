package dev.surprisal.ask;

import dev.surprisal.event.TextMeasure;

/**
 * One window of a document, to be scored by the server.
 *
 * @param documentId its document
 * @param index number of the window in its document
 * @param tokenIds [tokens] what the model is shown; null where the server makes the tokens
 * @param text the same as text without the prefix, for servers that take no ids; null where it has
 *     none, because the window cuts a character in two
 * @param scoredFrom index in tokenIds of the first token that counts; all behind it count too
 * @param firstToken document token of tokenIds[0]; negative where a prefix stands in front
 * @param firstPosition of the scored tokens among the document's scored positions
 * @param positions scored positions of the whole document; -1 where the server makes the tokens
 * @param measure the document's measure, with the spans of this window's scored tokens
 */
public record WindowRequest(
        String documentId,
        int index,
        int[] tokenIds,
        String text,
        int scoredFrom,
        int firstToken,
        int firstPosition,
        int positions,
        TextMeasure measure) {}
