package dev.surprisal.alarm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.surprisal.event.BaselineScore;
import dev.surprisal.event.DetectorState;
import dev.surprisal.event.FiringAlert;
import dev.surprisal.event.TokenStatus;
import dev.surprisal.event.WindowScore;
import dev.surprisal.testing.WatchedWindow;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every detector keeps to. */
class DetectorContractTest {

    private static final double LOG_WEIGHT = StrictMath.log(1e-6);
    private static final double[] STEADY = {1.8, 2, 2.2};
    private static final double[] RISEN = {3.6, 4, 4.4};
    private static final double[] FALLEN = {0.9, 1, 1.1};

    /** One detector, windows that are like its baseline, changed ones, and bad ones. */
    record Case(
            String name,
            Detector<WindowScore> detector,
            LongFunction<WatchedWindow> like,
            LongFunction<WatchedWindow> changed,
            LongFunction<WatchedWindow> bad) {

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> detectors() {
        BaselineScore baseline = baseline();
        Stream<Case> means =
                Stream.of("nll", "entropy", "gap")
                        .flatMap(
                                statistic ->
                                        Detectors.of(spec(), baseline).stream()
                                                .filter(d -> d.statistic.equals(statistic))
                                                .map(DetectorContractTest::meanCase));
        LongFunction<WatchedWindow> steady = index -> window(index, STEADY);
        return Stream.concat(
                means,
                Stream.of(
                        new Case(
                                "e-cusum",
                                new RatioBetting(),
                                index -> window(index, STEADY).likelihoodRatio(0),
                                index -> window(index, STEADY).likelihoodRatio(3),
                                index ->
                                        window(index, STEADY)
                                                .likelihoodRatio(Double.POSITIVE_INFINITY)),
                        new Case(
                                "coverage",
                                ShareLimit.coverage(0.9),
                                steady,
                                index -> window(index, STEADY).tokens(TokenStatus.NULL, 100),
                                index -> WatchedWindow.minute(index)),
                        new Case(
                                "statuses",
                                ShareLimit.statuses(0.05, baseline),
                                steady,
                                index -> window(index, STEADY).tokens(TokenStatus.NULL, 400),
                                index -> WatchedWindow.minute(index))));
    }

    private static Case meanCase(Detector<WindowScore> detector) {
        double[] changed = detector.direction.equals("up") ? RISEN : FALLEN;
        return new Case(
                detector.toString(),
                detector,
                index -> window(index, STEADY),
                index -> window(index, changed),
                index ->
                        window(index, STEADY)
                                .statistic(
                                        detector.statistic,
                                        1.8,
                                        2,
                                        2.2,
                                        Double.NEGATIVE_INFINITY,
                                        Double.POSITIVE_INFINITY));
    }

    private static WatchedWindow window(long index, double[] documents) {
        return WatchedWindow.minute(index)
                .nll(documents)
                .statistic("entropy", documents)
                .statistic("gap", documents);
    }

    private static AlarmSpec spec() {
        return new AlarmSpec(
                1e-9,
                100,
                60_000,
                List.of("nll", "entropy", "gap"),
                false,
                0.5,
                5,
                0,
                1,
                0,
                0,
                Long.MAX_VALUE);
    }

    private static BaselineScore baseline() {
        BaselineScore baseline = null;
        for (long index = 0; index < 100; index++) {
            baseline = Observations.add(baseline, "first", window(index, STEADY).score());
        }
        return Observations.freeze(baseline);
    }

    @ParameterizedTest
    @MethodSource("detectors")
    void windowsLikeTheBaselineNeverAlarm(Case given) {
        DetectorState state = given.detector.start();
        for (long index = 0; index < 5_000; index++) {
            state = given.detector.next(state, given.like.apply(index).score(), LOG_WEIGHT);
            assertFalse(given.detector.alarms(state), "window " + index);
        }
    }

    @ParameterizedTest
    @MethodSource("detectors")
    void aGreatChangeIsFoundAndDated(Case given) {
        DetectorState state = given.detector.start();
        for (long index = 0; index < 50; index++) {
            state = given.detector.next(state, given.like.apply(index).score(), LOG_WEIGHT);
        }
        long index = 50;
        while (!given.detector.alarms(state)) {
            state = given.detector.next(state, given.changed.apply(index).score(), LOG_WEIGHT);
            assertTrue(index++ < 65, "not found in 15 windows");
        }
        long since = state.sinceMillis()[EProcess.leader(state.evidence())];
        assertEquals(50 * WatchedWindow.MILLIS, since);
        double evidence = given.detector.evidence(state, LOG_WEIGHT);
        assertTrue(evidence >= given.detector.threshold(LOG_WEIGHT) - 1e-9, "" + evidence);
    }

    @ParameterizedTest
    @MethodSource("detectors")
    void theSameWindowsGiveTheSameBitsThroughASerialiserToo(Case given) throws IOException {
        Random random = new Random(7);
        DetectorState a = given.detector.start();
        DetectorState b = given.detector.start();
        for (long index = 0; index < 40; index++) {
            boolean changed = random.nextInt(4) == 0;
            WindowScore window = (changed ? given.changed : given.like).apply(index).score();
            a = given.detector.next(a, window, LOG_WEIGHT);
            b = copy(given.detector.next(copy(b), window, LOG_WEIGHT));
        }
        assertSame(a, b);
    }

    private static DetectorState copy(DetectorState state) throws IOException {
        TypeSerializer<DetectorState> serializer =
                TypeInformation.of(DetectorState.class)
                        .createSerializer(new SerializerConfigImpl());
        DataOutputSerializer out = new DataOutputSerializer(64);
        serializer.serialize(state, out);
        return serializer.deserialize(new DataInputDeserializer(out.getCopyOfBuffer()));
    }

    private static void assertSame(DetectorState a, DetectorState b) {
        assertArrayEquals(a.evidence(), b.evidence());
        assertArrayEquals(a.runs(), b.runs());
        assertArrayEquals(a.sinceMillis(), b.sinceMillis());
        assertArrayEquals(a.documents(), b.documents());
        assertArrayEquals(a.sums(), b.sums());
        assertEquals(a.skipped(), b.skipped());
    }

    @ParameterizedTest
    @MethodSource("detectors")
    void aDetectorHoldsNoState(Case given) {
        DetectorState start = given.detector.start();
        DetectorState first =
                given.detector.next(start, given.changed.apply(3).score(), LOG_WEIGHT);
        for (long index = 0; index < 20; index++) {
            given.detector.next(first, given.changed.apply(index).score(), LOG_WEIGHT);
        }
        assertSame(given.detector.start(), start);
        assertSame(first, given.detector.next(start, given.changed.apply(3).score(), LOG_WEIGHT));
    }

    @ParameterizedTest
    @MethodSource("detectors")
    void anAlarmedStateBegunAnewKeepsOnlyItsCount(Case given) {
        DetectorState state = given.detector.start();
        for (long index = 0; index < 20; index++) {
            state = given.detector.next(state, given.changed.apply(index).score(), LOG_WEIGHT);
        }
        state = given.detector.next(state, given.bad.apply(20).score(), LOG_WEIGHT);
        DetectorState begun = Detectors.begun(given.detector, state, null);

        assertEquals(state.skipped(), begun.skipped());
        assertArrayEquals(given.detector.start().evidence(), begun.evidence());
        assertArrayEquals(given.detector.start().runs(), begun.runs());
        assertFalse(given.detector.alarms(begun));
    }

    @ParameterizedTest
    @MethodSource("detectors")
    void whatIsNoNumberIsCountedAndRaisesNothing(Case given) {
        DetectorState state = given.detector.start();
        for (long index = 0; index < 100; index++) {
            state = given.detector.next(state, given.bad.apply(index).score(), LOG_WEIGHT);
            assertFalse(given.detector.alarms(state), "window " + index);
            for (double evidence : state.evidence()) {
                assertFalse(Double.isNaN(evidence) || evidence == Double.POSITIVE_INFINITY);
            }
        }
        // Shares have no bad numbers, only windows without tokens.
        boolean counts = !(given.detector instanceof ShareLimit);
        assertEquals(counts, state.skipped() > 0);
    }

    @ParameterizedTest
    @MethodSource("detectors")
    void aWindowWithoutTheStatisticLeavesTheStateAsItIs(Case given) {
        DetectorState before =
                given.detector.next(
                        given.detector.start(), given.changed.apply(0).score(), LOG_WEIGHT);
        DetectorState after =
                given.detector.next(before, WatchedWindow.minute(1).score(), LOG_WEIGHT);
        assertSame(before, after);
    }

    @ParameterizedTest
    @MethodSource("detectors")
    void anAlertEndsWhenWindowsAreLikeTheBaselineAndNotBefore(Case given) {
        DetectorState state = given.detector.start();
        for (long index = 0; !given.detector.alarms(state); index++) {
            state = given.detector.next(state, given.changed.apply(index).score(), LOG_WEIGHT);
        }
        WindowScore alarmed = given.changed.apply(20).score();
        FiringAlert firing = Alerts.raise(given.detector, state, baseline(), alarmed, LOG_WEIGHT);
        for (long index = 21; index < 200; index++) {
            firing = given.detector.recover(firing, given.changed.apply(index).score());
            assertFalse(given.detector.isOver(firing), "still changed in window " + index);
        }
        long index = 200;
        while (!given.detector.isOver(firing)) {
            firing = given.detector.recover(firing, given.like.apply(index).score());
            assertTrue(index++ < 210, "ten windows like the baseline");
        }
    }
}
