package dev.surprisal.ask;

import dev.surprisal.corpus.TextDocument;
import dev.surprisal.event.Completion;
import dev.surprisal.event.TextMeasure;
import java.util.List;

/**
 * A document with all that the server said of it.
 *
 * @param document as it was read
 * @param scoredText what its tokens were made from
 * @param measure its words and bytes, without spans
 * @param windows one completion a window, in order; none where nothing is scored
 */
public record AnsweredDocument(
        TextDocument document, String scoredText, TextMeasure measure, List<Completion> windows) {}
