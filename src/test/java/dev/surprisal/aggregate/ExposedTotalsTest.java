package dev.surprisal.aggregate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.surprisal.event.ClosedDocument;
import dev.surprisal.event.CompletionScore;
import dev.surprisal.event.DocumentTally;
import dev.surprisal.event.Figures;
import dev.surprisal.event.SourceFormat;
import dev.surprisal.event.TokenStatus;
import dev.surprisal.event.Totals;
import dev.surprisal.metrics.JobMetrics;
import dev.surprisal.metrics.MetricsEndpoint;
import dev.surprisal.testing.Exposition;
import dev.surprisal.testing.Scores;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.RepeatedTest;

/** What Prometheus reads of documents is what their scores say. */
class ExposedTotalsTest {

    private static final String[] LABELS = {"model"};

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);
    private final ScoreAccumulator expected = new ScoreAccumulator();
    private final List<CompletionScore> scores = new ArrayList<>();

    @RepeatedTest(3)
    void ratesBetweenScrapesGiveThePerplexityBetweenThem() throws Exception {
        try (MetricsEndpoint endpoint = MetricsEndpoint.open("127.0.0.1", 0, 0)) {
            JobMetrics metrics = endpoint.job("rates " + seed, 10);
            add(metrics, new ScoreAccumulator());
            Exposition before = Exposition.scrape(endpoint.port());
            add(metrics, expected);
            Exposition after = Exposition.scrape(endpoint.port());

            double nll = increase(before, after, "surprisal_nll_nats_total");
            double tokens = increase(before, after, "surprisal_tokens_total");
            Figures figures = FigureCalculator.figures(expected.totals(), "document");
            String where = "seed " + seed;
            assertEquals(figures.tokensScored(), tokens, where);
            assertEquals(
                    figures.perplexity(),
                    StrictMath.exp(nll / tokens),
                    figures.perplexity() * 1e-9,
                    where);
            double entropy = increase(before, after, "surprisal_entropy_nats_total");
            double rows = increase(before, after, "surprisal_entropy_tokens_total");
            assertEquals(
                    figures.entropyMean(), entropy / rows, figures.entropyMean() * 1e-9, where);
            for (TokenStatus status : TokenStatus.values()) {
                String[] labels = {
                    "job_name", "rates " + seed, "status", status.name().toLowerCase(Locale.ROOT)
                };
                assertEquals(
                        expected.totals().statuses()[status.ordinal()],
                        after.value("surprisal_tokens_by_status_total", labels)
                                - before.value("surprisal_tokens_by_status_total", labels),
                        where + status);
            }
        }
    }

    @RepeatedTest(3)
    void histogramsCountEveryToken() throws Exception {
        try (MetricsEndpoint endpoint = MetricsEndpoint.open("127.0.0.1", 0, 0)) {
            add(endpoint.job("buckets " + seed, 10), expected);
            Exposition read = Exposition.scrape(endpoint.port());

            assertHistogram(read, "surprisal_token_nll_nats", CompletionScore::nll);
            assertHistogram(
                    read, "surprisal_token_forward_kl_nats", score -> score.pair().forwardKl());
            assertHistogram(
                    read, "surprisal_token_reverse_kl_nats", score -> score.pair().reverseKl());
            assertEquals(
                    scores.size(),
                    read.value("surprisal_document_entropy_nats_count", "job_name", job()));
        }
    }

    private String job() {
        return "buckets " + seed;
    }

    private void assertHistogram(
            Exposition read, String name, Function<CompletionScore, double[]> column) {
        double[] values =
                scores.stream()
                        .flatMapToDouble(score -> Arrays.stream(column.apply(score)))
                        .filter(value -> !Double.isNaN(value))
                        .toArray();
        double finite = Arrays.stream(values).filter(Double::isFinite).sum();
        String where = name + ", seed " + seed;
        assertEquals(values.length, read.value(name + "_count", "job_name", job()), where);
        assertEquals(finite, read.value(name + "_sum", "job_name", job()), finite * 1e-9, where);
        for (String bound : read.values(name + "_bucket", "le")) {
            double limit = Double.parseDouble(bound.replace("Inf", "Infinity"));
            assertEquals(
                    Arrays.stream(values).filter(value -> value <= limit).count(),
                    read.value(name + "_bucket", "job_name", job(), "le", bound),
                    where + " up to " + bound);
        }
    }

    private double increase(Exposition before, Exposition after, String name) {
        String[] labels = {"job_name", "rates " + seed};
        return after.value(name, labels) - before.value(name, labels);
    }

    private void add(JobMetrics metrics, ScoreAccumulator sum) {
        for (int i = 0; i < 20; i++) {
            CompletionScore score = Scores.paired("d" + i, 1 + random.nextInt(200), random);
            scores.add(score);
            Totals totals =
                    Documents.close(List.of(score), new DocumentTally(0, 0, 0, false)).totals();
            sum.merge(totals);
            metrics.add(
                    LABELS,
                    new ClosedDocument(
                            "d" + i,
                            new String[] {"m"},
                            "",
                            1000,
                            1000,
                            true,
                            SourceFormat.NATIVE,
                            null,
                            totals),
                    2000);
        }
    }
}
