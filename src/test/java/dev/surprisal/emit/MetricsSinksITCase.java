package dev.surprisal.emit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.surprisal.event.DeadLetter;
import dev.surprisal.event.LedgerEntry;
import dev.surprisal.event.LedgerLine;
import dev.surprisal.event.Origin;
import dev.surprisal.metrics.MetricsEndpoint;
import dev.surprisal.testing.Exposition;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;

/** Subtasks of a job count into one endpoint, which is read over HTTP. */
class MetricsSinksITCase {

    private static final long COUNT = 1000;

    @Test
    void allSubtasksCountIntoOneEndpoint() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        PrometheusSpec spec = new PrometheusSpec("127.0.0.1", port, port, 10);
        Configuration conf = new Configuration();
        conf.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
        StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(3, conf);
        env.fromSequence(1, COUNT)
                .uid("numbers")
                .map(index -> new LedgerEntry(LedgerLine.LATE, 2))
                .returns(TypeInformation.of(LedgerEntry.class))
                .uid("entries")
                .sinkTo(MetricsSinks.ledger(spec, "j"))
                .uid("ledger");
        env.fromSequence(1, COUNT)
                .uid("more numbers")
                .map(index -> new DeadLetter(new Origin("s", index, 0, 0), null, "cut", -1))
                .returns(TypeInformation.of(DeadLetter.class))
                .uid("letters")
                .sinkTo(MetricsSinks.deadLetters(spec, "j"))
                .uid("dead letters");

        // Held open, as a job without an end would hold it.
        try (MetricsEndpoint held =
                MetricsEndpoint.open(spec.host(), spec.port(), spec.portLast())) {
            env.execute();

            Exposition read = Exposition.scrape(held.port());
            assertEquals(2 * COUNT, read.value("surprisal_late_total", "job_name", "j"));
            assertEquals(
                    COUNT,
                    read.value("surprisal_dead_letters_total", "job_name", "j", "reason", "cut"));
        }
    }
}
