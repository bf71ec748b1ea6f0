package dev.surprisal.ingest;

import dev.surprisal.event.Arrival;
import dev.surprisal.event.Completion;
import dev.surprisal.event.DeadLetter;
import dev.surprisal.event.Delivery;
import dev.surprisal.event.EventTimeOrigin;
import dev.surprisal.event.LedgerLine;
import dev.surprisal.event.Payload;
import dev.surprisal.payload.MalformedPayloadException;
import dev.surprisal.payload.PayloadDecoder;
import dev.surprisal.payload.PayloadDefaults;
import java.util.List;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Payload to completions in a flow without an end: decodes, gives each its event time and labels,
 * and judges whether it is late in its partition.
 */
final class LiveIngestOperator extends PartitionedIngestOperator<Completion> {

    private static final long serialVersionUID = 1L;

    private final LiveSpec spec;
    private transient PayloadDecoder decoder;
    private transient LabelReader labels;

    LiveIngestOperator(LiveSpec spec) {
        super(spec.latenessMillis(), spec.idleMillis());
        this.spec = spec;
    }

    @Override
    public void open() throws Exception {
        super.open();
        decoder = new PayloadDecoder();
        labels = new LabelReader(spec.groupBy());
    }

    @Override
    void take(Payload payload, EventClock clock) {
        if (payload.fault() != null) {
            deadLetter(clock, new DeadLetter(payload.origin(), null, payload.fault(), -1));
            return;
        }
        try {
            decode(payload, clock);
        } catch (MalformedPayloadException e) {
            deadLetter(clock, new DeadLetter(payload.origin(), e.format(), e.reason(), e.offset()));
        }
    }

    private void decode(Payload payload, EventClock clock) throws MalformedPayloadException {
        byte[] content = payload.bytes();
        String header = LabelReader.header("model", payload.delivery());
        PayloadDefaults defaults =
                new PayloadDefaults(header == null ? spec.model() : header, payload.documentName());
        List<Completion> completions =
                decoder.decode(content, 0, content.length, payload.origin(), defaults);
        int kept = 0;
        for (Completion completion : completions) {
            if (spec.segment() == null || completion.identity().segment() == spec.segment()) {
                kept++;
                arrive(completion, payload.delivery(), clock);
            }
        }
        enter(LedgerLine.RECEIVED, clock);
        enter(kept > 0 ? LedgerLine.DECODED : LedgerLine.IGNORED, clock);
    }

    private void arrive(Completion completion, Delivery delivery, EventClock clock) {
        EventTimeOrigin origin = PayloadTimes.origin(completion, delivery);
        long time = PayloadTimes.time(origin, completion, delivery, clock);
        boolean vouched = PayloadTimes.vouched(origin, time, delivery);
        // A partition that has said no time yet learns none from a record without one.
        boolean timeless = origin == EventTimeOrigin.PARTITION;
        boolean late = !timeless && judge(clock, time, vouched) != EventClock.Verdict.ON_TIME;
        Arrival arrival = new Arrival(labels.read(completion, delivery), clock.greatest(), late);
        output.collect(new StreamRecord<>(completion.arriving(time, origin, arrival), time));
        enter(LedgerLine.COMPLETIONS, clock);
    }
}
