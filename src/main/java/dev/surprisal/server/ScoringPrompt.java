package dev.surprisal.server;

/**
 * A text whose tokens' log-probs are wanted, as token ids, as text, or as both (then the server
 * decides which of them it takes, and they must be the same).
 *
 * @param tokenIds [tokens] at least two, none negative; null if only the text is known
 * @param text without lone surrogates; null if only the ids are known
 * @param scoredFrom index of the first token whose log-prob is wanted; at least 1, because nothing
 *     comes before token 0. Of a text without ids: index among the server's own tokens
 * @param topLogprobs how many of the likeliest tokens are wanted at each position; 0 for none
 */
public record ScoringPrompt(int[] tokenIds, String text, int scoredFrom, int topLogprobs) {

    /**
     * Checks what can be checked before a server is asked.
     *
     * @throws IllegalArgumentException naming the value and what is allowed
     */
    public ScoringPrompt {
        if (tokenIds == null && text == null) {
            throw new IllegalArgumentException("a prompt needs token ids or a text");
        }
        if (tokenIds != null && tokenIds.length < 2) {
            throw new IllegalArgumentException(
                    "a prompt of %d tokens has nothing to score, expected 2 or more"
                            .formatted(tokenIds.length));
        }
        int end = tokenIds == null ? Integer.MAX_VALUE : tokenIds.length;
        if (scoredFrom < 1 || scoredFrom >= end) {
            throw new IllegalArgumentException(
                    "scoredFrom is %d, expected 1 to %d".formatted(scoredFrom, end - 1));
        }
        if (topLogprobs < 0) {
            throw new IllegalArgumentException(
                    "topLogprobs is %d, expected 0 or more".formatted(topLogprobs));
        }
        checkIds(tokenIds);
        checkText(text);
    }

    /** Ids alone. */
    public static ScoringPrompt ofTokens(int[] tokenIds, int scoredFrom, int topLogprobs) {
        return new ScoringPrompt(tokenIds, null, scoredFrom, topLogprobs);
    }

    /** Text alone: the server's own tokens are scored, from its second one on. */
    public static ScoringPrompt ofText(String text, int topLogprobs) {
        return new ScoringPrompt(null, text, 1, topLogprobs);
    }

    private static void checkIds(int[] tokenIds) {
        for (int i = 0; tokenIds != null && i < tokenIds.length; i++) {
            if (tokenIds[i] < 0) {
                throw new IllegalArgumentException(
                        "token %d is %d, expected 0 or more".formatted(i, tokenIds[i]));
            }
        }
    }

    /** A lone surrogate has no UTF-8: the server would be asked about another text. */
    private static void checkText(String text) {
        for (int i = 0; text != null && i < text.length(); i++) {
            char c = text.charAt(i);
            if (!Character.isSurrogate(c)) {
                continue;
            }
            boolean pair =
                    Character.isHighSurrogate(c)
                            && i + 1 < text.length()
                            && Character.isLowSurrogate(text.charAt(i + 1));
            if (!pair) {
                throw new IllegalArgumentException("a lone surrogate at character " + i);
            }
            i++;
        }
    }
}
