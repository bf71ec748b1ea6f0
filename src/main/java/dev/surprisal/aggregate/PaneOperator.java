package dev.surprisal.aggregate;

import dev.surprisal.event.ClosedDocument;
import dev.surprisal.event.PaneScore;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.TreeMap;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * First stage of the windows: adds up the documents that closed in this subtask, by key and piece
 * of time, and hands a piece on when the watermark has passed it. Documents are spread over
 * subtasks by their names, so one busy key is added up by all of them; only sums travel to the
 * subtask of the key. Whole documents stay whole, sums are exact: it does not show.
 *
 * <p>A piece is a window, or what two sliding windows differ by; a run of documents without a gap
 * where windows are sessions; one document where windows are by tokens.
 *
 * <p>State: the open pieces. After a restart they may be spread over subtasks in any way. Bounded:
 * of more than {@code 2 · keysMax} keys in a piece of time, the last in the order of their names
 * are added up as one, {@code other}, whichever came first. No more than {@code keysMax} of those
 * before them can have windows already, and no more than that many are admitted: a key that is
 * admitted in this piece is whole in every subtask. One that was admitted before may lose documents
 * to {@code other} as long as so many keys come at once.
 */
public final class PaneOperator extends AbstractStreamOperator<PaneScore>
        implements OneInputStreamOperator<ClosedDocument, PaneScore> {

    private static final long serialVersionUID = 1L;

    private final WindowSpec spec;
    private transient TreeMap<Long, TreeMap<String, PaneAccumulator>> open;
    private transient ListState<PaneScore> state;

    /** Pieces for windows of {@code spec}. */
    public PaneOperator(WindowSpec spec) {
        this.spec = spec;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        state =
                context.getOperatorStateStore()
                        .getListState(
                                new ListStateDescriptor<>(
                                        "panes", TypeInformation.of(PaneScore.class)));
        open = new TreeMap<>();
        for (PaneScore pane : state.get()) {
            // Two subtasks may both have had this piece of time.
            TreeMap<String, PaneAccumulator> panes =
                    open.computeIfAbsent(pane.endMillis(), end -> new TreeMap<>());
            merge(panes, pane, pane.labels());
            bound(panes, pane.labels().length);
        }
    }

    private static void merge(
            TreeMap<String, PaneAccumulator> panes, PaneScore pane, String[] labels) {
        String key = key(labels, pane.document());
        PaneAccumulator present = panes.get(key);
        if (present == null) {
            panes.put(key, PaneAccumulator.of(pane, labels));
        } else {
            present.merge(pane);
        }
    }

    /** Makes room for one more key: the last of them goes to {@code other}. */
    private void bound(TreeMap<String, PaneAccumulator> panes, int labels) {
        if (isFull(panes, labels, 1)) {
            String last = lastKey(panes, labels);
            merge(panes, panes.remove(last).score(), PaneAccumulator.other(labels));
        }
    }

    /** Where windows are by tokens a piece is a document, and all of them pass one subtask. */
    private boolean isFull(TreeMap<String, PaneAccumulator> panes, int labels, int more) {
        if (spec.kind() == WindowSpec.Kind.TOKENS || panes.size() < 2 * spec.keysMax()) {
            return false;
        }
        boolean other = panes.containsKey(otherKey(labels));
        return panes.size() - (other ? 1 : 0) >= 2 * spec.keysMax() + more;
    }

    private static String lastKey(TreeMap<String, PaneAccumulator> panes, int labels) {
        String last = panes.lastKey();
        return last.equals(otherKey(labels)) ? panes.lowerKey(last) : last;
    }

    private static String otherKey(int labels) {
        return PaneAccumulator.key(PaneAccumulator.other(labels));
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        List<PaneScore> panes = new ArrayList<>();
        open.values().forEach(map -> map.values().forEach(pane -> panes.add(pane.score())));
        state.update(panes);
    }

    private static String key(String[] labels, String document) {
        String key = PaneAccumulator.key(labels);
        return document == null ? key : key + "\u0001" + document;
    }

    @Override
    public void processElement(StreamRecord<ClosedDocument> element) {
        ClosedDocument closed = element.getValue();
        long time = closed.closeMillis();
        long start =
                isInTime() ? Math.floorDiv(time, spec.slideMillis()) * spec.slideMillis() : time;
        long end = isInTime() ? start + spec.slideMillis() : time + length();
        TreeMap<String, PaneAccumulator> panes = open.computeIfAbsent(end, key -> new TreeMap<>());
        String document = spec.kind() == WindowSpec.Kind.TOKENS ? closed.document() : null;
        String[] labels = closed.labels();
        String key = key(labels, document);
        if (!panes.containsKey(key)
                && isFull(panes, labels.length, 0)
                && key.compareTo(lastKey(panes, labels.length)) > 0) {
            // It would have to go at once.
            labels = PaneAccumulator.other(labels.length);
            key = key(labels, document);
        }
        PaneAccumulator pane = panes.get(key);
        if (pane == null) {
            pane = new PaneAccumulator(labels, start, end, document);
            panes.put(key, pane);
        }
        pane.add(closed);
        bound(panes, labels.length);
    }

    private boolean isInTime() {
        return spec.kind() == WindowSpec.Kind.TIME;
    }

    /** Of a piece that is one document: a session lasts until the gap behind it. */
    private long length() {
        return spec.kind() == WindowSpec.Kind.SESSION ? spec.sizeMillis() : 0;
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        long passed =
                mark.getTimestamp() == Long.MAX_VALUE
                        ? Long.MAX_VALUE
                        : mark.getTimestamp() + length() + (isInTime() ? 1 : 0);
        Iterator<TreeMap<String, PaneAccumulator>> due =
                open.headMap(passed, true).values().iterator();
        while (due.hasNext()) {
            for (PaneAccumulator pane : due.next().values()) {
                PaneScore score = pane.score();
                output.collect(new StreamRecord<>(score, score.endMillis()));
            }
            due.remove();
        }
        super.processWatermark(mark);
    }
}
