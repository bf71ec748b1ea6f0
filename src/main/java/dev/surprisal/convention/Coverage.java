package dev.surprisal.convention;

/**
 * What a plan asks and what it leaves out, added up.
 *
 * @param tokens of the text
 * @param windows requests
 * @param scored tokens that count, each once
 * @param asked tokens of all requests, context and prefixes included
 */
public record Coverage(int tokens, int windows, int scored, long asked) {

    /** Tokens that never count; {@link WindowPlan#forEachUnscored} tells which. */
    public int unscored() {
        return tokens - scored;
    }
}
