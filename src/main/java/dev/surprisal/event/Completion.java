package dev.surprisal.event;

/**
 * One response × choice × segment, or a slice of one, as decoded and not yet scored.
 *
 * <p>Either {@code logprobs} (one a token, natural) or {@code rows} (one row a token) is set. All
 * arrays are [tokens]; an array that the server did not send is null.
 *
 * @param origin where the bytes came from
 * @param format the shape they had
 * @param identity what they are of
 * @param eventTimeMillis epoch milliseconds; 0 with origin NONE
 * @param eventTimeOrigin where that time came from
 * @param distribution which distribution the values are of
 * @param convention the window rule, in words, for the fingerprint: "disjoint/256, second half"
 * @param extent which positions of the document these are
 * @param tokenIds [tokens] target token of each position, or null
 * @param logprobs [tokens] of the chosen token; NaN where the status is not OK
 * @param statuses [tokens] {@link TokenStatus#code()}; null with rows, where the kernel finds them
 * @param rows logits or codes, row i predicts token i
 * @param referenceRows the same positions under the reference, or null
 * @param referenceModel name of the reference, or null
 * @param top the likeliest tokens at each position, or null
 * @param text what the document was made from, or null
 * @param arrival how it came in; null in a bounded job
 * @param envelope what the record around the payload says beside it, without a time of its own;
 *     null if there is none
 */
public record Completion(
        Origin origin,
        SourceFormat format,
        Identity identity,
        long eventTimeMillis,
        EventTimeOrigin eventTimeOrigin,
        Distribution distribution,
        String convention,
        Extent extent,
        int[] tokenIds,
        double[] logprobs,
        byte[] statuses,
        LogitRows rows,
        LogitRows referenceRows,
        String referenceModel,
        TopCandidates top,
        TextMeasure text,
        Arrival arrival,
        Delivery envelope) {
    /** One of a bounded job, without an envelope. */
    public Completion(
            Origin origin,
            SourceFormat format,
            Identity identity,
            long eventTimeMillis,
            EventTimeOrigin eventTimeOrigin,
            Distribution distribution,
            String convention,
            Extent extent,
            int[] tokenIds,
            double[] logprobs,
            byte[] statuses,
            LogitRows rows,
            LogitRows referenceRows,
            String referenceModel,
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
                tokenIds,
                logprobs,
                statuses,
                rows,
                referenceRows,
                referenceModel,
                top,
                text,
                null,
                null);
    }

    /** The same, as it came in, at the event time that it has there. */
    public Completion arriving(long timeMillis, EventTimeOrigin timeOrigin, Arrival stamped) {
        return new Completion(
                origin,
                format,
                identity,
                timeMillis,
                timeOrigin,
                distribution,
                convention,
                extent,
                tokenIds,
                logprobs,
                statuses,
                rows,
                referenceRows,
                referenceModel,
                top,
                text,
                stamped,
                envelope);
    }

    /** Number of positions in this piece. */
    public int tokens() {
        return rows != null ? rows.rows() : logprobs.length;
    }
}
