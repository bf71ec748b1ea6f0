package dev.surprisal.ingest;

import dev.surprisal.event.DeadLetter;
import dev.surprisal.event.EventTimeOrigin;
import dev.surprisal.event.Labelled;
import dev.surprisal.event.Labels;
import dev.surprisal.event.LateLabelled;
import dev.surprisal.event.LedgerLine;
import dev.surprisal.event.Payload;
import dev.surprisal.loss.InvalidLabelledException;
import dev.surprisal.loss.LabelledDecoder;
import dev.surprisal.loss.LossPlan;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Payload to labelled lines in a flow without an end. A line's time is its own alone; a topic's
 * timestamp only vouches for it. The timestamp of what is handed on is how far the line's partition
 * had come with it, which is where it stands in the ledger; late lines go aside.
 */
final class LabelledLiveOperator extends PartitionedIngestOperator<Labelled> {

    private static final long serialVersionUID = 1L;

    private final LossPlan plan;
    private transient LabelledDecoder decoder;

    /** An operator, see {@link PartitionedIngestOperator}. */
    LabelledLiveOperator(LossPlan plan, long latenessMillis, long idleMillis) {
        super(latenessMillis, idleMillis);
        this.plan = plan;
    }

    @Override
    public void open() throws Exception {
        super.open();
        decoder = new LabelledDecoder(plan);
    }

    @Override
    void take(Payload payload, EventClock clock) {
        if (payload.fault() != null) {
            deadLetter(clock, new DeadLetter(payload.origin(), null, payload.fault(), -1));
        } else if (isBlank(payload.bytes())) {
            // Files are cut into lines without these, topics are not.
            enter(LedgerLine.RECEIVED, clock);
            enter(LedgerLine.IGNORED, clock);
        } else {
            decode(payload, clock);
        }
    }

    private static boolean isBlank(byte[] bytes) {
        for (byte b : bytes) {
            if (b != ' ' && b != '\t' && b != '\r' && b != '\n') {
                return false;
            }
        }
        return true;
    }

    private void decode(Payload payload, EventClock clock) {
        Labelled line;
        try {
            line = decoder.decode(payload.bytes());
        } catch (InvalidLabelledException e) {
            deadLetter(clock, new DeadLetter(payload.origin(), null, e.getMessage(), e.offset()));
            return;
        }
        long time = line.timeMillis();
        boolean vouched = PayloadTimes.vouched(EventTimeOrigin.ENVELOPE, time, payload.delivery());
        boolean late = judge(clock, time, vouched) != EventClock.Verdict.ON_TIME;
        enter(LedgerLine.RECEIVED, clock);
        enter(LedgerLine.DECODED, clock);
        enter(LedgerLine.COMPLETIONS, clock);
        if (late) {
            enter(LedgerLine.LATE, clock);
            output.collect(IngestTags.LATE_LINES, new StreamRecord<>(late(line, payload, clock)));
        } else {
            output.collect(new StreamRecord<>(line, clock.greatest()));
        }
    }

    private LateLabelled late(Labelled line, Payload payload, EventClock clock) {
        long start = plan.windowStart(line.timeMillis());
        return new LateLabelled(
                new Labels(plan.groupBy().toArray(String[]::new), line.labels()),
                start,
                start + plan.windowMillis(),
                payload.origin().source(),
                payload.origin().offset(),
                line.timeMillis(),
                clock.greatest(),
                1);
    }
}
