package dev.surprisal.aggregate;

import dev.surprisal.event.Labelled;
import dev.surprisal.event.LossPane;
import dev.surprisal.loss.LossPlan;
import dev.surprisal.loss.LossSums;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * First stage of losses: adds up lines where they arise, by key and window, so that only sums
 * travel. Sums are exact, so it does not show which lines met here.
 *
 * <p>No state: what is held is handed on before every checkpoint, before the watermark, at the end
 * and whenever there are {@value #PANES_MAX} panes.
 */
public final class LossPaneOperator extends AbstractStreamOperator<LossPane>
        implements OneInputStreamOperator<Labelled, LossPane>, BoundedOneInput {

    private static final long serialVersionUID = 1L;

    private static final int PANES_MAX = 1024;

    private final LossPlan plan;
    private transient Map<String, Pane> panes;

    private record Pane(String[] labels, long startMillis, LossSums sums) {}

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
        Pane pane = panes.get(key);
        if (pane == null) {
            if (panes.size() == PANES_MAX) {
                flush();
            }
            pane = new Pane(line.labels(), start, new LossSums(plan.losses()));
            panes.put(key, pane);
        }
        pane.sums.add(line);
    }

    private void flush() {
        for (Pane pane : panes.values()) {
            output.collect(
                    new StreamRecord<>(
                            new LossPane(
                                    pane.labels,
                                    pane.startMillis,
                                    pane.sums.sums(),
                                    pane.sums.counts())));
        }
        panes.clear();
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
        super.prepareSnapshotPreBarrier(checkpointId);
        flush();
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        flush();
        super.processWatermark(mark);
    }

    @Override
    public void endInput() {
        flush();
    }
}
