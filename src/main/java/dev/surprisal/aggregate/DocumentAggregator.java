package dev.surprisal.aggregate;

import dev.surprisal.event.CompletionScore;
import dev.surprisal.event.DocumentScore;
import dev.surprisal.event.DocumentTally;
import dev.surprisal.event.LedgerEntry;
import dev.surprisal.event.LedgerLine;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Puts the pieces of a document together and closes it.
 *
 * <p>A file of rows cannot repeat itself, so its documents close as soon as their rows are in.
 * Responses can be repeated (retries, at-least-once topics), and which repeat counts must not
 * depend on which came first: their documents wait for the event-time timer. In a bounded job
 * without watermarks that is the end of the input; in batch execution the end of the key, so that
 * only one document is held at a time.
 *
 * <p>Chunks of a streamed answer that arrive one by one wait for the same timer, since only their
 * places in the source put them in order.
 *
 * <p>State: the pieces and chunks of open documents, and a mark for closed ones so that a repeat is
 * known; both are cleared by the timer.
 */
public final class DocumentAggregator
        extends KeyedProcessFunction<String, CompletionScore, DocumentScore> {

    private static final long serialVersionUID = 1L;

    private transient MapState<Integer, CompletionScore> pieces;
    private transient MapState<String, CompletionScore> chunks;
    private transient ValueState<DocumentTally> tally;

    /** The key under which repeats and pieces of a document meet. */
    public static String key(CompletionScore score) {
        // The segment too: a record may give its prompt and its answer the same name.
        return score.identity().model()
                + "\u0001"
                + score.identity().segment()
                + "\u0001"
                + score.identity().documentId();
    }

    @Override
    public void open(OpenContext context) {
        pieces =
                getRuntimeContext()
                        .getMapState(
                                new MapStateDescriptor<>(
                                        "pieces",
                                        Types.INT,
                                        TypeInformation.of(CompletionScore.class)));
        chunks =
                getRuntimeContext()
                        .getMapState(
                                new MapStateDescriptor<>(
                                        "chunks",
                                        Types.STRING,
                                        TypeInformation.of(CompletionScore.class)));
        tally =
                getRuntimeContext()
                        .getState(
                                new ValueStateDescriptor<>(
                                        "tally", TypeInformation.of(DocumentTally.class)));
    }

    @Override
    public void processElement(CompletionScore score, Context context, Collector<DocumentScore> out)
            throws Exception {
        DocumentTally before = tally.value();
        if (before == null) {
            before = new DocumentTally(0, 0, 0, false);
            context.timerService().registerEventTimeTimer(Long.MAX_VALUE);
        }
        if (before.closed()) {
            context.output(AggregateTags.LEDGER, new LedgerEntry(LedgerLine.DUPLICATE, 1));
            return;
        }
        if (StreamChunks.isChunk(score)) {
            chunks.put(StreamChunks.key(score), score);
            tally.update(before);
            return;
        }
        DocumentTally after = admit(before, score, context);
        tally.update(after);
        if (isUnique(score) && after.entries() >= score.extent().entriesAvailable()) {
            close(after, context, out);
        }
    }

    /** Rows of a file, and the windows of a plan that the job itself asked for. */
    private static boolean isUnique(CompletionScore score) {
        boolean planned = score.text() != null && score.extent().entriesAvailable() >= 0;
        return score.format().isRowFile() || planned;
    }

    private DocumentTally admit(DocumentTally before, CompletionScore score, Context context)
            throws Exception {
        int position = score.extent().firstPosition();
        CompletionScore present = pieces.get(position);
        if (present == null) {
            pieces.put(position, score);
            long entries = before.entries() + score.nll().length;
            return new DocumentTally(entries, before.duplicates(), before.conflicts(), false);
        }
        context.output(AggregateTags.LEDGER, new LedgerEntry(LedgerLine.DUPLICATE, 1));
        CompletionScore winner = PieceOrder.better(present, score);
        pieces.put(position, winner);
        return new DocumentTally(
                before.entries() + winner.nll().length - present.nll().length,
                before.duplicates() + 1,
                before.conflicts() + (PieceOrder.agree(present, score) ? 0 : 1),
                false);
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<DocumentScore> out)
            throws Exception {
        DocumentTally last = tally.value();
        if (!last.closed()) {
            close(assembleChunks(last, context), context, out);
        }
        tally.clear();
    }

    /** A streamed answer that came in chunks competes with repeats of it that came whole. */
    private DocumentTally assembleChunks(DocumentTally last, Context context) throws Exception {
        List<CompletionScore> arrived = new ArrayList<>();
        chunks.values().forEach(arrived::add);
        chunks.clear();
        StreamChunks.Assembled assembled = StreamChunks.assemble(arrived);
        List<CompletionScore> answers = assembled.answers();
        DocumentTally tallied = last;
        for (CompletionScore answer : answers) {
            tallied = admit(tallied, answer, context);
        }
        // An answer is one completion from here on; its other chunks are accounted for now.
        long joined = arrived.size() - assembled.repeats() - answers.size();
        if (joined > 0) {
            context.output(AggregateTags.LEDGER, new LedgerEntry(LedgerLine.SCORED, joined));
        }
        if (assembled.repeats() > 0) {
            context.output(
                    AggregateTags.LEDGER,
                    new LedgerEntry(LedgerLine.DUPLICATE, assembled.repeats()));
        }
        return tallied;
    }

    private void close(DocumentTally last, Context context, Collector<DocumentScore> out)
            throws Exception {
        List<CompletionScore> ordered = new ArrayList<>();
        pieces.values().forEach(ordered::add);
        ordered.sort(Comparator.comparing(piece -> piece.extent().firstPosition()));
        for (CompletionScore piece : ordered) {
            LedgerLine line =
                    Documents.isMeasured(piece) ? LedgerLine.SCORED : LedgerLine.UNMEASURED;
            context.output(AggregateTags.LEDGER, new LedgerEntry(line, 1));
        }
        out.collect(Documents.close(ordered, last));
        pieces.clear();
        tally.update(new DocumentTally(last.entries(), last.duplicates(), last.conflicts(), true));
    }
}
