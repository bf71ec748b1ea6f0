package dev.surprisal.probe;

/**
 * What came of asking a replica.
 *
 * @param baseline that it is compared with; null if there is none
 * @param reading what it said; null if it could not be read
 * @param reason why it could not be read; "" otherwise
 */
record ProbeAnswer(Baseline baseline, Reading reading, String reason) {

    static ProbeAnswer unreadable(Baseline baseline, String reason) {
        return new ProbeAnswer(baseline, null, reason);
    }
}
