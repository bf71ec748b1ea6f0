package dev.surprisal.aggregate;

import dev.surprisal.event.CompletionScore;
import dev.surprisal.event.DocumentScore;
import dev.surprisal.event.DocumentTally;
import dev.surprisal.event.SourceFormat;
import dev.surprisal.event.TokenStatus;
import dev.surprisal.event.Totals;
import java.util.List;

/** Pieces to one {@link DocumentScore}. */
final class Documents {

    private Documents() {}

    /** Whether a piece has at least one token that was scored, or stands for a document's. */
    static boolean isMeasured(CompletionScore piece) {
        if (piece.text() != null && Double.isFinite(piece.text().nll())) {
            return true;
        }
        for (byte status : piece.statuses()) {
            if (status == TokenStatus.OK.code()) {
                return true;
            }
        }
        return false;
    }

    /**
     * Adds up a document.
     *
     * @param pieces at least one, in order of position
     * @param tally what was dropped on the way
     */
    static DocumentScore close(List<CompletionScore> pieces, DocumentTally tally) {
        ScoreAccumulator sums = new ScoreAccumulator();
        CompletionScore earliest = pieces.get(0);
        boolean finished = true;
        long declared = -1;
        for (CompletionScore piece : pieces) {
            sums.add(piece);
            finished &= piece.extent().finished();
            declared = Math.max(declared, piece.extent().tokensExpected());
            if (piece.eventTimeMillis() < earliest.eventTimeMillis()) {
                earliest = piece;
            }
        }
        long missing = Math.max(0, declared - sums.tokensExpected());
        sums.addMissing(missing);
        sums.closeCluster();
        Totals totals = sums.totals();
        return new DocumentScore(
                earliest.identity().documentId(),
                Provenances.of(earliest),
                earliest.format(),
                pieces.get(0).origin(),
                earliest.eventTimeMillis(),
                earliest.eventTimeOrigin(),
                finished && missing == 0,
                tally.duplicates(),
                tally.conflicts(),
                pieces.get(0).text() == null ? null : pieces.get(0).text().group(),
                totals,
                FigureCalculator.figures(totals, clusterUnit(earliest.format())));
    }

    /** What a cluster is, in results: a chunk of a KL base file is one, else a document. */
    static String clusterUnit(SourceFormat format) {
        return format == SourceFormat.KLD_FILE ? "chunk" : "document";
    }
}
