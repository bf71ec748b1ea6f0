package dev.surprisal.alarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.surprisal.event.BaselineScore;
import dev.surprisal.event.Observation;
import dev.surprisal.event.Series;
import dev.surprisal.event.WindowScore;
import dev.surprisal.kernel.ClusteredRatio;
import dev.surprisal.kernel.ExactSums;
import dev.surprisal.testing.WatchedWindow;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BaselineRuleTest {

    private static final long HOUR = 3_600_000;
    private static final long DAY = 24 * HOUR;

    private final HeldBaselines store = new HeldBaselines();

    private static WindowScore at(long start, double... nll) {
        return WatchedWindow.between(start, start + 60_000).nll(nll).score();
    }

    @Test
    void theSameHourOfTheDayBeforeIsThatHourAlone() throws Exception {
        BaselineRule rule = BaselineRule.sameHourYesterday();
        for (long start = 0; start < 2 * DAY; start += HOUR / 4) {
            rule.add(at(start, start < DAY ? 2 : 3, start % DAY / (double) HOUR), store);
        }

        BaselineScore before = rule.against(at(2 * DAY + 7 * HOUR + 5, 1), store);
        assertEquals(DAY + 7 * HOUR, before.startMillis());
        assertEquals(4, before.windows());
        assertEquals(8, before.documents());
        assertEquals(48, store.slots.size());
        // The day after that has nothing to be compared with.
        assertNull(rule.against(at(3 * DAY + 7 * HOUR, 1), store));
    }

    @Test
    void todayIsNotComparedWithItself() throws Exception {
        BaselineRule rule = BaselineRule.sameHourYesterday();
        rule.add(at(5 * HOUR, 2), store);
        assertNull(rule.against(at(5 * HOUR + 60_000, 2), store));
        rule.add(at(DAY + 5 * HOUR, 4), store);
        assertEquals(5 * HOUR, rule.against(at(DAY + 5 * HOUR, 2), store).startMillis());
    }

    @Test
    void aFileServesItsKeysOnly() throws Exception {
        BaselineScore baseline = Observations.add(null, "x", at(0, 2, 3));
        BaselineRule rule = BaselineRule.file(Map.of("model=a", baseline));
        assertEquals(baseline, rule.against(at(9, 1), store));
        assertNull(rule.against(WatchedWindow.minute(9).key("model=b").nll(1).score(), store));
        assertNull(rule.add(at(9, 1), store));
    }

    @Test
    void additionIsFreeOfOrder() {
        WindowScore a = at(0, 1.1, 2.7);
        WindowScore b =
                WatchedWindow.minute(1)
                        .nll(0.3)
                        .statistic("entropy", 1.5)
                        .likelihoodRatio(2)
                        .score();
        WindowScore c = WatchedWindow.minute(2).nll(9.1, 4).statistic("entropy", 1.6, 2).score();
        BaselineScore abc = add(a, b, c);
        BaselineScore cab = add(c, a, b);
        assertTrue(
                java.util.Arrays.equals(
                        abc.observation().nllClusters(), cab.observation().nllClusters()));
        for (String statistic : new String[] {"nll", "entropy"}) {
            var x = DocumentSample.find(abc.observation(), statistic);
            var y = DocumentSample.find(cab.observation(), statistic);
            assertEquals(x.documents(), y.documents());
            assertTrue(java.util.Arrays.equals(x.sums(), y.sums()));
            assertTrue(java.util.Arrays.equals(x.means().buckets(), y.means().buckets()));
            assertTrue(java.util.Arrays.equals(x.means().counts(), y.means().counts()));
        }
        assertEquals(2, abc.observation().logLikelihoodRatio());
    }

    private static BaselineScore add(WindowScore... windows) {
        BaselineScore baseline = null;
        for (WindowScore window : windows) {
            baseline = Observations.add(baseline, "x", window);
        }
        return baseline;
    }

    /**
     * The worked example of two models over three documents, here taken for different documents: ln
     * ratio 0.15833…, unpaired clustered error 0.24756…; t of 2 degrees of freedom 4.30265….
     */
    @Test
    void theRatioFollowsTheGoldenOfUnpairedDocuments() {
        double[][] now = {{.5, 1, 2, .1}, {.3, 4, .2}, {2.5, 2.5, .25, .75, 1.5}};
        double[][] then = {{.4, 1.1, 1.8, .2}, {.3, 3, .3}, {2, 2.6, .25, .5, 1.25}};
        BaselineScore baseline =
                new BaselineScore(
                        "", null, "x", "", 0, 0, 1, 3, true, 0, new long[0], observation(then));
        var drift = BaselineComparison.drift(baseline, observation(now));

        double margin = 4.302652729749462 * 0.24756043500826516;
        assertEquals(3.1319839909422753, drift.perplexity(), 1e-12);
        assertEquals(StrictMath.exp(0.15833333333333344), drift.ratio(), 1e-12);
        assertEquals(StrictMath.exp(0.15833333333333344 - margin), drift.ratioLow(), 1e-9);
        assertEquals(StrictMath.exp(0.15833333333333344 + margin), drift.ratioHigh(), 1e-9);
    }

    private static Observation observation(double[][] documents) {
        ClusteredRatio ratio = new ClusteredRatio();
        for (double[] document : documents) {
            ratio.add(java.util.Arrays.stream(document).sum(), document.length);
        }
        long[] sums = ExactSums.create(ClusteredRatio.SUMS);
        ratio.writeTo(sums, 0);
        return new Observation(
                new dev.surprisal.event.DocumentMeans[0],
                sums,
                new Series(new double[] {1, 2}, null, null),
                Double.NaN);
    }
}
