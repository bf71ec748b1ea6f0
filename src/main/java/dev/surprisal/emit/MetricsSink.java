package dev.surprisal.emit;

import dev.surprisal.metrics.JobMetrics;
import dev.surprisal.metrics.MetricsEndpoint;
import java.io.IOException;
import java.io.Serializable;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/**
 * Counts records for Prometheus. Nothing is kept: what is replayed after a failure is counted
 * again, and a JVM that starts anew counts from zero.
 *
 * @param <T> the record
 */
final class MetricsSink<T> implements Sink<T> {

    private static final long serialVersionUID = 1L;

    /** How a record is counted. */
    interface Counting<T> extends Serializable {
        void count(JobMetrics metrics, T record);
    }

    private final PrometheusSpec spec;
    private final String job;
    private final Counting<T> counting;

    MetricsSink(PrometheusSpec spec, String job, Counting<T> counting) {
        this.spec = spec;
        this.job = job;
        this.counting = counting;
    }

    static MetricsEndpoint open(PrometheusSpec spec) throws IOException {
        return MetricsEndpoint.open(spec.host(), spec.port(), spec.portLast());
    }

    @Override
    public SinkWriter<T> createWriter(WriterInitContext context) throws IOException {
        MetricsEndpoint endpoint = open(spec);
        JobMetrics metrics = endpoint.job(job, spec.labelSetsMax());
        return new SinkWriter<>() {
            @Override
            public void write(T record, Context at) {
                counting.count(metrics, record);
            }

            @Override
            public void flush(boolean endOfInput) {
                // Every record was counted when it came.
            }

            @Override
            public void close() {
                endpoint.close();
            }
        };
    }
}
