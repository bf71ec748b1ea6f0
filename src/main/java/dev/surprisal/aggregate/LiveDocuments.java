package dev.surprisal.aggregate;

import dev.surprisal.event.ClosedDocument;
import dev.surprisal.event.CompletionScore;
import dev.surprisal.event.LedgerLine;
import dev.surprisal.event.Totals;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/**
 * What becomes of the pieces of one document at a moment of event time: which of them count, and
 * whether they are all there. Pure, so that it can be asked at any moment: the answer depends on
 * the pieces up to that moment alone, and not on the order in which they came.
 */
final class LiveDocuments {

    private static final Comparator<CompletionScore> BY_PLACE =
            Comparator.comparing((CompletionScore piece) -> piece.origin().source())
                    .thenComparing(piece -> piece.origin().offset());

    /**
     * The pieces that count.
     *
     * @param all pieces and chunks that there were
     * @param pieces in order of position, one a position
     * @param joined chunks that are part of one of them and not counted by it
     * @param repeats pieces and chunks that were left out
     */
    record Assembled(
            List<CompletionScore> all, List<CompletionScore> pieces, long joined, long repeats) {

        /** Whether the server has finished and all that it counted is there. */
        boolean complete() {
            long declared = -1;
            long entries = 0;
            for (CompletionScore piece : pieces) {
                if (!piece.extent().finished()) {
                    return false;
                }
                declared = Math.max(declared, piece.extent().tokensExpected());
                entries += piece.nll().length;
            }
            return declared <= entries;
        }
    }

    private LiveDocuments() {}

    /** Puts together what there is; the list is reordered. */
    static Assembled assemble(List<CompletionScore> arrived) {
        if (arrived.size() == 1 && !StreamChunks.isChunk(arrived.get(0))) {
            return new Assembled(arrived, arrived, 0, 0);
        }
        arrived.sort(BY_PLACE);
        List<CompletionScore> chunks = new ArrayList<>();
        TreeMap<Integer, CompletionScore> pieces = new TreeMap<>();
        for (CompletionScore piece : arrived) {
            if (StreamChunks.isChunk(piece)) {
                chunks.add(piece);
            } else {
                add(pieces, piece);
            }
        }
        long answers = 0;
        long chunkRepeats = 0;
        if (!chunks.isEmpty()) {
            StreamChunks.Assembled streamed = StreamChunks.assemble(chunks);
            streamed.answers().forEach(answer -> add(pieces, answer));
            answers = streamed.answers().size();
            chunkRepeats = streamed.repeats();
        }
        long whole = arrived.size() - chunks.size() + answers;
        return new Assembled(
                arrived,
                new ArrayList<>(pieces.values()),
                chunks.size() - chunkRepeats - answers,
                chunkRepeats + whole - pieces.size());
    }

    private static void add(TreeMap<Integer, CompletionScore> pieces, CompletionScore piece) {
        pieces.merge(piece.extent().firstPosition(), piece, PieceOrder::better);
    }

    /** How the ledger calls a piece that counts. */
    static LedgerLine line(CompletionScore piece) {
        return Documents.isMeasured(piece) ? LedgerLine.SCORED : LedgerLine.UNMEASURED;
    }

    /**
     * Adds up a document.
     *
     * @param closeMillis event time at which it closes
     */
    static ClosedDocument close(Assembled assembled, long closeMillis) {
        ScoreAccumulator sums = ScoreAccumulator.bounded();
        CompletionScore earliest = assembled.pieces().get(0);
        long declared = -1;
        for (CompletionScore piece : assembled.pieces()) {
            sums.add(piece);
            declared = Math.max(declared, piece.extent().tokensExpected());
            if (piece.eventTimeMillis() < earliest.eventTimeMillis()) {
                earliest = piece;
            }
        }
        sums.addMissing(Math.max(0, declared - sums.tokensExpected()));
        sums.closeCluster();
        return document(earliest, closeMillis, assembled.complete(), sums.totals());
    }

    /** Stands for a completion that came too late: it is counted and adds nothing. */
    static ClosedDocument late(CompletionScore score) {
        return document(score, score.arrival().clockMillis(), false, null);
    }

    private static ClosedDocument document(
            CompletionScore piece, long closeMillis, boolean complete, Totals totals) {
        String revision = piece.identity().modelRevision();
        return new ClosedDocument(
                piece.identity().documentId(),
                piece.arrival().labels(),
                revision == null ? "" : revision,
                piece.eventTimeMillis(),
                closeMillis,
                complete,
                piece.format(),
                Provenances.of(piece),
                totals);
    }
}
