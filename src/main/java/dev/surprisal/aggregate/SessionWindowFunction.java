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
 * sessions, what came late since the last one, for at most a day, and the number of closed ones;
 * the latter is kept, for a window's index.
 */
public final class SessionWindowFunction
        extends KeyedProcessFunction<String, PaneScore, WindowScore> {

    private static final long serialVersionUID = 1L;

    private static final long MINUTE_MILLIS = 60_000;
    private static final long LATE_MILLIS = 24 * 3_600_000L;

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
        boolean measured = pane.documents() > 0;
        PaneAccumulator grown = measured ? PaneAccumulator.of(pane) : late(pane);
        List<PaneScore> apart = new ArrayList<>();
        for (PaneScore other : open.get()) {
            boolean together =
                    measured
                            ? other.documents() > 0 && touch(other, pane)
                            : other.documents() == 0 && other.startMillis() == minute(pane);
            if (together) {
                grown.merge(other);
            } else {
                apart.add(other);
            }
        }
        PaneScore piece = grown.score();
        apart.add(piece);
        open.update(apart);
        context.timerService().registerEventTimeTimer(piece.endMillis() - 1);
    }

    private static boolean touch(PaneScore a, PaneScore b) {
        return a.startMillis() < b.endMillis() && b.startMillis() < a.endMillis();
    }

    /** Marks of completions that came late: no documents, so they make no session longer. */
    private static PaneAccumulator late(PaneScore mark) {
        long start = minute(mark);
        PaneAccumulator marks =
                new PaneAccumulator(mark.labels(), start, start + LATE_MILLIS, null);
        marks.addLate(mark.late());
        return marks;
    }

    /**
     * Marks of a minute are one, so that there are few of them: at its end, when all of them are
     * here, however watermarks ran.
     */
    private static long minute(PaneScore mark) {
        return (Math.floorDiv(mark.startMillis(), MINUTE_MILLIS) + 1) * MINUTE_MILLIS;
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<WindowScore> out)
            throws Exception {
        List<PaneScore> left = new ArrayList<>();
        PaneScore over = null;
        for (PaneScore piece : open.get()) {
            if (piece.endMillis() - 1 > timestamp) {
                left.add(piece);
            } else if (piece.documents() > 0) {
                // Two would touch.
                over = piece;
            }
        }
        if (over != null) {
            close(over, left, out);
        }
        open.update(left);
    }

    private void close(PaneScore session, List<PaneScore> left, Collector<WindowScore> out)
            throws Exception {
        long late = session.late();
        for (PaneScore mark : left) {
            late += isOf(session, mark) ? mark.late() : 0;
        }
        left.removeIf(mark -> isOf(session, mark));
        Long before = count.value();
        long index = before == null ? 0 : before;
        out.collect(LiveWindows.close(session, names, index, late, true));
        count.update(index + 1);
    }

    /** Whether a mark came before the end of a session; those before others are gone. */
    private static boolean isOf(PaneScore session, PaneScore mark) {
        return mark.documents() == 0 && mark.startMillis() < session.endMillis();
    }
}
