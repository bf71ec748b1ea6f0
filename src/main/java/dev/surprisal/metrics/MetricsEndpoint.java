package dev.surprisal.metrics;

import io.prometheus.metrics.exporter.httpserver.HTTPServer;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;

/**
 * Where Prometheus reads {@code /metrics}. One a JVM and address: every subtask opens it, the first
 * starts the server, the last to close stops it. What was counted stays for the next to open it, so
 * a job that restarts in the same JVM goes on counting.
 *
 * <p>A class loader that is thrown away takes its counts with it, and Prometheus sees a counter
 * begin anew, which {@code rate} allows for. That is also why the server has to stop: a port held
 * by lost classes would stay taken.
 */
public final class MetricsEndpoint implements AutoCloseable {

    /** An address, and the ports that may be taken. */
    private record Address(String host, int port, int portLast) {}

    /** What all who opened an address share. */
    private static final class Shared {
        final Map<String, JobMetrics> jobs = new HashMap<>();
        HTTPServer server;
        int users;

        synchronized JobMetrics job(String name, int labelSetsMax) {
            return jobs.computeIfAbsent(name, key -> new JobMetrics(key, labelSetsMax));
        }

        synchronized ArrayList<JobMetrics> all() {
            return new ArrayList<>(jobs.values());
        }
    }

    private static final Map<Address, Shared> OPEN = new HashMap<>();

    private final Shared shared;
    private boolean closed;

    private MetricsEndpoint(Shared shared) {
        this.shared = shared;
    }

    /**
     * Opens the endpoint of {@code host}, starting its server at the first free port if nobody has.
     *
     * @param host an address of this machine; loopback unless others are to read it
     * @param port the first to try; 0 for any that is free
     * @param portLast the last to try, so that several JVMs of one machine find one each
     * @throws IOException when no port is free, or the host is not of this machine
     */
    public static MetricsEndpoint open(String host, int port, int portLast) throws IOException {
        synchronized (OPEN) {
            Address address = new Address(host, port, portLast);
            Shared shared = OPEN.computeIfAbsent(address, key -> new Shared());
            if (shared.users == 0) {
                shared.server = start(address, shared);
            }
            shared.users++;
            return new MetricsEndpoint(shared);
        }
    }

    private static HTTPServer start(Address address, Shared shared) throws IOException {
        PrometheusRegistry registry = new PrometheusRegistry();
        registry.register(new Scrape(shared::all, InstantSource.system()));
        BindException taken = null;
        for (int port = address.port(); port <= address.portLast(); port++) {
            try {
                return HTTPServer.builder()
                        .inetAddress(InetAddress.getByName(address.host()))
                        .port(port)
                        .registry(registry)
                        .buildAndStart();
            } catch (BindException e) {
                taken = e;
            }
        }
        throw new IOException(
                "metrics cannot be served at %s, ports %d to %d: none is free"
                        .formatted(address.host(), address.port(), address.portLast()),
                taken);
    }

    /**
     * The numbers of a job, the same for every subtask.
     *
     * @param name value of the label {@code job_name}
     * @param labelSetsMax how many label sets it may have; the first to ask decides
     */
    public JobMetrics job(String name, int labelSetsMax) {
        return shared.job(name, labelSetsMax);
    }

    /** The port that is served. */
    public int port() {
        synchronized (OPEN) {
            return shared.server.getPort();
        }
    }

    /** Stops the server if nobody else has it open; closing twice is closing once. */
    @Override
    public void close() {
        synchronized (OPEN) {
            if (!closed) {
                closed = true;
                shared.users--;
                if (shared.users == 0) {
                    shared.server.close();
                    shared.server = null;
                }
            }
        }
    }
}
