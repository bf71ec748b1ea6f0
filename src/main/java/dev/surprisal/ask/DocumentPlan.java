package dev.surprisal.ask;

import dev.surprisal.convention.Coverage;
import dev.surprisal.event.TextMeasure;

/**
 * What was planned for a document.
 *
 * @param coverage tokens, windows, tokens that count, tokens to send
 * @param measure the document's words and bytes, without spans
 */
public record DocumentPlan(Coverage coverage, TextMeasure measure) {}
