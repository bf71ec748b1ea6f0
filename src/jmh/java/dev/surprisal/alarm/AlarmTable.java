package dev.surprisal.alarm;

import dev.surprisal.event.BaselineScore;
import dev.surprisal.testing.WatchedWindow;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;

/**
 * Simulates alarms: false ones of a fleet of 100 keys against what was allowed, and how many
 * documents a rise of the mean nll takes to be found. Seeded, so the table is the same everywhere.
 */
public final class AlarmTable {

    private static final int KEYS = 100;
    private static final int RUNS = 60;
    private static final int HORIZON = 1000;
    private static final long DAY_MILLIS = 86_400_000;
    private static final long WINDOW_MILLIS = 300_000;
    private static final int WINDOW_DOCUMENTS = 20;
    private static final int FLEET_WINDOWS = 4000;
    private static final int FLEET_FALSE_ALARMS = 200;
    private static final int DELAY_MAX = 100_000;

    private final SyntheticDocuments documents = new SyntheticDocuments(100_000, 1);

    private AlarmTable() {}

    /** Prints the tables. */
    public static void main(String[] args) {
        AlarmTable table = new AlarmTable();
        print("documents of 300 tokens: %s%n%n", table.documents.facts());
        table.printFleet();
        table.printDocuments();
        table.printDelays();
    }

    /** False alarms of a fleet over so long that the budget allows many. */
    private void printFleet() {
        print(
                "## False alarms of %d keys in %,d windows of %d documents, none of them changed%n",
                KEYS, FLEET_WINDOWS, WINDOW_DOCUMENTS);
        double budget = (double) FLEET_FALSE_ALARMS / FLEET_WINDOWS;
        AlarmSpec spec = SimulatedSeries.spec(budget, KEYS, 1, 5);
        AlarmSpec wide = SimulatedSeries.spec(budget, KEYS, 1, 8);
        double logWeight = spec.logWeight(1);
        TestedMean up = TestedMean.atMost(documents.mean());
        double cap = 2 * documents.mean();
        TestedMean down = TestedMean.atLeast(documents.mean(cap), cap);
        String half = FLEET_FALSE_ALARMS / 2 + "";
        print("| series | allowed | false alarms |%n|---|---|---|%n");
        for (int size : new int[] {100, 1000}) {
            for (boolean upward : new boolean[] {true, false}) {
                printFleetRow(
                        "e-SR " + (upward ? "up" : "down") + ", baseline of " + size + " documents",
                        half,
                        random -> bet(upward, random, size, spec));
            }
        }
        printFleetRow(
                "e-SR up, the true mean known",
                half,
                random -> SimulatedSeries.of(up, logWeight, true));
        printFleetRow(
                "e-SR down, the true mean known",
                half,
                random -> SimulatedSeries.of(down, logWeight, true));
        printFleetRow("CUSUM k .5, h 5, up", "none", random -> chart(random, 1000, spec));
        printFleetRow("CUSUM k .5, h 8, up", "none", random -> chart(random, 1000, wide));
        print(
                "%nBounds on the mean that are on the wrong side of it, of 10,000 baselines: %d of"
                        + " 100 documents, %d of 500, %d of 1000; allowed %.1f%n",
                tooTight(100, spec),
                tooTight(500, spec),
                tooTight(1000, spec),
                10_000 * spec.baselineLevel());
    }

    private long tooTight(int size, AlarmSpec spec) {
        return sum(
                10_000,
                run -> {
                    double[] sample = documents.draw(new Random(run), size, 1);
                    MeanBetting bet =
                            MeanBetting.create(
                                    "nll",
                                    true,
                                    SimulatedSeries.baseline(sample),
                                    spec.baselineLevel());
                    return bet.tested().mean() < documents.mean() ? 1 : 0;
                });
    }

    private void printFleetRow(
            String name, String allowed, Function<RandomGenerator, SimulatedSeries> series) {
        long alarms = sum(KEYS, key -> count(series, new Random(1000 + key), 1));
        print("| %s | %s | %d |%n", name, allowed, alarms);
    }

    /** Alarms of one key in the fleet's windows. */
    private long count(
            Function<RandomGenerator, SimulatedSeries> series, Random random, double factor) {
        SimulatedSeries one = series.apply(random);
        long alarms = 0;
        for (int i = 0; i < FLEET_WINDOWS; i++) {
            alarms += one.alarms(documents.draw(random, WINDOW_DOCUMENTS, factor)) ? 1 : 0;
        }
        return alarms;
    }

