package dev.surprisal.job;

import dev.surprisal.config.JobSettings;
import dev.surprisal.config.LiveSinkSettings;
import dev.surprisal.emit.AlertSinks;
import dev.surprisal.emit.FileSinkSpec;
import dev.surprisal.emit.HttpSinkSpec;
import dev.surprisal.emit.KafkaSinkSpec;
import dev.surprisal.emit.MetricsSinks;
import dev.surprisal.emit.PostgresPassword;
import dev.surprisal.emit.PostgresSinkSpec;
import dev.surprisal.emit.PrometheusSpec;
import dev.surprisal.emit.Sinks;
import dev.surprisal.event.Alert;
import dev.surprisal.event.ResultLine;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.flink.streaming.api.datastream.DataStream;

/** The sinks of a job without an end: several at once, each with an identity of its own. */
final class LiveSinks {

    private static final Duration TRANSACTION_TIMEOUT = Duration.ofMinutes(10);

    /** How long a target may take to answer before the job starts. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** TaskManagers of one machine take the next ports. */
    private static final int PORTS = 10;

    private static final int PORT_MAX = 65_535;

    private LiveSinks() {}

    static void attachFolders(DataStream<ResultLine> lines, List<Path> directories) {
        for (int i = 0; i < directories.size(); i++) {
            lines.sinkTo(Sinks.files(FileSinkSpec.standard(directories.get(i).toUri())))
                    .uid(Uids.SINK + "-" + i)
                    .name("emit: " + directories.get(i).getFileName())
                    .setParallelism(1);
        }
    }

    /**
     * Adds every sink but folders.
     *
     * @throws RefusedInputException when a target's address or a limit cannot be used
     */
    static void attach(MonitorTopology flow, JobSettings settings) throws RefusedInputException {
        LiveSinkSettings sinks = settings.monitor().sinks();
        attach(flow.lines(), flow.alerts(), sinks, settings.name(), false);
        try {
            for (LiveSinkSettings.Prometheus endpoint : sinks.prometheus()) {
                attach(flow, settings, prometheus(endpoint, settings.monitor().keysMax()));
            }
        } catch (IllegalArgumentException e) {
            throw RefusedInputException.mismatch("sinks: " + e.getMessage());
        }
    }

    /**
     * Adds the sinks of lines and of alerts, but for folders.
     *
     * @param steps whether windows are steps of training, which have no time of day
     * @throws RefusedInputException when a target's address or a limit cannot be used
     */
    static void attach(
            DataStream<ResultLine> lines,
            DataStream<Alert> alerts,
            LiveSinkSettings sinks,
            String job,
            boolean steps)
            throws RefusedInputException {
        attach(lines, sinks, job);
        try {
            attachAlerts(alerts, sinks, job, steps);
        } catch (IllegalArgumentException e) {
            throw RefusedInputException.mismatch("sinks: " + e.getMessage());
        }
    }

    /**
     * Adds the sinks of lines, but for folders.
     *
     * @throws RefusedInputException when a target's address cannot be used
     */
    static void attach(DataStream<ResultLine> lines, LiveSinkSettings sinks, String job)
            throws RefusedInputException {
        try {
            attachLines(lines, sinks, job);
        } catch (IllegalArgumentException e) {
            throw RefusedInputException.mismatch("sinks: " + e.getMessage());
        }
    }

    private static void attachLines(
            DataStream<ResultLine> lines, LiveSinkSettings sinks, String job) {
        int number = 0;
        for (LiveSinkSettings.KafkaTopic topic : sinks.kafka()) {
            lines.sinkTo(Sinks.kafka(kafka(topic, job, number)))
                    .uid(Uids.SINK + "-kafka-" + number++)
                    .name("emit: topic " + topic.topic());
        }
        for (LiveSinkSettings.Postgres database : sinks.postgres()) {
            lines.sinkTo(Sinks.postgres(postgres(database)))
                    .uid(Uids.SINK + "-postgres-" + number++)
                    .name("emit: PostgreSQL");
        }
    }

