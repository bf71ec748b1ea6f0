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
 * document is not emitted; what came late meanwhile is counted by the next one. State, by key: the
 * pieces of open windows, the end of the last closed one, and how many came late since the last
 * that was emitted; all cleared by event-time timers, a day after the last at the latest.
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
            late.update(takeLate() + pane.documents() + pane.late());
            return;
        }
        if (last == null) {
            closed.update(Long.MIN_VALUE);
            context.timerService().registerEventTimeTimer(forgetAt(end));
        }
        PaneScore present = panes.get(end);
        if (present == null) {
            panes.put(end, pane);
        } else {
            PaneAccumulator both = PaneAccumulator.of(present);
            both.merge(pane);
            panes.put(end, both.score());
        }
        context.timerService().registerEventTimeTimer(end - 1);
    }

    private long takeLate() throws Exception {
        Long before = late.value();
        late.clear();
        return before == null ? 0 : before;
    }

    /** A whole number of slides, so that it is told from the timer of a window. */
    private long forgetAt(long end) {
        long slides = Math.floorDiv(FORGET_MILLIS, spec.slideMillis()) + 1;
        return end + spec.sizeMillis() + slides * spec.slideMillis();
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<WindowScore> out)
            throws Exception {
        long end = timestamp + 1;
        long last = closed.value();
        if (Math.floorMod(end, spec.slideMillis()) == 0) {
            if (end > last) {
                close(end, context, out);
            }
        } else if (timestamp >= forgetAt(last) && panes.isEmpty()) {
            closed.clear();
            late.clear();
        } else {
            // A piece that waits is newer than what would be forgotten.
            context.timerService().registerEventTimeTimer(forgetAt(panes.isEmpty() ? last : end));
        }
    }

    private void close(long end, OnTimerContext context, Collector<WindowScore> out)
            throws Exception {
        closed.update(end);
        PaneScore newest = panes.get(end);
        long since = takeLate() + (newest == null ? 0 : newest.late());
        PaneScore window = merge(end, context);
        if (window.documents() > 0) {
            long index = Math.floorDiv(end - spec.sizeMillis(), spec.slideMillis());
            out.collect(LiveWindows.close(window, names, index, since, true));
        } else if (since > 0) {
            late.update(since);
        }
    }

    /** The pieces of the window that ends here; those that no later one has are dropped. */
    private PaneScore merge(long end, OnTimerContext context) throws Exception {
        PaneAccumulator window = null;
        long start = end - spec.sizeMillis();
        List<Long> done = new ArrayList<>();
        boolean more = false;
        for (Long at : panes.keys()) {
            if (at > end) {
                continue;
            }
            if (at <= start + spec.slideMillis()) {
                done.add(at);
            } else {
                more = true;
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
        if (more) {
            context.timerService().registerEventTimeTimer(end + spec.slideMillis() - 1);
        }
        return window.score();
    }
}
