package dev.surprisal.emit;

import dev.surprisal.event.Alert;
import dev.surprisal.notify.AlertProtocol;
import dev.surprisal.notify.AlertSender;
import dev.surprisal.notify.Sender;
import java.time.InstantSource;
import java.util.Collection;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/** Posts alerts, at least once. */
final class PostSink extends AlertSink {

    /** Repeats that may be lost before Alertmanager takes an alert for over; Prometheus has 4. */
    private static final int REPEATS_HELD = 4;

    private static final long serialVersionUID = 1L;

    private final AlertProtocol protocol;
    private final HttpSinkSpec spec;
    private final String job;

    PostSink(AlertProtocol protocol, HttpSinkSpec spec, String job) {
        this.protocol = protocol;
        this.spec = spec;
        this.job = job;
        // Headers that HTTP does not allow are refused here, before the job starts.
        sender();
    }

    private AlertSender sender() {
        return new AlertSender(
                protocol,
                spec.target(),
                new Sender(
                        job,
                        spec.generatorUrl(),
                        spec.repeat().multipliedBy(REPEATS_HELD),
                        spec.steps()),
                InstantSource.system());
    }

    @Override
    StatefulSinkWriter<Alert, KeptAlert> writer(
            WriterInitContext context, Collection<KeptAlert> kept) {
        PostQueue queue = new PostQueue(protocol);
        kept.forEach(queue::restore);
        PostWriter writer =
                new PostWriter(
                        queue,
                        sender(),
                        spec,
                        context.getProcessingTimeService(),
                        context.getMailboxExecutor());
        writer.start();
        return writer;
    }
}
