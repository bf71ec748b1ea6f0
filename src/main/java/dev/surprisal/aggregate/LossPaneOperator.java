package dev.surprisal.aggregate;

import dev.surprisal.event.Labelled;
import dev.surprisal.event.LossPane;
import dev.surprisal.loss.LossPlan;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;

/**
 * First stage of losses: adds up lines where they arise, by key and window, so that only sums
 * travel. Sums are exact, so it does not show which lines met here.
 *
 * <p>No state: what is held is handed on before every checkpoint, before the watermark that closes
 * its window, when its reader goes idle, at the end and whenever there are {@value #PANES_MAX}
 * panes.
 */
public final class LossPaneOperator extends AbstractStreamOperator<LossPane>
        implements OneInputStreamOperator<Labelled, LossPane>, BoundedOneInput {

    private static final long serialVersionUID = 1L;

    private static final int PANES_MAX = 1024;

    private final LossPlan plan;
    private transient Map<String, LossPaneAccumulator> panes;

    /** Sums of what {@code plan} names. */
    public LossPaneOperator(LossPlan plan) {
        this.plan = plan;
    }

    @Override
    public void open() throws Exception {
        super.open();
        panes = new LinkedHashMap<>();
    }

    @Override
    public void processElement(StreamRecord<Labelled> element) {
        Labelled line = element.getValue();
        long start = plan.windowStart(line.timeMillis());
        String key = LossWindowFunction.key(line.labels(), start);
        LossPaneAccumulator pane = panes.get(key);
        if (pane == null) {
            if (panes.size() == PANES_MAX) {
                flush();
            }
            pane = new LossPaneAccumulator(plan.losses(), line.labels(), start);
            panes.put(key, pane);
        }
        pane.add(line, element.hasTimestamp() ? element.getTimestamp() : Long.MIN_VALUE);
    }

    private void flush() {
        flush(Long.MAX_VALUE);
    }

    /** Hands on the panes of windows that are closed at a time. */
    private void flush(long mark) {
        Iterator<LossPaneAccumulator> held = panes.values().iterator();
        while (held.hasNext()) {
            LossPaneAccumulator pane = held.next();
            if (plan.lastMillis(pane.start()) <= mark) {
                output.collect(new StreamRecord<>(pane.pane()));
                held.remove();
            }
        }
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
        super.prepareSnapshotPreBarrier(checkpointId);
        flush();
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        flush(mark.getTimestamp());
        super.processWatermark(mark);
    }

    /** The watermark goes on without this reader: what it holds must not come after it. */
    @Override
    public void processWatermarkStatus(WatermarkStatus status) throws Exception {
        if (status.isIdle()) {
            flush();
        }
        super.processWatermarkStatus(status);
    }

    @Override
    public void endInput() {
        flush();
    }
}
