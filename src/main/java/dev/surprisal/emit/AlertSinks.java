package dev.surprisal.emit;

import dev.surprisal.event.Alert;
import dev.surprisal.notify.AlertProtocol;
import java.nio.file.Path;
import org.apache.flink.api.connector.sink2.Sink;

/**
 * Where alerts go, beside the lines of results. Each of these sinks runs as one subtask, whatever
 * the parallelism of the job; they say so if not. docs/SINKS.md says what each promises.
 */
public final class AlertSinks {

    private AlertSinks() {}

    /**
     * Alertmanager's v2 API, at least once; alerts that fire are posted again until resolved.
     *
     * @param job name of the job, in a label
     */
    public static Sink<Alert> alertmanager(HttpSinkSpec spec, String job) {
        return new PostSink(AlertProtocol.ALERTMANAGER, spec, job);
    }

    /**
     * A POST of JSON when an alert is raised and when it is resolved, at least once.
     *
     * @param job name of the job, in the body
     */
    public static Sink<Alert> webhook(HttpSinkSpec spec, String job) {
        return new PostSink(AlertProtocol.WEBHOOK, spec, job);
    }

    /**
     * A file with the first page in it, at once.
     *
     * @param job name of the job, in the line
     */
    public static Sink<Alert> gate(Path file, String job) {
        return new GateFileSink(file, job);
    }

    /** Counts alerts for Prometheus, and shows which of them fire. */
    public static Sink<Alert> metrics(PrometheusSpec spec, String job) {
        return new AlertMetricsSink(spec, job);
    }
}
