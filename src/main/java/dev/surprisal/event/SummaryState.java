package dev.surprisal.event;

/**
 * What the summary has added up so far.
 *
 * @param documents closed documents
 * @param incompleteDocuments of them, those with entries missing
 * @param duplicates repeats that were dropped
 * @param conflicts repeats that were not bit-equal
 * @param format of a document, or null while there is none
 * @param provenance what it is of, or null while there is no document
 * @param ledger [LedgerLine]
 * @param segments [Segment] sums; null entries where a segment has no document
 * @param groups sums by group, in order of name
 */
public record SummaryState(
        long documents,
        long incompleteDocuments,
        long duplicates,
        long conflicts,
        SourceFormat format,
        Provenance provenance,
        long[] ledger,
        Totals[] segments,
        GroupState[] groups) {}
