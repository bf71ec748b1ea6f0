package dev.surprisal.detect;

import dev.surprisal.alarm.KeyWatch;
import dev.surprisal.event.BaselineScore;
import dev.surprisal.event.WatchState;
import dev.surprisal.event.WindowScore;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Compares each window with its key's baseline and tests it; keyed by {@link WindowScore#key()},
 * windows of a key in order of event time. {@link DetectTags} names what goes to the side.
 *
 * <p>All is decided by windows and event time, so output is the same at any parallelism and after
 * any restart. A key that stops is found by an event-time timer or by its next window, whichever
 * comes first, with the same alert; the end of a bounded input is no silence.
 */
public final class DetectFunction extends KeyedProcessFunction<String, WindowScore, WindowScore> {

    private static final long serialVersionUID = 1L;

    private final DetectSpec spec;
    private transient KeyWatch watch;
    private transient ValueState<WatchState> state;
    private transient StoredBaselines baselines;

    /** Detects with these settings. */
    public DetectFunction(DetectSpec spec) {
        this.spec = spec;
    }

    @Override
    public void open(OpenContext context) {
        watch = new KeyWatch(spec.alarms(), spec.baseline().rule());
        state =
                getRuntimeContext()
                        .getState(
                                new ValueStateDescriptor<>(
                                        "watch", TypeInformation.of(WatchState.class)));
        baselines =
                new StoredBaselines(
                        getRuntimeContext()
                                .getMapState(
                                        new MapStateDescriptor<>(
                                                "baselines",
                                                Types.INT,
                                                TypeInformation.of(BaselineScore.class))));
    }

    @Override
    public void processElement(WindowScore window, Context context, Collector<WindowScore> out)
            throws Exception {
        WatchState before = state.value();
        KeyWatch.Step step = watch.next(before, baselines, window);
        apply(before, step, context);
        out.collect(step.window());
        if (step.completed() != null) {
            context.output(DetectTags.BASELINES, step.completed());
        }
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<WindowScore> out)
            throws Exception {
        WatchState before = state.value();
        boolean endOfInput = context.timerService().currentWatermark() == Long.MAX_VALUE;
        if (before == null || endOfInput || timestamp != before.timerMillis()) {
            return;
        }
        KeyWatch.Step step = watch.timeout(before, baselines, context.getCurrentKey(), timestamp);
        apply(before, step, context);
    }

    private void apply(WatchState before, KeyWatch.Step step, Context context) throws Exception {
        step.alerts().forEach(alert -> context.output(DetectTags.ALERTS, alert));
        WatchState after = step.state();
        long timer = after == null ? Long.MAX_VALUE : after.timerMillis();
        if (before != null && before.timerMillis() != timer) {
            context.timerService().deleteEventTimeTimer(before.timerMillis());
        }
        if (after == null) {
            state.clear();
            return;
        }
        state.update(after);
        context.timerService().registerEventTimeTimer(timer);
    }
}