    /** One document a window, as detectors are compared in print. */
    private void printDocuments() {
        print(
                "%n## By document, %d for the baseline, %d runs of %,d documents%n",
                1000, RUNS, HORIZON);
        print(
                "| | false alarms / 1000 | +5 %%: found, median delay | +10 %% |%n|---|---|---|---|%n");
        AlarmSpec spec = SimulatedSeries.spec(1, 1, 1, 5);
        AlarmSpec wide = SimulatedSeries.spec(1, 1, 1, 8);
        double logWeight = StrictMath.log(1e-3);
        printRow("CUSUM k .5, h 5", random -> chart(random, 1000, spec));
        printRow("CUSUM k .5, h 8", random -> chart(random, 1000, wide));
        printRow(
                "e-SR, A 1000, mean + 2 SE",
                random -> SimulatedSeries.of(bound(random), logWeight, true));
        printRow(
                "e-CUSUM, A 1000, mean + 2 SE",
                random -> SimulatedSeries.of(bound(random), logWeight, false));
    }

    private void printRow(String name, Function<RandomGenerator, SimulatedSeries> series) {
        long alarms =
                sum(
                        RUNS,
                        run -> {
                            Random random = new Random(5000 + run);
                            SimulatedSeries one = series.apply(random);
                            long count = 0;
                            for (int i = 0; i < HORIZON; i++) {
                                count += one.alarms(documents.draw(random, 1, 1)) ? 1 : 0;
                            }
                            return count;
                        });
        print(
                "| %s | %.2f | %s | %s |%n",
                name,
                1000.0 * alarms / RUNS / HORIZON,
                delays(series, 1.05, 1, HORIZON),
                delays(series, 1.1, 1, HORIZON));
    }

    /** What a fleet with a realistic budget waits for. */
    private void printDelays() {
        print(
                "%n## Documents until a page: %d keys, one false alarm in 90 days, windows of 5"
                        + " minutes with %d documents, %d runs%n",
                KEYS, WINDOW_DOCUMENTS, RUNS);
        print("| baseline | +5 %% | +10 %% | +20 %% |%n|---|---|---|---|%n");
        AlarmSpec spec = SimulatedSeries.spec(1.0 / (90 * DAY_MILLIS), KEYS, WINDOW_MILLIS, 8);
        for (int size : new int[] {500, 1000, 5000, 20_000}) {
            Function<RandomGenerator, SimulatedSeries> series =
                    random -> bet(true, random, size, spec);
            print(
                    "| %,d documents | %s | %s | %s |%n",
                    size,
                    delays(series, 1.05, WINDOW_DOCUMENTS, DELAY_MAX),
                    delays(series, 1.1, WINDOW_DOCUMENTS, DELAY_MAX),
                    delays(series, 1.2, WINDOW_DOCUMENTS, DELAY_MAX));
        }
        print("| 1,000 documents, CUSUM k .5, h 8 | ");
        for (double factor : new double[] {1.05, 1.1, 1.2}) {
            print(
                    "%s |%s",
                    delays(
                            random -> chart(random, 1000, spec),
                            factor,
                            WINDOW_DOCUMENTS,
                            DELAY_MAX),
                    factor == 1.2 ? "\n" : " ");
        }
    }

    /** "found/runs, median": of the runs that found it. */
    private String delays(
            Function<RandomGenerator, SimulatedSeries> series,
            double factor,
            int windowDocuments,
            int horizon) {
        long[] delays =
                LongStream.range(0, RUNS)
                        .parallel()
                        .map(
                                run -> {
                                    Random random = new Random(9000 + run);
                                    SimulatedSeries one = series.apply(random);
                                    for (int n = windowDocuments;
                                            n <= horizon;
                                            n += windowDocuments) {
                                        if (one.alarms(
                                                documents.draw(random, windowDocuments, factor))) {
                                            return n;
                                        }
                                    }
                                    return Long.MAX_VALUE;
                                })
                        .sorted()
                        .toArray();
        int found = (int) Arrays.stream(delays).filter(d -> d < Long.MAX_VALUE).count();
        return found == 0 ? "0" : "%d/%d, %,d".formatted(found, RUNS, delays[(found - 1) / 2]);
    }

    private SimulatedSeries bet(boolean upward, RandomGenerator random, int size, AlarmSpec spec) {
        BaselineScore baseline = SimulatedSeries.baseline(documents.draw(random, size, 1));
        return SimulatedSeries.of(
                MeanBetting.create("nll", upward, baseline, spec.baselineLevel()),
                spec.logWeight(spec.windowMillis()));
    }

    private SimulatedSeries chart(RandomGenerator random, int size, AlarmSpec spec) {
        BaselineScore baseline = SimulatedSeries.baseline(documents.draw(random, size, 1));
        return SimulatedSeries.of(CusumChart.create("nll", true, baseline, spec), 0);
    }

    private TestedMean bound(RandomGenerator random) {
        DocumentSample sample =
                DocumentSample.of(WatchedWindow.means("nll", documents.draw(random, 1000, 1)));
        return TestedMean.atMost(sample.mean() + 2 * sample.standardError());
    }

    private static long sum(int count, ToLongFunction<Long> value) {
        return LongStream.range(0, count).parallel().map(value::applyAsLong).sum();
    }

    private static void print(String format, Object... values) {
        System.out.printf(Locale.ROOT, format, values);
    }
}
