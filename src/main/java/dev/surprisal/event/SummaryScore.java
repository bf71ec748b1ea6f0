package dev.surprisal.event;

/**
 * The whole job.
 *
 * @param documents closed documents
 * @param incompleteDocuments of them, those with entries missing
 * @param duplicates repeats that were dropped
 * @param conflicts repeats that were not bit-equal to the one that counts
 * @param provenance what it is of; null fields where documents disagree
 * @param statuses [TokenStatus] tokens by status
 * @param ledger [LedgerLine] both ledgers
 * @param segments figures per segment where a job has several, in the order of {@link Segment};
 *     null entries where a segment has no tokens
 * @param groups figures per group, by name; empty without groups
 * @param worst the least expected tokens, where their places in a text are known
 * @param figures of all documents
 */
public record SummaryScore(
        long documents,
        long incompleteDocuments,
        long duplicates,
        long conflicts,
        Provenance provenance,
        long[] statuses,
        long[] ledger,
        Figures[] segments,
        GroupScore[] groups,
        SurprisingToken[] worst,
        Figures figures) {}
