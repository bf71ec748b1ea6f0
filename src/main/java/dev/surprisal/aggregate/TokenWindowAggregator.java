package dev.surprisal.aggregate;

import dev.surprisal.event.DocumentScore;
import dev.surprisal.event.OpenWindow;
import dev.surprisal.event.Provenance;
import dev.surprisal.event.TokenStatus;
import dev.surprisal.event.Totals;
import dev.surprisal.event.WindowScore;
import java.util.ArrayList;
import java.util.Comparator;
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
 * Windows by token count: documents wait for the watermark, are taken in order of (event time,
 * name), and a window closes at the first document boundary at or after N scored tokens. The last
 * window of a bounded job is emitted as it is, marked incomplete.
 *
 * <p>State, by key: documents ahead of the watermark, by event time, and one open window. A
 * document at or behind the watermark is late: it goes to the side and is counted in the next
 * window.
 */
public final class TokenWindowAggregator
        extends KeyedProcessFunction<String, DocumentScore, WindowScore> {

    private static final long serialVersionUID = 1L;

    private static final OpenWindow NONE =
            new OpenWindow(0, 0, 0, null, null, 0, 0, null, null, null);

    private final long tokens;
    private transient MapState<Long, List<DocumentScore>> waiting;
    private transient ValueState<OpenWindow> open;

    /** Windows of at least {@code tokens} scored tokens. */
    public TokenWindowAggregator(long tokens) {
        this.tokens = tokens;
    }

    /** The key of a document's windows: its model. */
    public static String key(DocumentScore document) {
        String model = document.provenance().model();
        return model == null ? "" : model;
    }

    @Override
    public void open(OpenContext context) {
        waiting =
                getRuntimeContext()
                        .getMapState(
                                new MapStateDescriptor<>(
                                        "waiting",
                                        Types.LONG,
                                        Types.LIST(TypeInformation.of(DocumentScore.class))));
        open =
                getRuntimeContext()
                        .getState(
                                new ValueStateDescriptor<>(
                                        "open", TypeInformation.of(OpenWindow.class)));
    }

    @Override
    public void processElement(DocumentScore document, Context context, Collector<WindowScore> out)
            throws Exception {
        long time = document.eventTimeMillis();
        if (time <= context.timerService().currentWatermark()) {
            OpenWindow window = current();
            open.update(withLate(window, window.late() + 1));
            context.timerService().registerEventTimeTimer(Long.MAX_VALUE);
            context.output(AggregateTags.LATE, document);
            return;
        }
        List<DocumentScore> together = waiting.get(time);
        if (together == null) {
            together = new ArrayList<>();
            context.timerService().registerEventTimeTimer(time);
            context.timerService().registerEventTimeTimer(Long.MAX_VALUE);
        }
        together.add(document);
        waiting.put(time, together);
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<WindowScore> out)
            throws Exception {
        OpenWindow window = current();
        List<DocumentScore> due = waiting.get(timestamp);
        if (due != null) {
            waiting.remove(timestamp);
            due.sort(
                    Comparator.comparing(DocumentScore::document)
                            .thenComparing(document -> document.provenance().segment()));
            for (DocumentScore document : due) {
                window = add(window, document, context.getCurrentKey(), out);
            }
        }
        if (timestamp == Long.MAX_VALUE) {
            if (window.documents() > 0 || window.late() > 0) {
                out.collect(close(window, context.getCurrentKey(), false));
            }
            open.clear();
        } else {
            open.update(window);
        }
    }

    private OpenWindow current() throws Exception {
        OpenWindow window = open.value();
        return window == null ? NONE : window;
    }

    private OpenWindow add(
            OpenWindow window, DocumentScore document, String key, Collector<WindowScore> out) {
        boolean first = window.documents() == 0;
        ScoreAccumulator sums = ScoreAccumulator.of(document.totals());
        Provenance provenance = document.provenance();
        if (!first) {
            sums.merge(window.totals());
            provenance = Provenances.merge(window.provenance(), provenance);
        }
        OpenWindow grown =
                new OpenWindow(
                        window.index(),
                        first ? document.eventTimeMillis() : window.startMillis(),
                        document.eventTimeMillis(),
                        first ? document.document() : window.firstDocument(),
                        document.document(),
                        window.documents() + 1,
                        window.late(),
                        document.format(),
                        provenance,
                        sums.totals());
        if (grown.totals().statuses()[TokenStatus.OK.ordinal()] < tokens) {
            return grown;
        }
        out.collect(close(grown, key, true));
        return new OpenWindow(grown.index() + 1, 0, 0, null, null, 0, 0, null, null, null);
    }

    private static OpenWindow withLate(OpenWindow window, long late) {
        return new OpenWindow(
                window.index(),
                window.startMillis(),
                window.endMillis(),
                window.firstDocument(),
                window.lastDocument(),
                window.documents(),
                late,
                window.format(),
                window.provenance(),
                window.totals());
    }

    private static WindowScore close(OpenWindow window, String key, boolean complete) {
        // A last window may hold nothing but the count of what came too late.
        Totals totals = window.totals() == null ? new ScoreAccumulator().totals() : window.totals();
        return new WindowScore(
                key,
                null,
                window.index(),
                window.startMillis(),
                window.endMillis(),
                window.firstDocument(),
                window.lastDocument(),
                window.documents(),
                complete,
                window.late(),
                new String[0],
                window.provenance(),
                totals,
                FigureCalculator.figures(totals, Documents.clusterUnit(window.format())),
                null,
                null);
    }
}
