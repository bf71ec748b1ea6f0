package dev.surprisal.alarm;

import dev.surprisal.event.Alert;
import dev.surprisal.event.BaselineScore;
import dev.surprisal.event.DetectorState;
import dev.surprisal.event.Drift;
import dev.surprisal.event.FiringAlert;
import dev.surprisal.event.WatchState;
import dev.surprisal.event.WindowScore;
import java.util.ArrayList;
import java.util.List;

/**
 * Watches the windows of one key, in order of event time: compares each with the baseline, tests
 * it, raises alerts and ends them. Holds no state of a key; one serves all.
 *
 * <ul>
 *   <li>a window that overlaps the last tested one, as sliding windows do, is compared and not
 *       tested: its documents have been bet on already
 *   <li>a window with more than one revision is used neither for the baseline nor for a test
 *   <li>a window whose one revision differs from the one before ends all alerts of the old
 *       revision, and both baseline and tests begin anew; a file's baseline stays
 *   <li>a window without {@code observation} is passed on as it is
 * </ul>
 */
public final class KeyWatch {

    private static final int GAPS = 3;

    private final AlarmSpec spec;
    private final BaselineRule rule;

    /**
     * What a window, or the lack of one, leads to.
     *
     * @param state to keep; null when the key is forgotten
     * @param window compared with the baseline; null when there was none
     * @param completed the baseline that the window made complete, or null
     * @param alerts that began or ended, in order
     */
    public record Step(
            WatchState state, WindowScore window, BaselineScore completed, List<Alert> alerts) {}

    /** A watch with these settings. */
    public KeyWatch(AlarmSpec spec, BaselineRule rule) {
        this.spec = spec;
        this.rule = rule;
    }

    /**
     * Takes the next window.
     *
     * @param before null for the first window of a key
     * @param store baselines of the key
     */
    public Step next(WatchState before, BaselineStore store, WindowScore window) throws Exception {
        List<Alert> alerts = new ArrayList<>();
        WatchState state = before;
        if (state != null && window.windowEndMillis() > forgetMillis(state)) {
            WatchState silent = silenced(state, window.key(), alerts);
            alerts.addAll(forget(silent, store, window.key()).alerts());
            state = null;
        }
        Progress progress = new Progress(state, window);
        listen(progress, window, alerts);
        if (window.observation() == null || window.revisions().length > 1) {
            return new Step(scheduled(progress.state()), window, null, alerts);
        }
        boolean tested = progress.mayTest(window);
        if (progress.learnRevision(window, alerts)) {
            store.clear();
        } else if (tested && !rule.gathers()) {
            progress.settleRevision(window, alerts);
        }
        BaselineScore baseline = rule.against(window, store);
        Drift drift =
                baseline == null ? null : BaselineComparison.drift(baseline, window.observation());
        BaselineScore completed = null;
        if (tested) {
            test(progress, baseline, window, alerts);
            completed = rule.add(window, store);
            progress.tested(window);
        }
        if (completed != null) {
            progress.settleRevision(window, alerts);
        }
        return new Step(
                scheduled(progress.state()),
                drift == null ? window : window.with(drift),
                completed,
                alerts);
    }

    /** Event time has come to {@code millis}, the state's timer, without a window. */
    public Step timeout(WatchState state, BaselineStore store, String key, long millis)
            throws Exception {
        if (millis >= later(forgetMillis(state), spec.graceMillis())) {
            return forget(state, store, key);
        }
        if (state.silence() != null || millis < later(silentMillis(state), spec.graceMillis())) {
            return new Step(scheduled(state), null, null, List.of());
        }
        FiringAlert silence = Alerts.silence(key, state, limitMillis(state));
        WatchState silent = Progress.withSilence(state, silence);
        return new Step(scheduled(silent), null, null, List.of(silence.alert()));
    }

    /** A key that is forgotten was silent before: the same whether or not a timer said so. */
    private WatchState silenced(WatchState state, String key, List<Alert> alerts) {
        if (state.silence() != null || silentMillis(state) >= forgetMillis(state)) {
            return state;
        }
        FiringAlert silence = Alerts.silence(key, state, limitMillis(state));
        alerts.add(silence.alert());
        return Progress.withSilence(state, silence);
    }

    /** A key that had stopped and is back: the same whether or not a timer came in between. */
    private void listen(Progress progress, WindowScore window, List<Alert> alerts) {
        WatchState state = progress.previous();
        boolean overdue =
                state != null
                        && (state.silence() != null
                                || window.windowEndMillis() > silentMillis(state));
        if (overdue) {
            FiringAlert silence = state.silence();
            if (silence == null) {
                silence = Alerts.silence(window.key(), state, limitMillis(state));
                alerts.add(silence.alert());
            }
            alerts.add(
                    Alerts.over(
                            silence,
                            window.windowStartMillis(),
                            window.windowEndMillis(),
                            Sentences.backFromSilence(window, state)));
        }
        progress.arrived(window, overdue);
    }

    private void test(
            Progress progress, BaselineScore baseline, WindowScore window, List<Alert> alerts) {
        double logWeight = spec.logWeight(progress.stepMillis());
        for (Detector<WindowScore> detector : Detectors.of(spec, baseline)) {
            DetectorState state = progress.find(detector);
            if (state.firing() != null) {
                FiringAlert firing = detector.recover(state.firing(), window);
                boolean over = detector.isOver(firing);
                if (over) {
                    Reading reading = detector.reading(window);
                    String text = Sentences.over(detector, reading, window);
                    alerts.add(Alerts.over(firing, window, reading, text));
                }
                progress.keep(Detectors.begun(detector, state, over ? null : firing));
                continue;
            }
            DetectorState next = detector.next(state, window, logWeight);
            if (detector.alarms(next)) {
                FiringAlert firing = Alerts.raise(detector, next, baseline, window, logWeight);
                alerts.add(firing.alert());
                next = Detectors.begun(detector, next, firing);
            }
            progress.keep(next);
        }
    }

    private Step forget(WatchState state, BaselineStore store, String key) throws Exception {
        store.clear();
        List<Alert> alerts = new ArrayList<>();
        for (FiringAlert firing : Progress.firing(state)) {
            alerts.add(
                    Alerts.over(
                            firing,
                            state.lastStartMillis(),
                            state.lastEndMillis(),
                            Sentences.forgotten(key, spec.retentionMillis())));
        }
        return new Step(null, null, null, alerts);
    }

    private WatchState scheduled(WatchState state) {
        long silent = state.silence() == null ? silentMillis(state) : Long.MAX_VALUE;
        long next = Math.min(silent, forgetMillis(state));
        return Progress.withTimer(state, later(next, spec.graceMillis()));
    }

    private long limitMillis(WatchState state) {
        return Math.max(spec.silenceMillis(), GAPS * state.longestGapMillis());
    }

    private long silentMillis(WatchState state) {
        return spec.silenceMillis() == 0
                ? Long.MAX_VALUE
                : later(state.lastEndMillis(), limitMillis(state));
    }

    private long forgetMillis(WatchState state) {
        return later(state.lastEndMillis(), spec.retentionMillis());
    }

    private static long later(long millis, long by) {
        return millis > Long.MAX_VALUE - by ? Long.MAX_VALUE : millis + by;
    }
}
