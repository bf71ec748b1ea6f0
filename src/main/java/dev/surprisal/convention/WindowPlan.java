package dev.surprisal.convention;

import java.util.Iterator;

/**
 * The windows of one text under a convention, in order. Nothing is stored: every iteration makes
 * them anew, so a text of any length takes no room.
 *
 * <p>No token is scored twice; which are never scored is told by {@link #coverage()} and {@link
 * #forEachUnscored}. A window in which nothing would be scored, like a tail of a single token
 * without context, is left out.
 *
 * <ul>
 *   <li>no tokens: no windows, whether there is a prefix or not
 *   <li>one token: scored where a prefix stands before it, else no windows
 * </ul>
 *
 * <p>Sources: lm-eval's rolling windows with its disjoint contexts, the loops of the transformers
 * document, GPTQ, vLLM and exllamav3, and llama.cpp's perplexity tool; docs/CONVENTIONS.md has the
 * versions.
 */
public final class WindowPlan implements Iterable<PlannedWindow> {
    private final Convention convention;
    private final int tokens;

    private WindowPlan(Convention convention, int tokens) {
        this.convention = convention;
        this.tokens = tokens;
    }

    /**
     * @param convention as {@link Convention#resolve} gives it for a tokenizer; any other prefix
     *     than {@link PrefixToken#NONE} is taken to be there
     * @param tokens of the text, special tokens included where the convention adds them
     * @throws IllegalArgumentException when the text is too short for {@code minWindows}, or too
     *     long for one window where nothing may be left out
     */
    public static WindowPlan of(Convention convention, int tokens) {
        if (tokens < 0) {
            throw new IllegalArgumentException("a text has " + tokens + " tokens");
        }
        int prefix = convention.prefix() == PrefixToken.NONE ? 0 : 1;
        long positions = (long) tokens + prefix;
        long needed = (long) convention.minWindows() * convention.windowLength();
        if (positions < needed) {
            throw new IllegalArgumentException(
                    "convention %s needs at least %d tokens (%d windows of %d), the text has %d"
                            .formatted(
                                    convention.name(),
                                    needed - prefix,
                                    convention.minWindows(),
                                    convention.windowLength(),
                                    tokens));
        }
        if (convention.windowRule() == WindowRule.WHOLE
                && convention.tail() != Tail.DROPPED
                && convention.maxLength() > 0
                && positions > convention.windowLength()) {
            throw new IllegalArgumentException(
                    "convention %s takes a text whole, in at most %d tokens; the text has %d"
                            .formatted(
                                    convention.name(), convention.windowLength() - prefix, tokens));
        }
        return new WindowPlan(convention, tokens);
    }

    @Override
    public Iterator<PlannedWindow> iterator() {
        return new WindowIterator(convention, tokens);
    }

    /** Counts what the plan asks and scores; takes as long as one iteration. */
    public Coverage coverage() {
        int windows = 0;
        int scored = 0;
        long asked = 0;
        for (PlannedWindow window : this) {
            windows++;
            scored += window.scored();
            asked += window.asked();
        }
        return new Coverage(tokens, windows, scored, asked);
    }

    /** Tells every maximal range of tokens that are never scored, in order. */
    public void forEachUnscored(TokenRangeVisitor visitor) {
        int next = 0;
        for (PlannedWindow window : this) {
            if (window.scoredFrom() > next) {
                visitor.visit(next, window.scoredFrom());
            }
            next = window.scoredTo();
        }
        if (next < tokens) {
            visitor.visit(next, tokens);
        }
    }
}
