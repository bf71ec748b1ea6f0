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

/**
 * Puts the pieces of documents together in a flow without an end and closes them.
 *
 * <p>A document closes at the first moment of event time at which its pieces up to that moment are
 * all there, or when it has waited long enough for the rest. It is looked at when the watermark
 * passes the time of a piece, and then only pieces up to that time count, also where later ones are
 * here already: whether they are depends on how partitions were interleaved. Which repeat counts is
 * therefore the same in every run.
 *
 * <p>An operator and not a function, because what is late or a repeat goes into the ledger at times
 * other than the element's. State, by document: its pieces while open; then when it closed, so that
 * a repeat is known, for as long as one may come that is not late: one with a later time is a
 * document of its own. Both are cleared by event-time timers.
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
        if (closedAt != null && repeats(time, closedAt)) {
            enter(LedgerLine.DUPLICATE, 1, time);
            return;
        }
        pieces.add(score);
        timers.registerEventTimeTimer(VoidNamespace.INSTANCE, time);
        if (!LiveDocuments.isWhole(score)) {
            timers.registerEventTimeTimer(VoidNamespace.INSTANCE, time + waitMillis);
        }
    }

    /**
     * Whether a piece belongs to a document that closed: by the times of both, and not by what is
     * still known when it comes.
     */
    private boolean repeats(long time, long closedAt) {
        return time < closedAt + rememberMillis;
    }

    @Override
    public void onEventTime(InternalTimer<String, VoidNamespace> timer) throws Exception {
        long now = timer.getTimestamp();
        Long closedAt = closed.value();
        if (closedAt != null) {
            if (repeats(now, closedAt)) {
                return;
            }
            closed.clear();
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
        }
    }

    private void close(LiveDocuments.Assembled assembled, List<CompletionScore> ahead, long now)
            throws Exception {
        for (CompletionScore piece : assembled.pieces()) {
            enter(LiveDocuments.line(piece), 1, now);
        }
        enter(LedgerLine.SCORED, assembled.joined(), now);
        enter(LedgerLine.DUPLICATE, assembled.repeats(), now);
        List<CompletionScore> next = new ArrayList<>();
        for (CompletionScore piece : ahead) {
            if (repeats(piece.eventTimeMillis(), now)) {
                enter(LedgerLine.DUPLICATE, 1, piece.eventTimeMillis());
            } else {
                next.add(piece);
            }
        }
        output.collect(new StreamRecord<>(LiveDocuments.close(assembled, now), now));
        pieces.update(next);
        closed.update(now);
        timers.registerEventTimeTimer(VoidNamespace.INSTANCE, now + rememberMillis);
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
