package dev.surprisal.aggregate;

import dev.surprisal.event.PaneScore;
import dev.surprisal.event.TokenStatus;
import dev.surprisal.event.Totals;
import dev.surprisal.event.WindowScore;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Windows by tokens in a flow without an end: a window closes at the first document at or after N
 * scored tokens. Pieces are single documents and come in order of event time and name, from the one
 * subtask that admits keys. What is open at the end of the flow is emitted as incomplete. State, by
 * key: the open window and its number.
 */
public final class TokenPaneFunction extends KeyedProcessFunction<String, PaneScore, WindowScore> {

    private static final long serialVersionUID = 1L;

    private final long tokens;
    private final String[] names;
    private transient ValueState<PaneScore> open;
    private transient ValueState<Long> index;

    /** Windows of at least {@code tokens} scored tokens, whose labels have {@code names}. */
    public TokenPaneFunction(long tokens, String[] names) {
        this.tokens = tokens;
        this.names = names.clone();
    }

    @Override
    public void open(OpenContext context) {
        open =
                getRuntimeContext()
                        .getState(
                                new ValueStateDescriptor<>(
                                        "open", TypeInformation.of(PaneScore.class)));
        index = getRuntimeContext().getState(new ValueStateDescriptor<>("index", Types.LONG));
    }

    @Override
    public void processElement(PaneScore pane, Context context, Collector<WindowScore> out)
            throws Exception {
        PaneScore before = open.value();
        PaneAccumulator window = new PaneAccumulator(pane.labels(), start(before, pane), 0, null);
        if (before == null) {
            context.timerService().registerEventTimeTimer(Long.MAX_VALUE);
        } else {
            window.merge(before);
        }
        window.merge(pane);
        PaneScore grown = window.score();
        if (scored(grown.totals()) >= tokens) {
            close(grown, true, out);
        } else {
            open.update(grown);
        }
    }

    private static long start(PaneScore before, PaneScore pane) {
        return before == null ? pane.startMillis() : before.startMillis();
    }

    private static long scored(Totals totals) {
        return totals == null ? 0 : totals.statuses()[TokenStatus.OK.ordinal()];
    }

    private void close(PaneScore window, boolean complete, Collector<WindowScore> out)
            throws Exception {
        Long before = index.value();
        long at = before == null ? 0 : before;
        out.collect(LiveWindows.close(window, names, at, 0, complete));
        open.clear();
        index.update(at + 1);
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<WindowScore> out)
            throws Exception {
        PaneScore left = open.value();
        if (left != null) {
            close(left, false, out);
        }
    }
}
