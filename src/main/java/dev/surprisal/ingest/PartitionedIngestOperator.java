package dev.surprisal.ingest;

import dev.surprisal.event.DeadLetter;
import dev.surprisal.event.LedgerEntry;
import dev.surprisal.event.LedgerLine;
import dev.surprisal.event.PartitionClock;
import dev.surprisal.event.Payload;
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
 * Payloads to records in a flow without an end: keeps a clock for every partition, by which records
 * are judged, and emits the watermark.
 *
 * <p>An operator and not a watermark strategy, because the times are inside the payloads, because
 * lateness must not change over a restart, and because every partition has to be waited for from
 * its announcement on. State: the clocks of the partitions, as a union list: who reads a partition
 * after a restart finds its clock, whoever read it before.
 *
 * <p>The wall clock decides two things only: how often the watermark is sent on, and when a
 * partition counts as idle.
 *
 * @param <T> what payloads hold
 */
abstract class PartitionedIngestOperator<T> extends AbstractStreamOperator<T>
        implements OneInputStreamOperator<Payload, T> {

    private static final long serialVersionUID = 1L;

    private static final long EMIT_MILLIS = 100;

    private final long latenessMillis;
    private final long idleMillis;
    private transient PartitionClocks clocks;
    private transient ListState<PartitionClock> state;
    private transient long emitted;
    private transient boolean idle;
    private transient long untilTick;

    /**
     * An operator.
     *
     * @param latenessMillis how far behind its partition's greatest event time a record may be
     * @param idleMillis a partition that gives nothing for so long is not waited for
     */
    PartitionedIngestOperator(long latenessMillis, long idleMillis) {
        this.latenessMillis = latenessMillis;
        this.idleMillis = idleMillis;
    }

    /** Takes a payload that is no notice; whatever its bytes, never an exception. */
    abstract void take(Payload payload, EventClock clock);

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        state =
                context.getOperatorStateStore()
                        .getUnionListState(
                                new ListStateDescriptor<>(
                                        "clocks", TypeInformation.of(PartitionClock.class)));
        clocks = new PartitionClocks(latenessMillis);
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
        emitted = Long.MIN_VALUE;
        idle = false;
        untilTick = idleMillis;
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
                                untilTick = idleMillis;
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
        if (payload.notice() == null) {
            take(payload, clocks.of(payload.origin().source()));
            return;
        }
        String partition = payload.origin().source();
        switch (payload.notice()) {
            case BEGAN -> clocks.began(partition);
            case ENDED -> clocks.ended(partition);
            case NO_MORE -> clocks.noMore();
        }
    }

    /** Whether a record counts; moves its partition's clock on. */
    EventClock.Verdict judge(EventClock clock, long time, boolean vouched) {
        return clocks.judge(clock, time, vouched);
    }

    void deadLetter(EventClock clock, DeadLetter letter) {
        enter(LedgerLine.RECEIVED, clock);
        enter(LedgerLine.DEAD_LETTER, clock);
        output.collect(IngestTags.DEAD_LETTERS, new StreamRecord<>(letter, clock.greatest()));
    }

    /** At the time of its partition: so an entry's place in time does not depend on other ones. */
    void enter(LedgerLine line, EventClock clock) {
        output.collect(
                IngestTags.LEDGER, new StreamRecord<>(new LedgerEntry(line, 1), clock.greatest()));
    }
}
