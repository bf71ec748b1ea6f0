package dev.surprisal.event;

/**
 * The per-position numbers of one {@link Completion}, in nats. Arrays are [tokens]; one that was
 * not measured is null, and an entry that does not exist is NaN.
 *
 * @param origin where the bytes came from
 * @param format the shape they had
 * @param identity what they are of
 * @param eventTimeMillis epoch milliseconds
 * @param eventTimeOrigin where that time came from
 * @param distribution which distribution the values are of
 * @param convention the window rule, in words
 * @param extent which positions of the document these are
 * @param vocabulary size where full rows were read, else 0
 * @param referenceModel name of the reference, or null
 * @param statuses {@link TokenStatus#code()} of each position
 * @param tokenIds target token of each position, or null
 * @param nll negative log-prob of the target; NaN where the status is not OK
 * @param full what only a full row tells, or null
 * @param pair what only a pair of rows tells, or null
 * @param top the likeliest tokens at each position, or null
 * @param text what the document was made from, or null
 * @param arrival how it came in; null in a bounded job
 * @param entropy bounds from the likeliest tokens, or null
 */
public record CompletionScore(
        Origin origin,
        SourceFormat format,
        Identity identity,
        long eventTimeMillis,
        EventTimeOrigin eventTimeOrigin,
        Distribution distribution,
        String convention,
        Extent extent,
        int vocabulary,
        String referenceModel,
        byte[] statuses,
        int[] tokenIds,
        double[] nll,
        RowScores full,
        PairScores pair,
        TopCandidates top,
        TextMeasure text,
        Arrival arrival,
        EntropyBounds entropy) {
    /** One of a bounded job. */
    public CompletionScore(
            Origin origin,
            SourceFormat format,
            Identity identity,
            long eventTimeMillis,
            EventTimeOrigin eventTimeOrigin,
            Distribution distribution,
            String convention,
            Extent extent,
            int vocabulary,
            String referenceModel,
            byte[] statuses,
            int[] tokenIds,
            double[] nll,
            RowScores full,
            PairScores pair,
            TopCandidates top,
            TextMeasure text) {
        this(
                origin,
                format,
                identity,
                eventTimeMillis,
                eventTimeOrigin,
                distribution,
                convention,
                extent,
                vocabulary,
                referenceModel,
                statuses,
                tokenIds,
                nll,
                full,
                pair,
                top,
                text,
                null,
                null);
    }
}
