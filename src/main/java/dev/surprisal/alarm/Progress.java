package dev.surprisal.alarm;

import dev.surprisal.event.Alert;
import dev.surprisal.event.DetectorState;
import dev.surprisal.event.FiringAlert;
import dev.surprisal.event.WatchState;
import dev.surprisal.event.WindowScore;
import java.util.ArrayList;
import java.util.List;

/** A key's {@link WatchState} while one window is worked in. */
final class Progress {

    private final WatchState before;
    private String revision = "";
    private long lastStartMillis;
    private long lastEndMillis;
    private long testedEndMillis = Long.MIN_VALUE;
    private long stepMillis;
    private long longestGapMillis;
    private FiringAlert revisionChange;
    private final List<DetectorState> detectors = new ArrayList<>();
    private final WindowScore window;

    Progress(WatchState before, WindowScore window) {
        this.before = before;
        this.window = window;
        if (before != null) {
            revision = before.revision();
            testedEndMillis = before.testedEndMillis();
            stepMillis = before.stepMillis();
            longestGapMillis = before.longestGapMillis();
            revisionChange = before.revisionChange();
            detectors.addAll(List.of(before.detectors()));
        }
    }

    /** The state before the window; null for the first one. */
    WatchState previous() {
        return before;
    }

    /** Notes when the window was; the gap of a silence does not make the next one longer. */
    void arrived(WindowScore window, boolean afterSilence) {
        lastStartMillis = window.windowStartMillis();
        lastEndMillis = window.windowEndMillis();
        if (before != null) {
            lastEndMillis = Math.max(lastEndMillis, before.lastEndMillis());
            long gap = window.windowStartMillis() - before.lastEndMillis();
            longestGapMillis = afterSilence ? longestGapMillis : Math.max(longestGapMillis, gap);
        }
    }

    /** Whether the window has nothing that was tested before. */
    boolean mayTest(WindowScore window) {
        return window.windowStartMillis() >= testedEndMillis;
    }

    /** Event time that the last tested window took since the one before. */
    long stepMillis() {
        return stepMillis;
    }

    void tested(WindowScore window) {
        stepMillis =
                testedEndMillis == Long.MIN_VALUE ? 0 : window.windowEndMillis() - testedEndMillis;
        testedEndMillis = window.windowEndMillis();
    }

    /** Takes in the window's revision; whether it is another, all tests having begun anew then. */
    boolean learnRevision(WindowScore window, List<Alert> alerts) {
        String now = window.revisions().length == 0 ? "" : window.revisions()[0];
        String known = revision;
        if (now.isEmpty() || now.equals(known)) {
            return false;
        }
        revision = now;
        // The first word of a revision is no change: some servers leave it out at times.
        if (known.isEmpty()) {
            return false;
        }
        for (DetectorState state : detectors) {
            if (state.firing() != null) {
                alerts.add(ended(state.firing(), Sentences.endedByRevision(window.key())));
            }
        }
        detectors.clear();
        settleRevision(window, alerts);
        revisionChange = Alerts.revision(window, known, now);
        alerts.add(revisionChange.alert());
        return true;
    }

    /** A baseline of the new revision is there: the alert about it is over. */
    void settleRevision(WindowScore window, List<Alert> alerts) {
        if (revisionChange != null) {
            alerts.add(ended(revisionChange, Sentences.revisionSettled(window.key(), revision)));
            revisionChange = null;
        }
    }

    private Alert ended(FiringAlert firing, String text) {
        return Alerts.over(firing, window.windowStartMillis(), window.windowEndMillis(), text);
    }

    /** What a detector has gathered; its start if it is new. */
    DetectorState find(Detector<?> detector) {
        for (DetectorState state : detectors) {
            if (detector.owns(state)) {
                return state;
            }
        }
        DetectorState start = detector.start();
        detectors.add(start);
        return start;
    }

    void keep(DetectorState next) {
        for (int i = 0; i < detectors.size(); i++) {
            DetectorState state = detectors.get(i);
            if (state.detector().equals(next.detector())
                    && state.statistic().equals(next.statistic())
                    && state.direction().equals(next.direction())) {
                detectors.set(i, next);
            }
        }
    }

    /** The state after the window; a key with a window is not silent. */
    WatchState state() {
        return new WatchState(
                window.labels(),
                revision,
                lastStartMillis,
                lastEndMillis,
                testedEndMillis,
                stepMillis,
                longestGapMillis,
                Long.MAX_VALUE,
                null,
                revisionChange,
                detectors.toArray(DetectorState[]::new));
    }

    /** Every alert of a key that is not over. */
    static List<FiringAlert> firing(WatchState state) {
        List<FiringAlert> firing = new ArrayList<>();
        for (DetectorState detector : state.detectors()) {
            if (detector.firing() != null) {
                firing.add(detector.firing());
            }
        }
        if (state.revisionChange() != null) {
            firing.add(state.revisionChange());
        }
        if (state.silence() != null) {
            firing.add(state.silence());
        }
        return firing;
    }

    static WatchState withSilence(WatchState state, FiringAlert silence) {
        return with(state, state.timerMillis(), silence);
    }

    static WatchState withTimer(WatchState state, long timerMillis) {
        return with(state, timerMillis, state.silence());
    }

    private static WatchState with(WatchState state, long timerMillis, FiringAlert silence) {
        return new WatchState(
                state.labels(),
                state.revision(),
                state.lastStartMillis(),
                state.lastEndMillis(),
                state.testedEndMillis(),
                state.stepMillis(),
                state.longestGapMillis(),
                timerMillis,
                silence,
                state.revisionChange(),
                state.detectors());
    }
}
