package dev.surprisal.alarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.surprisal.event.Alert;
import dev.surprisal.event.DetectorState;
import dev.surprisal.event.Severity;
import dev.surprisal.event.TokenStatus;
import dev.surprisal.event.WatchState;
import dev.surprisal.event.WindowScore;
import dev.surprisal.testing.WatchedWindow;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class KeyWatchTest {

    private static final long MINUTE = WatchedWindow.MILLIS;
    private static final long SILENCE = 10 * MINUTE;
    private static final long RETENTION = 1000 * MINUTE;
    private static final double[] STEADY = {1.8, 2, 2.2, 1.9, 2.1};
    private static final double[] RISEN = {2.7, 3, 3.3, 2.8, 3.2};

    private final HeldBaselines store = new HeldBaselines();
    private final List<Alert> alerts = new ArrayList<>();
    private final List<WindowScore> windows = new ArrayList<>();
    private KeyWatch watch = watch(BaselineRule.firstDocuments(48));
    private WatchState state;
    private int completed;

    private static KeyWatch watch(BaselineRule rule) {
        AlarmSpec spec =
                new AlarmSpec(
                        1e-9,
                        100,
                        MINUTE,
                        List.of("nll"),
                        true,
                        0.5,
                        8,
                        0.9,
                        0.2,
                        SILENCE,
                        0,
                        RETENTION);
        return new KeyWatch(spec, rule);
    }

    private void feed(WatchedWindow... more) throws Exception {
        for (WatchedWindow window : more) {
            take(watch.next(state, store, window.score()));
        }
    }

    private void take(KeyWatch.Step step) {
        state = step.state();
        alerts.addAll(step.alerts());
        completed += step.completed() == null ? 0 : 1;
        if (step.window() != null) {
            windows.add(step.window());
        }
    }

    private void steady(long from, long to, String... revisions) throws Exception {
        for (long index = from; index < to; index++) {
            feed(WatchedWindow.minute(index).nll(STEADY).revisions(revisions));
        }
    }

    private void risen(long from, long to, String... revisions) throws Exception {
        for (long index = from; index < to; index++) {
            feed(WatchedWindow.minute(index).nll(RISEN).revisions(revisions));
        }
    }

    private List<String> summary() {
        return alerts.stream()
                .map(alert -> alert.detector() + " " + alert.direction() + " " + alert.resolved())
                .toList();
    }

    @Test
    void theBaselineIsTheFirstWholeWindowsWithEnoughDocuments() throws Exception {
        steady(0, 12);

        assertEquals(1, completed);
        assertEquals(50, store.get(0).documents());
        assertEquals(10, store.get(0).windows());
        assertEquals(10 * MINUTE, store.get(0).endMillis());
        assertNull(windows.get(9).drift());
        assertEquals("first 48 documents", windows.get(10).drift().baseline());
        assertEquals(1, windows.get(10).drift().ratio(), 1e-15);
        assertEquals(List.of(), alerts);
    }

    @Test
    void aRiseIsWarnedOfAndPagedOnceAndIsOverWhenItIsBack() throws Exception {
        steady(0, 20);
        risen(20, 60);
        steady(60, 80);

        assertEquals(
                List.of("e-sr up false", "cusum up false", "e-sr up true", "cusum up true"),
                summary().stream().sorted(this::bySeverity).toList());
        Alert page = alerts.stream().filter(a -> a.severity() == Severity.PAGE).findFirst().get();
        Alert end = alerts.stream().filter(a -> a.id().equals(page.id())).skip(1).findFirst().get();
        assertEquals(20 * MINUTE, page.sinceMillis());
        assertTrue(page.windowStartMillis() < 30 * MINUTE, page.text());
        assertTrue(end.windowStartMillis() >= 60 * MINUTE && end.windowStartMillis() < 65 * MINUTE);
        assertEquals(3, page.value(), 1e-12);
        assertEquals(2, page.baseline(), 1e-12);
        assertEquals(StrictMath.exp(1), page.ratio(), 1e-12);
        assertTrue(page.ratioLow() < page.ratio() && page.ratio() < page.ratioHigh());
        assertTrue(page.evidence() >= page.threshold());
        assertTrue(page.text().startsWith("nll of model=a is up since 1970-01-01T00:20:00Z: 3 in"));
        assertTrue(page.text().contains("2 in the baseline (first 48 documents)"), page.text());
        assertFalse(page.resolved());
    }

    /** Begins before ends, e-SR before cusum. */
    private int bySeverity(String a, String b) {
        int begins = Boolean.compare(a.endsWith("true"), b.endsWith("true"));
        return begins != 0 ? begins : b.compareTo(a);
    }

    @Test
    void windowsThatOverlapAreComparedAndNotTested() throws Exception {
        steady(0, 10);
        for (long start = 10 * MINUTE; start < 14 * MINUTE; start += MINUTE / 4) {
            feed(WatchedWindow.between(start, start + MINUTE).nll(2, 2.2, 2.4, 2.1, 2.3));
        }
        assertNotNull(windows.get(20).drift());
        // Whole minutes only: each document was bet on once.
        assertEquals(14 * MINUTE, state.testedEndMillis());
        DetectorState up =
                Stream.of(state.detectors())
                        .filter(d -> d.detector().equals("e-sr") && d.direction().equals("up"))
                        .findFirst()
                        .get();
        assertEquals(4 * STEADY.length, up.documents()[0]);
    }

    @Test
    void anotherRevisionBeginsAnew() throws Exception {
        steady(0, 20, "r1");
        risen(20, 40, "r1");
        alerts.clear();
        feed(WatchedWindow.minute(40).nll(RISEN).revisions("r1", "r2"));
        assertNull(windows.get(40).drift());
        assertEquals(List.of(), alerts);

        risen(41, 60, "r2");
        assertEquals(
                List.of("e-sr up true", "cusum up true", "revision  false", "revision  true"),
                summary().stream().sorted(this::revisionLast).toList());
        assertEquals("r2", store.get(0).revision());
        assertEquals(41 * MINUTE, store.get(0).startMillis());
        assertEquals(2, completed);
        // What was risen is now what is usual.
        assertEquals(1, windows.get(windows.size() - 1).drift().ratio(), 1e-15);
    }

    private int revisionLast(String a, String b) {
        int revision = Boolean.compare(a.startsWith("revision"), b.startsWith("revision"));
        return revision != 0 ? revision : a.startsWith("revision") ? 0 : b.compareTo(a);
    }

    @Test
    void aRevisionThatIsMissingAtTimesIsNoOther() throws Exception {
        steady(0, 5);
        steady(5, 15, "r1");
        steady(15, 20);
        steady(20, 25, "r1");

        assertEquals(List.of(), alerts);
        assertEquals(1, completed);
    }

    @Test
    void silenceIsTheSameWhetherATimerOrTheNextWindowFindsIt() throws Exception {
        steady(0, 12);
        WatchState stopped = state;
        feed(WatchedWindow.minute(40).nll(STEADY));
        List<Alert> byWindow = List.copyOf(alerts);

        alerts.clear();
        state = stopped;
        assertEquals(12 * MINUTE + SILENCE, state.timerMillis());
        take(watch.timeout(state, store, "model=a", state.timerMillis()));
        assertEquals(List.of("silence  false"), summary());
        feed(WatchedWindow.minute(40).nll(STEADY));

        assertEquals(
                byWindow.stream().map(Record::toString).map(KeyWatchTest::stable).toList(),
                alerts.stream().map(Record::toString).map(KeyWatchTest::stable).toList());
        assertEquals(List.of("silence  false", "silence  true"), summary());
        assertEquals(12 * MINUTE, alerts.get(0).sinceMillis());
        assertEquals(alerts.get(0).id(), alerts.get(1).id());
    }

    /** Arrays in records print their identity. */
    private static String stable(String record) {
        return record.replaceAll("@[0-9a-f]+", "");
    }

    @Test
    void aKeyWithLongGapsMayBeSilentForThreeOfThem() throws Exception {
        feed(
                WatchedWindow.minute(0).nll(STEADY),
                WatchedWindow.minute(9).nll(STEADY),
                WatchedWindow.minute(30).nll(STEADY));
        assertEquals(List.of(), alerts);

        // 20 minutes are the longest now: an hour may pass, and not a minute more.
        feed(WatchedWindow.minute(90).nll(STEADY));
        assertEquals(List.of(), alerts);
        feed(WatchedWindow.minute(91 + 180).nll(STEADY));
        assertEquals(List.of("silence  false", "silence  true"), summary());
    }

    @Test
    void aForgottenKeyEndsItsAlertsAndBeginsAnew() throws Exception {
        steady(0, 20);
        risen(20, 40);
        take(watch.timeout(state, store, "model=a", state.timerMillis()));
        alerts.clear();
        WatchState last = state;
        take(watch.timeout(state, store, "model=a", state.timerMillis()));
        List<String> byTimer = summary();
        assertNull(state);
        assertEquals(0, store.slots.size());
        assertEquals(List.of("e-sr up true", "cusum up true", "silence  true"), byTimer);

        alerts.clear();
        state = last;
        feed(WatchedWindow.minute(40 + 2000).nll(STEADY));
        assertEquals(byTimer, summary());
        assertNull(windows.get(windows.size() - 1).drift());
    }

    /** One watermark may pass all of its timers, or one after the other. */
    @Test
    void aForgottenKeyWasSilentFirstWhetherOrNotATimerSaidSo() throws Exception {
        steady(0, 20);
        WatchState last = state;
        take(watch.timeout(state, store, "model=a", state.timerMillis()));
        take(watch.timeout(state, store, "model=a", state.timerMillis()));
        assertNull(state);
        List<String> byTimer = alerts.stream().map(alert -> stable(alert.toString())).toList();
        assertEquals(List.of("silence  false", "silence  true"), summary());

        alerts.clear();
        state = last;
        feed(WatchedWindow.minute(20 + 2000).nll(STEADY));

        assertEquals(byTimer, alerts.stream().map(alert -> stable(alert.toString())).toList());
    }

    @Test
    void anOutageOfLogProbsIsWarnedOfAndEnds() throws Exception {
        steady(0, 12);
        for (long index = 12; index < 20; index++) {
            feed(WatchedWindow.minute(index).tokens(TokenStatus.NOT_MEASURED, 500));
        }
        assertEquals(List.of("coverage down false"), summary());
        steady(20, 24);
        assertEquals(List.of("coverage down false", "coverage down true"), summary());
        assertEquals(0, alerts.get(0).value());
        assertEquals(12 * MINUTE, alerts.get(0).sinceMillis());
    }

    @Test
    void equalityWithTheReferenceIsTestedWithoutABaseline() throws Exception {
        watch = watch(BaselineRule.none());
        for (long index = 0; index < 100; index++) {
            feed(WatchedWindow.minute(index).nll(STEADY).likelihoodRatio(0));
        }
        assertEquals(List.of(), alerts);
        for (long index = 100; index < 104; index++) {
            feed(WatchedWindow.minute(index).nll(STEADY).likelihoodRatio(6));
        }
        assertEquals(List.of("e-cusum  false"), summary());
        assertEquals(100 * MINUTE, alerts.get(0).sinceMillis());
    }

    @Test
    void theGapIsWarnedOfWithoutARatio() throws Exception {
        AlarmSpec spec =
                new AlarmSpec(
                        1e-9, 100, MINUTE, List.of("gap"), false, 0.5, 8, 0, 1, 0, 0, RETENTION);
        watch = new KeyWatch(spec, BaselineRule.firstDocuments(48));
        for (long index = 0; index < 30; index++) {
            double shift = index < 20 ? 0 : 0.1;
            feed(
                    WatchedWindow.minute(index)
                            .nll(STEADY)
                            .statistic("gap", shift - 0.1, shift, shift + 0.1));
        }
        assertEquals(List.of("cusum up false"), summary());
        assertEquals(20 * MINUTE, alerts.get(0).sinceMillis());
        assertTrue(Double.isNaN(alerts.get(0).ratio()));
        assertTrue(alerts.get(0).text().contains(": 0.1 in this window"), alerts.get(0).text());
    }

    @Test
    void withoutALengthAWindowWeighsWhatTheOneBeforeTook() {
        AlarmSpec spec =
                new AlarmSpec(1e-6, 10, 0, List.of("nll"), false, .5, 8, 0, 1, 0, 0, RETENTION);
        assertEquals(StrictMath.log(1e-6 * 5000 / 10 / 2), spec.logWeight(5000), 1e-12);
        assertEquals(Double.NEGATIVE_INFINITY, spec.logWeight(0));
    }
}
