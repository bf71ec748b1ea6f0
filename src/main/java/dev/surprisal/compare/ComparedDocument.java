package dev.surprisal.compare;

import dev.surprisal.kernel.ClusteredRatio;

/**
 * A document as one model scored it.
 *
 * @param name what documents of several models are paired by
 * @param task lm-eval's task; null if it is of none
 * @param id number in the task, or chunk of a KL base file; null if it has none
 * @param nll of all that was scored of it, nats
 * @param tokens scored; -1 if not known
 * @param words of its text; -1 if not known
 * @param bytes of its text in UTF-8; -1 if not known
 * @param hash of the text that was scored; null if not known
 */
public record ComparedDocument(
        String name,
        String task,
        String id,
        double nll,
        long tokens,
        long words,
        long bytes,
        String hash) {

    /**
     * Checks that it can be summed.
     *
     * @throws IllegalArgumentException for an nll that is not finite, or sizes that no document has
     */
    public ComparedDocument {
        boolean summable = Math.abs(nll) < ClusteredRatio.LIMIT;
        if (!summable || Math.max(tokens, Math.max(words, bytes)) >= ClusteredRatio.LIMIT) {
            throw new IllegalArgumentException("document " + name + ": nll or size out of range");
        }
    }
}
