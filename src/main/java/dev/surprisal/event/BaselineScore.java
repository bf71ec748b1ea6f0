package dev.surprisal.event;

/**
 * What the windows of a key are compared with: the merged windows of a time when all was well.
 *
 * @param key of its windows
 * @param labels the same in parts; null if not known
 * @param name what it is, in words: "first 500 documents", "the same hour of the day before"
 * @param revision of the model; "" if none is known
 * @param startMillis begin of its first window
 * @param endMillis end of its last window
 * @param windows how many
 * @param documents that have a mean nll
 * @param frozen whether it is complete: nothing is added any more
 * @param tokensExpected tokens that should have been scored
 * @param statuses [TokenStatus] how many tokens had each status
 * @param observation the sums and histograms of its windows, added
 */
public record BaselineScore(
        String key,
        Labels labels,
        String name,
        String revision,
        long startMillis,
        long endMillis,
        long windows,
        long documents,
        boolean frozen,
        long tokensExpected,
        long[] statuses,
        Observation observation) {}
