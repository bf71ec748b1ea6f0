package dev.surprisal.metrics;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.DoubleSupplier;

/**
 * How far each reader of this JVM is behind the end of its partition, as its client knows it:
 * readers say where the number is found, a scrape asks for it.
 */
public final class PartitionLags {

    /** Partitions that a scrape gives on their own; the rest are added up. */
    static final int PARTITIONS_MAX = 1000;

    private static final String OTHER = "other";

    /** A partition that a job reads. */
    public record Partition(String job, String topic, String number) {}

    /** The number of records that a partition has left, or several of them together. */
    record Lag(String topic, String number, double records) {}

    /** In an order, so that it is always the same partitions that are added up. */
    private static final Map<Partition, DoubleSupplier> LAGS =
            new ConcurrentSkipListMap<>(
                    Comparator.comparing(Partition::job)
                            .thenComparing(Partition::topic)
                            .thenComparing(Partition::number));

    private PartitionLags() {}

    /** Whoever reads a partition now; the last to say so counts. */
    public static void put(Partition partition, DoubleSupplier records) {
        LAGS.put(partition, records);
    }

    /** Takes back what was put, unless another reader has the partition by now. */
    public static void remove(Partition partition, DoubleSupplier records) {
        LAGS.remove(partition, records);
    }

    /** Of a job; none is NaN. */
    static List<Lag> of(String job) {
        List<Lag> lags = new ArrayList<>();
        double others = 0;
        int count = 0;
        for (Map.Entry<Partition, DoubleSupplier> entry : LAGS.entrySet()) {
            Partition partition = entry.getKey();
            double records = entry.getValue().getAsDouble();
            if (!partition.job().equals(job) || Double.isNaN(records)) {
                continue;
            }
            if (count++ < PARTITIONS_MAX) {
                lags.add(new Lag(partition.topic(), partition.number(), records));
            } else {
                others += records;
            }
        }
        if (count > PARTITIONS_MAX) {
            lags.add(new Lag(OTHER, OTHER, others));
        }
        return lags;
    }
}
