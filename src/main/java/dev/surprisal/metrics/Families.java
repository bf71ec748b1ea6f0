package dev.surprisal.metrics;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Exemplars;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Collects the points of one scrape by metric. */
final class Families {

    private final Map<Metric, List<CounterDataPointSnapshot>> counters =
            new EnumMap<>(Metric.class);
    private final Map<Metric, List<GaugeDataPointSnapshot>> gauges = new EnumMap<>(Metric.class);
    private final Map<Metric, List<HistogramDataPointSnapshot>> histograms =
            new EnumMap<>(Metric.class);

    void counter(Metric metric, Labels labels, double value) {
        counters.computeIfAbsent(metric, key -> new ArrayList<>())
                .add(new CounterDataPointSnapshot(value, labels, null, 0));
    }

    /** Left out where the number does not exist: a gap says that, NaN would spoil a sum. */
    void gauge(Metric metric, Labels labels, double value) {
        if (!Double.isNaN(value)) {
            gauges.computeIfAbsent(metric, key -> new ArrayList<>())
                    .add(new GaugeDataPointSnapshot(value, labels, null));
        }
    }

    /** Left out while empty: a model without a reference has no KL. */
    void histogram(Metric metric, Labels labels, Buckets buckets) {
        if (!buckets.isEmpty()) {
            histograms
                    .computeIfAbsent(metric, key -> new ArrayList<>())
                    .add(
                            new HistogramDataPointSnapshot(
                                    ClassicHistogramBuckets.of(Buckets.bounds(), buckets.counts()),
                                    buckets.sum(),
                                    labels,
                                    Exemplars.EMPTY,
                                    0));
        }
    }

    MetricSnapshots snapshots() {
        List<MetricSnapshot> snapshots = new ArrayList<>();
        counters.forEach(
                (metric, points) -> snapshots.add(new CounterSnapshot(of(metric), points)));
        gauges.forEach((metric, points) -> snapshots.add(new GaugeSnapshot(of(metric), points)));
        histograms.forEach(
                (metric, points) -> snapshots.add(new HistogramSnapshot(of(metric), points)));
        return new MetricSnapshots(snapshots);
    }

    private static MetricMetadata of(Metric metric) {
        return new MetricMetadata(metric.baseName(), metric.description());
    }
}
