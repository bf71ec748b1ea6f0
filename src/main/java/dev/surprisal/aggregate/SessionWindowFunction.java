package dev.surprisal.aggregate;

import dev.surprisal.event.PaneScore;
import dev.surprisal.event.WindowScore;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Windows that end where a key has no document for as long as the gap. State, by key: the open
 * sessions and the number of closed ones; the latter is kept, for a window's index.
 */
public final class SessionWindowFunction
        extends KeyedProcessFunction<String, PaneScore, WindowScore> {

    private static final long serialVersionUID = 1L;

    private final String[] names;
    private transient ListState<PaneScore> open;
    private transient ValueState<Long> count;

    /**
     * Sessions whose labels have {@code names}; a piece's end is a gap behind its last document.
     */
    public SessionWindowFunction(String[] names) {
        this.names = names.clone();
    }

    @Override
    public void open(OpenContext context) {
        open =
                getRuntimeContext()
                        .getListState(
                                new ListStateDescriptor<>(
                                        "open", TypeInformation.of(PaneScore.class)));
        count = getRuntimeContext().getState(new ValueStateDescriptor<>("count", Types.LONG));
    }

    @Override
    public void processElement(PaneScore pane, Context context, Collector<WindowScore> out)
            throws Exception {
        PaneAccumulator grown = PaneAccumulator.of(pane);
        List<PaneScore> apart = new ArrayList<>();
        for (PaneScore session : open.get()) {
            boolean touches =
                    session.startMillis() < pane.endMillis()
                            && pane.startMillis() < session.endMillis();
            if (touches) {
                grown.merge(session);
            } else {
                apart.add(session);
            }
        }
        PaneScore session = grown.score();
        apart.add(session);
        open.update(apart);
        context.timerService().registerEventTimeTimer(session.endMillis() - 1);
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<WindowScore> out)
            throws Exception {
        List<PaneScore> left = new ArrayList<>();
        Long before = count.value();
        long index = before == null ? 0 : before;
        for (PaneScore session : open.get()) {
            if (session.endMillis() - 1 <= timestamp) {
                out.collect(LiveWindows.close(session, names, index++, 0, true));
            } else {
                left.add(session);
            }
        }
        open.update(left);
        count.update(index);
    }
}
