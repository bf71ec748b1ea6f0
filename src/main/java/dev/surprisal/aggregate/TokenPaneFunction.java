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
        if (before == null) {
            context.timerService().registerEventTimeTimer(Long.MAX_VALUE);
        }
        PaneScore grown = grow(before, pane);
        if (scored(grown.totals()) >= tokens) {
            close(grown, true, out);
        } else {
            open.update(grown);
        }
    }

    /** What came late is counted, and neither begins a window nor makes it longer. */
    private static PaneScore grow(PaneScore before, PaneScore pane) {
        boolean first = before == null || before.documents() == 0;
        long start = first ? pane.startMillis() : before.startMillis();
        PaneAccumulator window = new PaneAccumulator(pane.labels(), start, 0, null);
        if (before != null) {
            add(window, before);
        }
        add(window, pane);
        return window.score();
    }

    private static void add(PaneAccumulator window, PaneScore piece) {
        if (piece.documents() > 0) {
            window.merge(piece);
        } else {
            window.addLate(piece.late());
        }
    }

    private static long scored(Totals totals) {
        return totals == null ? 0 : totals.statuses()[TokenStatus.OK.ordinal()];
    }

    private void close(PaneScore window, boolean complete, Collector<WindowScore> out)
            throws Exception {
        Long before = index.value();
        long at = before == null ? 0 : before;
        out.collect(LiveWindows.close(window, names, at, window.late(), complete));
        open.clear();
        index.update(at + 1);
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<WindowScore> out)
            throws Exception {
        PaneScore left = open.value();
        if (left != null && left.documents() > 0) {
            close(left, false, out);
        }
        open.clear();
    }
}
