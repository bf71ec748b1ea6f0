package dev.surprisal.alarm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.surprisal.event.Alert;
import dev.surprisal.event.Severity;
import dev.surprisal.event.StepScore;
import dev.surprisal.event.StepWatchState;
import dev.surprisal.testing.WatchedStep;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StepWatchTest {

    private static final StepLimit KL = StepLimit.atMost("kl", 0.1);
    private static final double[] LOW = {0.04, 0.05, 0.06, 0.05};
    private static final double[] HIGH = {0.2, 0.3, 0.4, 0.3};

    private final List<Alert> alerts = new ArrayList<>();
    private StepWatchState state;
    private long next;

    private static StepAlarmSpec spec(List<StepLimit> limits, String... pairs) {
        return new StepAlarmSpec(limits, List.of(pairs), 0, 1e-4, 1);
    }

    private void feed(StepWatch watch, StepScore step) {
        state = watch.next(state, step, alerts::add);
    }

    /** Feeds so many steps of these completions; the alerts that they led to. */
    private List<Alert> kl(StepWatch watch, int steps, double... completions) {
        alerts.clear();
        for (int i = 0; i < steps; i++) {
            feed(watch, WatchedStep.number(next++).completions("kl", completions).score());
        }
        return alerts;
    }

    @Test
    void aLimitThatIsExceededIsFoundAndSaysSinceWhen() {
        StepWatch watch = new StepWatch(spec(List.of(KL)));
        assertEquals(List.of(), kl(watch, 50, LOW));
        Alert alert = kl(watch, 30, HIGH).get(0);

        assertEquals(1, alerts.size(), "one alert as long as it fires");
        assertEquals(
                "e-sr kl up",
                String.join(" ", alert.detector(), alert.statistic(), alert.direction()));
        assertEquals(Severity.PAGE, alert.severity());
        assertFalse(alert.resolved());
        assertEquals(50, alert.sinceMillis());
        assertTrue(alert.windowStartMillis() >= 50 && alert.windowStartMillis() < 60);
        assertEquals(alert.windowStartMillis() + 1, alert.windowEndMillis());
        assertEquals(0.3, alert.value(), 1e-12);
        assertEquals(0.1, alert.baseline());
        assertEquals(3, alert.ratio(), 1e-12);
        assertTrue(alert.evidence() >= alert.threshold() - 1e-9);
        assertEquals(StrictMath.log(1e4), alert.threshold(), 1e-12);
        assertTrue(
                alert.text()
                        .startsWith("kl of run=r1 is above its limit 0.1 since step 50: 0.3 in"),
                alert.text());
    }

    /** One completion a step tells nothing of how completions spread. */
    @Test
    void anIntervalThatThereIsNotIsSaidSo() {
        String text = kl(new StepWatch(spec(List.of(KL))), 60, 0.3).get(0).text();
        assertTrue(text.contains("; ratio 3 (too few for a 95 % interval); e-sr"), text);
    }

    @Test
    void aMeanBelowItsLeastIsFound() {
        StepLimit limit = StepLimit.atLeast("entropy", 1);
        StepWatch watch = new StepWatch(spec(List.of(limit)));
        for (long step = 0; step < 200; step++) {
            feed(watch, WatchedStep.number(step).completions("entropy", 0.9, 1.2, 1.1).score());
        }
        assertEquals(List.of(), alerts);
        for (long step = 200; step < 300; step++) {
            feed(watch, WatchedStep.number(step).completions("entropy", 0.2, 0.3, 0.1).score());
        }
        assertEquals("down", alerts.get(0).direction());
        assertEquals(200, alerts.get(0).sinceMillis());
        assertTrue(alerts.get(0).text().contains("is below its limit 1"), alerts.get(0).text());
    }

    @Test
    void anAlertEndsAfterThreeStepsInARowWithinTheLimit() {
        StepWatch watch = new StepWatch(spec(List.of(KL)));
        Alert begun = kl(watch, 20, HIGH).get(0);
        assertEquals(List.of(), kl(watch, 2, LOW));
        assertEquals(List.of(), kl(watch, 1, 0.05, 0.16), "one above the limit between");
        assertEquals(List.of(), kl(watch, 2, LOW));
        assertEquals(List.of(), kl(watch, 1), "a step without completions is neither");
        feed(watch, invalid(next++, LOW));
        assertEquals(List.of(), alerts, "nor is one whose k3 is invalid");
        assertEquals(List.of(), kl(watch, 1, 0.05, Double.POSITIVE_INFINITY), "nor infinite KL");
        assertEquals(List.of(), kl(watch, 2, LOW));
        Alert over = kl(watch, 1, LOW).get(0);

        assertTrue(over.resolved());
        assertEquals(begun.id(), over.id());
        assertEquals(begun.sinceMillis(), over.sinceMillis());
        assertEquals(next - 1, over.windowStartMillis());
        assertEquals(0.05, over.value(), 1e-12);
        assertTrue(
                over.text().startsWith("kl of run=r1 is back within its limit 0.1"), over.text());
        // Evidence began anew: a second rise is a second alert.
        assertEquals(List.of(), kl(watch, 50, LOW));
        assertNotEquals(begun.id(), kl(watch, 20, HIGH).get(0).id());
    }

    private static StepScore invalid(long step, double... completions) {
        return WatchedStep.number(step)
                .completions("kl", completions)
                .note("reference/k3/validity", "invalid")
                .score();
    }

    @Test
    void aStepWhoseK3IsInvalidIsNotTestedAndIsCounted() {
        StepWatch watch = new StepWatch(spec(List.of(KL)));
        kl(watch, 1, HIGH);
        double[] before = state.detectors()[0].evidence();
        for (int i = 0; i < 100; i++) {
            feed(watch, invalid(next++, HIGH));
        }
        assertEquals(List.of(), alerts);
        assertArrayEquals(before, state.detectors()[0].evidence());
        assertEquals(100, state.referenceInvalid());
        String text = kl(watch, 20, HIGH).get(0).text();
        assertTrue(text.contains("; not tested in 100 steps so far, where k3 is no"), text);
    }

    @ParameterizedTest
    @CsvSource({
        "kl, reference, invalid, false",
        "kl, reference, invalid: top-p on, false",
        "kl, reference, uncertain, true",
        "kl, mismatch, invalid, true",
        "mismatch, mismatch, invalid, false",
        "mismatch, reference, invalid, true",
        "length, reference, invalid, true"
    })
    void theValidityOfAPairConcernsItsOwnLimit(
            String statistic, String pair, String validity, boolean tested) {
        StepWatch watch = new StepWatch(spec(List.of(StepLimit.atMost(statistic, 0.1))));
        for (long step = 0; step < 50; step++) {
            feed(
                    watch,
                    WatchedStep.number(step)
                            .completions(statistic, HIGH)
                            .note(pair + "/k3/validity", validity)
                            .score());
        }
        assertEquals(tested ? 1 : 0, alerts.size());
    }

    @Test
    void completionsThatCannotBeTestedAreNamed() {
        StepWatch watch = new StepWatch(spec(List.of(KL)));
        kl(watch, 2, 0.05, Double.POSITIVE_INFINITY);
        String text = kl(watch, 20, HIGH).get(0).text();
        assertTrue(text.endsWith("; 2 completions could not be tested"), text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"reference", "mismatch"})
    void tokensOfAnotherModelAreFoundByTheirLikelihoodRatio(String pair) {
        StepWatch watch = new StepWatch(spec(List.of(), pair));
        for (int i = 0; i < 10_000; i++) {
            feed(watch, evidence(pair, 0));
        }
        assertEquals(List.of(), alerts, "equal to the bit");
        feed(watch, evidence(pair, Double.NaN));
        feed(watch, evidence(pair, Double.POSITIVE_INFINITY));
        assertEquals(List.of(), alerts);
        // ln 10^4 = 9.21 nats: reached with the third step of 3.5.
        long since = next;
        feed(watch, evidence(pair, 3.5));
        feed(watch, evidence(pair, 3.5));
        assertEquals(List.of(), alerts);
        feed(watch, evidence(pair, 3.5));

        Alert alert = alerts.get(0);
        assertEquals("e-cusum", alert.detector());
        assertEquals(pair, alert.statistic());
        assertEquals(since, alert.sinceMillis());
        assertEquals(10.5, alert.evidence(), 1e-9);
        String other = pair.equals("reference") ? "reference" : "policy";
        assertTrue(
                alert.text()
                        .startsWith(
                                "the tokens of run=r1 were not sampled from the %s since step %d: ln of the likelihood ratio 3.5 nats in step %d, 10.5 nats since then"
                                        .formatted(other, since, since + 2)),
                alert.text());
        assertTrue(alert.text().endsWith("; 1 steps could not be tested"), alert.text());
    }

    private StepScore evidence(String pair, double nats) {
        WatchedStep step = WatchedStep.number(next++);
        return (pair.equals("reference") ? step.reference(nats) : step.mismatch(nats)).score();
    }

    @Test
    void anAlertOfEqualityEndsAfterThreeStepsWithoutEvidence() {
        StepWatch watch = new StepWatch(spec(List.of(), "mismatch"));
        feed(watch, evidence("mismatch", 100));
        for (double nats : new double[] {-1, 0, 1, -1, Double.NaN, Double.NEGATIVE_INFINITY, 0}) {
            feed(watch, evidence("mismatch", nats));
            assertEquals(1, alerts.size());
        }
        feed(watch, evidence("mismatch", -0.5));
        assertEquals(alerts.get(0).id(), alerts.get(1).id());
        assertTrue(alerts.get(1).resolved());
    }

    @Test
    void groupsOfTwoRunsAreNeverOne() {
        StepScore all = WatchedStep.number(1).score();
        assertEquals("run=r1", StepWatch.key(all));
        assertEquals(
                "run=r1 env=math",
                StepWatch.key(WatchedStep.number(1).environment("math").score()));
        assertEquals(
                "run=\"r1 env=math\"",
                StepWatch.key(WatchedStep.number(1).run("r1 env=math").score()));
    }

    @ParameterizedTest
    @ValueSource(longs = {4, 5})
    void aStepThatIsNotAfterTheOneBeforeIsABug(long late) {
        StepWatch watch = new StepWatch(spec(List.of(KL)));
        feed(watch, WatchedStep.number(5).score());
        StepScore step = WatchedStep.number(late).score();
        IllegalStateException e =
                assertThrows(IllegalStateException.class, () -> feed(watch, step));
        assertEquals("step " + late + " of run=r1 came after step 5", e.getMessage());
    }

    @Test
    void whatTheSettingsDoNotAskForAnyMoreEnds() {
        kl(new StepWatch(spec(List.of(KL))), 20, HIGH);
        Alert begun = alerts.get(0);
        StepWatch other = new StepWatch(spec(List.of(StepLimit.atLeast("kl", 0.01))));
        assertEquals(begun.id(), kl(other, 1, HIGH).get(0).id());
        assertTrue(alerts.get(0).resolved());
        assertEquals(List.of(), kl(other, 20, HIGH));
    }
}