    private static void attachAlerts(
            DataStream<Alert> alerts, LiveSinkSettings sinks, String job, boolean steps) {
        for (int i = 0; i < sinks.alertmanagers().size(); i++) {
            alerts.sinkTo(
                            AlertSinks.alertmanager(
                                    HttpSinkSpec.standard(
                                            URI.create(sinks.alertmanagers().get(i)), steps),
                                    job))
                    .uid(Uids.SINK + "-alertmanager-" + i)
                    .name("emit: Alertmanager")
                    .setParallelism(1);
        }
        for (int i = 0; i < sinks.webhooks().size(); i++) {
            alerts.sinkTo(
                            AlertSinks.webhook(
                                    HttpSinkSpec.standard(
                                            URI.create(sinks.webhooks().get(i)), steps),
                                    job))
                    .uid(Uids.SINK + "-webhook-" + i)
                    .name("emit: webhook")
                    .setParallelism(1);
        }
    }

    private static KafkaSinkSpec kafka(LiveSinkSettings.KafkaTopic topic, String job, int number) {
        return new KafkaSinkSpec(
                topic.servers(),
                topic.topic(),
                "surprisal-" + job + "-" + number,
                TRANSACTION_TIMEOUT,
                topic.properties());
    }

    private static PostgresSinkSpec postgres(LiveSinkSettings.Postgres database) {
        String user = database.user() == null ? "postgres" : database.user();
        return PostgresSinkSpec.standard(database.url(), user, password(database));
    }

    private static PostgresPassword password(LiveSinkSettings.Postgres database) {
        if (database.passwordVariable() != null) {
            return PostgresPassword.ofVariable(database.passwordVariable());
        }
        return database.passwordFile() == null
                ? PostgresPassword.none()
                : PostgresPassword.ofFile(database.passwordFile());
    }

    /**
     * Asks every target whether it is there, before the job starts.
     *
     * @throws RefusedInputException saying which is not, and why
     */
    static void check(JobSettings settings) throws RefusedInputException {
        LiveSinkSettings sinks = settings.monitor().sinks();
        check(sinks, settings.name());
        try {
            for (LiveSinkSettings.Prometheus endpoint : sinks.prometheus()) {
                prometheus(endpoint, settings.monitor().keysMax());
            }
        } catch (IllegalArgumentException e) {
            throw RefusedInputException.mismatch("sinks: " + e.getMessage());
        }
    }

    /** The same for the sinks of lines and of alerts. */
    static void check(LiveSinkSettings sinks, String job) throws RefusedInputException {
        try {
            for (LiveSinkSettings.KafkaTopic topic : sinks.kafka()) {
                Sinks.check(kafka(topic, job, 0), PATIENCE);
            }
            for (LiveSinkSettings.Postgres database : sinks.postgres()) {
                Sinks.prepare(postgres(database));
            }
            sinks.alertmanagers().forEach(url -> HttpSinkSpec.standard(URI.create(url), false));
            sinks.webhooks().forEach(url -> HttpSinkSpec.standard(URI.create(url), false));
        } catch (IllegalArgumentException e) {
            throw RefusedInputException.mismatch("sinks: " + e.getMessage());
        }
    }

    private static PrometheusSpec prometheus(LiveSinkSettings.Prometheus endpoint, int keysMax) {
        int port = endpoint.port();
        int last = port == 0 ? 0 : Math.min(PORT_MAX, port + PORTS - 1);
        return new PrometheusSpec(endpoint.host(), port, last, keysMax + 1);
    }

    private static void attach(MonitorTopology flow, JobSettings settings, PrometheusSpec spec) {
        String job = settings.name();
        String[] names = settings.monitor().groupBy().toArray(String[]::new);
        flow.documents()
                .filter(document -> document.totals() != null)
                .uid(Uids.METRICS + "-measured")
                .name("emit: measured documents")
                .sinkTo(MetricsSinks.documents(spec, job, names))
                .uid(Uids.METRICS + "-documents")
                .name("emit: metrics of documents");
        flow.windows()
                .sinkTo(MetricsSinks.windows(spec, job))
                .uid(Uids.METRICS + "-windows")
                .name("emit: metrics of windows");
        flow.alerts()
                .sinkTo(AlertSinks.metrics(spec, job))
                .uid(Uids.METRICS + "-alerts")
                .name("emit: metrics of alerts")
                .setParallelism(1);
        flow.deadLetters()
                .sinkTo(MetricsSinks.deadLetters(spec, job))
                .uid(Uids.METRICS + "-dead-letters")
                .name("emit: metrics of dead letters");
        flow.ledger()
                .sinkTo(MetricsSinks.ledger(spec, job))
                .uid(Uids.METRICS + "-ledger")
                .name("emit: metrics of ledgers");
    }
}
