package dev.surprisal.detect;

import dev.surprisal.alarm.StepAlarmSpec;
import dev.surprisal.alarm.StepWatch;
import dev.surprisal.event.Alert;
import dev.surprisal.event.StepScore;
import dev.surprisal.event.StepWatchState;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Tests each step of training of its group and passes it on as it came; keyed by {@link #key}.
 * Alerts go to {@link DetectTags#ALERTS}.
 *
 * <p>The steps of a group come in order, as one operator at parallelism 1 gives them; a step that
 * is not after the one before fails the job. There are no timers, and nothing clears the state,
 * some kB a group: how many groups there are is bounded by the job ({@code groups_max}), and
 * training has no end in event time after which a group could be forgotten.
 */
public final class StepDetectFunction extends KeyedProcessFunction<String, StepScore, StepScore> {

    private static final long serialVersionUID = 1L;

    private final StepAlarmSpec spec;
    private transient StepWatch watch;
    private transient ValueState<StepWatchState> state;

    /** Detects with these settings. */
    public StepDetectFunction(StepAlarmSpec spec) {
        this.spec = spec;
    }

    /** What steps are keyed by: run and group. */
    public static String key(StepScore step) {
        return StepWatch.key(step);
    }

    @Override
    public void open(OpenContext context) {
        watch = new StepWatch(spec);
        state =
                getRuntimeContext()
                        .getState(
                                new ValueStateDescriptor<>(
                                        "steps", TypeInformation.of(StepWatchState.class)));
    }

    @Override
    public void processElement(StepScore step, Context context, Collector<StepScore> out)
            throws Exception {
        List<Alert> alerts = new ArrayList<>();
        state.update(watch.next(state.value(), step, alerts::add));
        alerts.forEach(alert -> context.output(DetectTags.ALERTS, alert));
        out.collect(step);
    }
}
