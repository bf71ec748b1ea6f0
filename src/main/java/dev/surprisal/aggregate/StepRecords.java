package dev.surprisal.aggregate;

import dev.surprisal.event.RolloutScore;

/** Copies of records with one thing changed. */
final class StepRecords {

    private StepRecords() {}

    /** The same record, standing for numbers from {@code first} on. */
    static RolloutScore from(RolloutScore score, long first) {
        return new RolloutScore(
                score.identity(),
                score.format(),
                score.origin(),
                first,
                score.recordsBefore(),
                score.step(),
                score.fields(),
                score.totals(),
                score.half(),
                score.close());
    }
}
