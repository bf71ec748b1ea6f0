package dev.surprisal.ingest;

import dev.surprisal.event.Arrival;
import dev.surprisal.event.Completion;
import dev.surprisal.event.DeadLetter;
import dev.surprisal.event.Delivery;
import dev.surprisal.event.EventTimeOrigin;
import dev.surprisal.event.LedgerEntry;
import dev.surprisal.event.LedgerLine;
import dev.surprisal.event.PartitionClock;
import dev.surprisal.event.Payload;
import dev.surprisal.payload.MalformedPayloadException;
import dev.surprisal.payload.PayloadDecoder;
import dev.surprisal.payload.PayloadDefaults;
import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;

/**
 * Payload to completions in a flow without an end: decodes, gives each its event time and labels,
 * judges whether it is late in its partition, and emits the watermark.
 *
 * <p>An operator and not a watermark strategy, because the times are inside the payloads, because
 * lateness must not change over a restart, and because every partition has to be waited for from
 * its announcement on. State: the clocks of the partitions, as a union list: who reads a partition
 * after a restart finds its clock, whoever read it before.
 *
 * <p>The wall clock decides two things only: how often the watermark is sent on, and when a
 * partition counts as idle.
 */
final class LiveIngestOperator extends AbstractStreamOperator<Completion>
        implements OneInputStreamOperator<Payload, Completion> {

    private static final long serialVersionUID = 1L;

    private static final long EMIT_MILLIS = 100;

    private final LiveSpec spec;
    private transient PayloadDecoder decoder;
    private transient LabelReader labels;
    private transient PartitionClocks clocks;
    private transient ListState<PartitionClock> state;
    private transient long emitted;
    private transient boolean idle;
    private transient long untilTick;

    LiveIngestOperator(LiveSpec spec) {
        this.spec = spec;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        state =
                context.getOperatorStateStore()
                        .getUnionListState(
                                new ListStateDescriptor<>(
                                        "clocks", TypeInformation.of(PartitionClock.class)));
        clocks = new PartitionClocks(spec.latenessMillis());
        for (PartitionClock clock : state.get()) {
            clocks.restore(clock);
        }
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        state.update(clocks.save());
    }

    @Override
    public void open() throws Exception {
        super.open();
        decoder = new PayloadDecoder();
        labels = new LabelReader(spec.groupBy());
        emitted = Long.MIN_VALUE;
        idle = false;
        untilTick = spec.idleMillis();
        scheduleEmission();
    }

    private void scheduleEmission() {
        long next = getProcessingTimeService().getCurrentProcessingTime() + EMIT_MILLIS;
        getProcessingTimeService()
                .registerTimer(
                        next,
                        time -> {
                            untilTick -= EMIT_MILLIS;
                            if (untilTick <= 0) {
                                untilTick = spec.idleMillis();
                                clocks.tick();
                            }
                            emit();
                            scheduleEmission();
                        });
    }

    private void emit() {
        if (emitted == Long.MAX_VALUE) {
            return;
        }
        boolean nowIdle = clocks.idle();
        if (nowIdle != idle) {
            idle = nowIdle;
            output.emitWatermarkStatus(idle ? WatermarkStatus.IDLE : WatermarkStatus.ACTIVE);
        }
        long watermark = clocks.watermark();
        if (!idle && watermark > emitted) {
            emitted = watermark;
            output.emitWatermark(new Watermark(watermark));
        }
    }

    /** Of the source only the end counts: it knows no times. */
    @Override
    public void processWatermark(Watermark mark) throws Exception {
        if (mark.getTimestamp() == Long.MAX_VALUE) {
            output.collect(IngestTags.ENDS, new StreamRecord<>(clocks.last()));
            if (idle) {
                // From an idle input it would not be heard.
                output.emitWatermarkStatus(WatermarkStatus.ACTIVE);
            }
            emitted = mark.getTimestamp();
            super.processWatermark(mark);
        }
    }

    @Override
    public void processWatermarkStatus(WatermarkStatus status) {
        // The source's view of idleness: it does not know which partitions still matter.
    }

    @Override
    public void processElement(StreamRecord<Payload> element) {
        Payload payload = element.getValue();
        if (payload.notice() != null) {
            take(payload);
            return;
        }
        EventClock clock = clocks.of(payload.origin().source());
        try {
            if (payload.fault() != null) {
                deadLetter(clock, new DeadLetter(payload.origin(), null, payload.fault(), -1));
            } else {
                decode(payload, clock);
            }
        } catch (MalformedPayloadException e) {
            deadLetter(clock, new DeadLetter(payload.origin(), e.format(), e.reason(), e.offset()));
        }
    }

    private void take(Payload word) {
        String partition = word.origin().source();
        switch (word.notice()) {
            case BEGAN -> clocks.began(partition);
            case ENDED -> clocks.ended(partition);
            case NO_MORE -> clocks.noMore();
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
        boolean late =
                !timeless && clocks.judge(clock, time, vouched) != EventClock.Verdict.ON_TIME;
        Arrival arrival = new Arrival(labels.read(completion, delivery), clock.greatest(), late);
        output.collect(new StreamRecord<>(completion.arriving(time, origin, arrival), time));
        enter(LedgerLine.COMPLETIONS, clock);
    }

    private void deadLetter(EventClock clock, DeadLetter letter) {
        enter(LedgerLine.RECEIVED, clock);
        enter(LedgerLine.DEAD_LETTER, clock);
        output.collect(IngestTags.DEAD_LETTERS, new StreamRecord<>(letter, clock.greatest()));
    }

    /** At the time of its partition: so an entry's place in time does not depend on other ones. */
    private void enter(LedgerLine line, EventClock clock) {
        output.collect(
                IngestTags.LEDGER, new StreamRecord<>(new LedgerEntry(line, 1), clock.greatest()));
    }
}
