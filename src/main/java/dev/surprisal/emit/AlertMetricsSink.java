package dev.surprisal.emit;

import dev.surprisal.event.Alert;
import dev.surprisal.metrics.JobMetrics;
import dev.surprisal.metrics.MetricsEndpoint;
import dev.surprisal.notify.TimedAlert;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/**
 * Counts alerts for Prometheus. Which of them fire is kept, so that the gauge is right after a
 * restart, before any of them is heard of again.
 */
final class AlertMetricsSink extends AlertSink {

    private static final long serialVersionUID = 1L;

    private final PrometheusSpec spec;
    private final String job;

    AlertMetricsSink(PrometheusSpec spec, String job) {
        this.spec = spec;
        this.job = job;
    }

    @Override
    StatefulSinkWriter<Alert, KeptAlert> writer(
            WriterInitContext context, Collection<KeptAlert> kept) throws IOException {
        MetricsEndpoint endpoint = MetricsSink.open(spec);
        Writer writer = new Writer(endpoint, endpoint.job(job, spec.labelSetsMax()));
        kept.forEach(writer::restore);
        return writer;
    }

    private static final class Writer implements StatefulSinkWriter<Alert, KeptAlert> {

        private final MetricsEndpoint endpoint;
        private final JobMetrics metrics;
        private final Map<String, KeptAlert> firing = new LinkedHashMap<>();

        Writer(MetricsEndpoint endpoint, JobMetrics metrics) {
            this.endpoint = endpoint;
            this.metrics = metrics;
        }

        void restore(KeptAlert kept) {
            firing.put(kept.alert().alert().id(), kept);
            metrics.restore(kept.alert().alert());
        }

        @Override
        public void write(Alert alert, Context context) {
            metrics.add(alert);
            if (alert.resolved()) {
                firing.remove(alert.id());
            } else {
                firing.put(
                        alert.id(), new KeptAlert(TimedAlert.raised(alert), KeptAlert.Role.FIRING));
            }
        }

        @Override
        public List<KeptAlert> snapshotState(long checkpointId) {
            return new ArrayList<>(firing.values());
        }

        @Override
        public void flush(boolean endOfInput) {
            // Every alert was counted when it came.
        }

        @Override
        public void close() {
            endpoint.close();
        }
    }
}
