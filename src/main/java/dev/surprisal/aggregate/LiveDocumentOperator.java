package dev.surprisal.aggregate;

import dev.surprisal.event.ClosedDocument;
import dev.surprisal.event.CompletionScore;
import dev.surprisal.event.LedgerEntry;
import dev.surprisal.event.LedgerLine;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.Triggerable;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;

/**
 * Puts the pieces of documents together in a flow without an end and closes them.
 *
 * <p>A document closes at the first moment of event time at which its pieces up to that moment are
 * all there, or when it has waited long enough for the rest. It is looked at when the watermark
 * passes the time of a piece, and then only pieces up to that time count, also where later ones are
 * here already: whether they are depends on how partitions were interleaved. Which repeat counts is
 * therefore the same in every run. What comes under its name later than repeats are known is a new
 * document: servers use small numbers as ids over again.
 *
 * <p>An operator and not a function, because what is late or a repeat goes into the ledger at times
 * other than the element's. State, by document: its pieces while open; then when it closed, so that
 * a repeat is known, for as long as one may come that is not late. Both are cleared by event-time
 * timers.
 */
public final class LiveDocumentOperator extends AbstractStreamOperator<ClosedDocument>
        implements OneInputStreamOperator<CompletionScore, ClosedDocument>,
                Triggerable<String, VoidNamespace> {

    private static final long serialVersionUID = 1L;

    private final long waitMillis;
    private final long rememberMillis;
    private transient ListState<CompletionScore> pieces;
    private transient ValueState<Long> closed;
    private transient InternalTimerService<VoidNamespace> timers;

    /**
     * An operator.
     *
     * @param waitMillis how long a document waits for the rest of it, in event time
     * @param rememberMillis how long after its end repeats of it are known
     */
    public LiveDocumentOperator(long waitMillis, long rememberMillis) {
        this.waitMillis = waitMillis;
        this.rememberMillis = rememberMillis;
    }

    @Override
    public void open() throws Exception {
        super.open();
        pieces =
                getRuntimeContext()
                        .getListState(
                                new ListStateDescriptor<>(
                                        "pieces", TypeInformation.of(CompletionScore.class)));
        closed = getRuntimeContext().getState(new ValueStateDescriptor<>("closed", Types.LONG));
        timers = getInternalTimerService("documents", VoidNamespaceSerializer.INSTANCE, this);
    }

    /**
     * All readers come together here. That they are idle is not passed on: what follows waits for
     * this operator whether there is anything or not, and operators that hear of readers also by a
     * shorter way would take their end for the end of all, ahead of the documents.
     */
    @Override
    public void processWatermarkStatus(WatermarkStatus status) {}

    @Override
    public void processElement(StreamRecord<CompletionScore> element) throws Exception {
        CompletionScore score = element.getValue();
        if (score.arrival().late()) {
            long clock = score.arrival().clockMillis();
            enter(LedgerLine.LATE, 1, clock);
            output.collect(AggregateTags.LATE_SCORES, new StreamRecord<>(score, clock));
            output.collect(new StreamRecord<>(LiveDocuments.late(score), clock));
            return;
        }
        long time = score.eventTimeMillis();
        Long closedAt = closed.value();
        if (closedAt != null && time <= closedAt + rememberMillis) {
            enter(LedgerLine.DUPLICATE, 1, counted(score, time));
            return;
        }
        pieces.add(score);
        timers.registerEventTimeTimer(VoidNamespace.INSTANCE, time);
    }

    @Override
    public void onEventTime(InternalTimer<String, VoidNamespace> timer) throws Exception {
        long now = timer.getTimestamp();
        Long closedAt = closed.value();
        if (closedAt != null) {
            // Pieces that are here already are of the next document of this name, and later.
            if (now >= closedAt + rememberMillis) {
                closed.clear();
            }
            return;
        }
        List<CompletionScore> due = new ArrayList<>();
        List<CompletionScore> ahead = new ArrayList<>();
        long first = Long.MAX_VALUE;
        for (CompletionScore piece : pieces.get()) {
            (piece.eventTimeMillis() <= now ? due : ahead).add(piece);
            first = Math.min(first, piece.eventTimeMillis());
        }
        if (due.isEmpty()) {
            return;
        }
        LiveDocuments.Assembled assembled = LiveDocuments.assemble(due);
        if (assembled.complete() || now >= first + waitMillis) {
            close(assembled, ahead, now);
        } else {
            timers.registerEventTimeTimer(VoidNamespace.INSTANCE, first + waitMillis);
        }
    }

    private void close(LiveDocuments.Assembled assembled, List<CompletionScore> ahead, long now)
            throws Exception {
        long at = now;
        for (CompletionScore piece : assembled.all()) {
            at = counted(piece, at);
        }
        for (CompletionScore piece : assembled.pieces()) {
            enter(LiveDocuments.line(piece), 1, at);
        }
        enter(LedgerLine.SCORED, assembled.joined(), at);
        enter(LedgerLine.DUPLICATE, assembled.repeats(), at);
        output.collect(new StreamRecord<>(LiveDocuments.close(assembled, now), now));
        closed.update(now);
        timers.registerEventTimeTimer(VoidNamespace.INSTANCE, now + rememberMillis);
        // How many of them are here depends on how partitions were interleaved: each is judged as
        // if it came now.
        List<CompletionScore> next = new ArrayList<>();
        for (CompletionScore piece : ahead) {
            if (piece.eventTimeMillis() <= now + rememberMillis) {
                enter(LedgerLine.DUPLICATE, 1, counted(piece, piece.eventTimeMillis()));
            } else {
                next.add(piece);
            }
        }
        pieces.update(next);
    }

    /** Not before it was entered as received: both ledgers add up at every moment. */
    private static long counted(CompletionScore score, long time) {
        return Math.max(time, score.arrival().clockMillis());
    }

    @Override
    public void onProcessingTime(InternalTimer<String, VoidNamespace> timer) {
        throw new IllegalStateException("documents have no timers on the clock");
    }

    private void enter(LedgerLine line, long count, long time) {
        if (count > 0) {
            output.collect(
                    AggregateTags.LEDGER, new StreamRecord<>(new LedgerEntry(line, count), time));
        }
    }
}
