package dev.surprisal.aggregate;

import dev.surprisal.event.PaneScore;
import dev.surprisal.event.WindowScore;
import java.util.ArrayList;
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
 * Windows of one length in time, made of pieces as long as two begins are apart. A window without a
 * document is not emitted. State, by key: the pieces of open windows, the end of the last closed
 * one, and how many documents came behind it; all cleared by event-time timers a day after the
 * last.
 */
public final class TimeWindowFunction extends KeyedProcessFunction<String, PaneScore, WindowScore> {

    private static final long serialVersionUID = 1L;

    private static final long FORGET_MILLIS = 24 * 3_600_000L;

    private final WindowSpec spec;
    private final String[] names;
    private transient MapState<Long, PaneScore> panes;
    private transient ValueState<Long> closed;
    private transient ValueState<Long> late;

    /** Windows of {@code spec}, whose labels have {@code names}. */
    public TimeWindowFunction(WindowSpec spec, String[] names) {
        this.spec = spec;
        this.names = names.clone();
    }

    /** The key of a piece. */
    public static String key(PaneScore pane) {
        return PaneAccumulator.key(pane.labels());
    }

    @Override
    public void open(OpenContext context) {
        panes =
                getRuntimeContext()
                        .getMapState(
                                new MapStateDescriptor<>(
                                        "panes", Types.LONG, TypeInformation.of(PaneScore.class)));
        closed = value("closed");
        late = value("late");
    }

    private ValueState<Long> value(String name) {
        return getRuntimeContext().getState(new ValueStateDescriptor<>(name, Types.LONG));
    }

    @Override
    public void processElement(PaneScore pane, Context context, Collector<WindowScore> out)
            throws Exception {
        long end = pane.endMillis();
        Long last = closed.value();
        if (last != null && end <= last) {
            // Only where a partition was idle and then came back: what is emitted stays as it is.
            late.update(takeLate() + pane.documents());
            return;
        }
        if (last == null) {
            closed.update(Long.MIN_VALUE);
            context.timerService().registerEventTimeTimer(forgetAt(end));
        }
        PaneScore present = panes.get(end);
        if (present != null) {
            PaneAccumulator both = PaneAccumulator.of(present);
            both.merge(pane);
            panes.put(end, both.score());
            return;
        }
        panes.put(end, pane);
        for (long at = end; at < end + spec.sizeMillis(); at += spec.slideMillis()) {
            context.timerService().registerEventTimeTimer(at - 1);
        }
    }

    private long takeLate() throws Exception {
        Long before = late.value();
        late.clear();
        return before == null ? 0 : before;
    }

    private long forgetAt(long end) {
        return end + spec.sizeMillis() + FORGET_MILLIS;
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<WindowScore> out)
            throws Exception {
        Long last = closed.value();
        long end = timestamp + 1;
        if (Math.floorMod(end, spec.slideMillis()) == 0 && last != null && end > last) {
            close(end, out);
        } else if (last != null && timestamp >= forgetAt(last)) {
            closed.clear();
            late.clear();
        } else if (last != null) {
            context.timerService().registerEventTimeTimer(forgetAt(last));
        }
    }

    private void close(long end, Collector<WindowScore> out) throws Exception {
        closed.update(end);
        PaneAccumulator window = merge(end);
        if (window != null) {
            long index = Math.floorDiv(end - spec.sizeMillis(), spec.slideMillis());
            out.collect(LiveWindows.close(window.score(), names, index, takeLate(), true));
        }
    }

    /**
     * The pieces of the window that ends at {@code end}; those that no later one has are dropped.
     */
    private PaneAccumulator merge(long end) throws Exception {
        PaneAccumulator window = null;
        long start = end - spec.sizeMillis();
        List<Long> done = new ArrayList<>();
        for (Long at : panes.keys()) {
            if (at > end) {
                continue;
            }
            if (at <= start + spec.slideMillis()) {
                done.add(at);
            }
            PaneScore pane = panes.get(at);
            if (window == null) {
                window = new PaneAccumulator(pane.labels(), start, end, null);
            }
            window.merge(pane);
        }
        for (Long at : done) {
            panes.remove(at);
        }
        return window;
    }
}
