package dev.surprisal.server;

import dev.surprisal.payload.MalformedPayloadException;
import java.net.URI;
import java.time.Instant;
import java.util.Arrays;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Posts until there is an answer that can be read, or no attempt is left: a bound on what is in
 * flight, failover between servers, waits between attempts. A call that waits for its next attempt
 * is not in flight, so others go on meanwhile.
 */
final class RetryingCalls implements AutoCloseable {
    private static final String CLOSED = "the client was closed";

    private final ServerSettings settings;
    final Transport transport;
    private final Endpoints endpoints;
    private final AtomicInteger free;
    private final Queue<Call<?>> ready = new ConcurrentLinkedQueue<>();
    private final Set<Call<?>> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    final ClientCounters counters = new ClientCounters();

    /** Turns a body into what it says. */
    interface Reader<T> {
        T read(byte[] body) throws RefusedAnswerException, MalformedPayloadException;
    }

    RetryingCalls(ServerSettings settings) {
        this.settings = settings;
        transport = new Transport(settings);
        endpoints = new Endpoints(settings.baseUrls());
        free = new AtomicInteger(settings.concurrency());
    }

    /** Sends the body now or when there is room; fails with {@link ServerFailedException}. */
    <T> CompletableFuture<T> post(String path, byte[] body, Reader<T> reader) {
        Call<T> call = new Call<>(path, body, reader);
        open.add(call);
        enqueue(call);
        return call.result;
    }

    private void enqueue(Call<?> call) {
        if (closed) {
            call.giveUp(CLOSED, 0, null);
            return;
        }
        ready.add(call);
        startReady();
    }

    private void startReady() {
        while (!closed && takePlace()) {
            Call<?> call = ready.poll();
            if (call != null) {
                call.send();
                continue;
            }
            free.incrementAndGet();
            // One may have come between looking and giving the place back.
            if (ready.isEmpty()) {
                return;
            }
        }
    }

    private boolean takePlace() {
        for (int places = free.get(); places > 0; places = free.get()) {
            if (free.compareAndSet(places, places - 1)) {
                return true;
            }
        }
        return false;
    }

    private final class Call<T> {
        private final String path;
        private final byte[] body;
        private final Reader<T> reader;
        private final CompletableFuture<T> result = new CompletableFuture<>();
        private int attempts;
        private Endpoints.Endpoint endpoint;

        Call(String path, byte[] body, Reader<T> reader) {
            this.path = path;
            this.body = body;
            this.reader = reader;
        }

        void send() {
            endpoint = endpoints.take(endpoint);
            counters.requests.increment();
            counters.bytesSent.add(body.length);
            if (attempts++ > 0) {
                counters.retries.increment();
            }
            transport
                    .post(URI.create(endpoint.base + path), body)
                    .whenComplete(
                            (reply, fault) -> {
                                boolean fine = fault == null && !reply.worthRetrying();
                                if (fine) {
                                    endpoint.succeeded();
                                } else {
                                    endpoint.failed();
                                }
                                try {
                                    // First: what waits to be stored counts as in flight.
                                    settle(reply, fault);
                                } finally {
                                    free.incrementAndGet();
                                    startReady();
                                }
                            });
        }

        private void settle(Reply reply, Throwable fault) {
            try {
                if (fault != null) {
                    failed(fault);
                } else {
                    counters.bytesReceived.add(reply.body().length);
                    answered(reply);
                }
            } catch (RuntimeException | Error bug) {
                // Nobody else would hear of it.
                open.remove(this);
                result.completeExceptionally(bug);
                throw bug;
            }
        }

        private void failed(Throwable fault) {
            String reason = Faults.reason(fault);
            if (Faults.worthRetrying(fault)) {
                retry(reason, 0, 0, fault);
            } else {
                giveUp(reason, 0, fault);
            }
        }

        private void answered(Reply reply) {
            if (!reply.ok()) {
                String reason = reply.reason(settings.access());
                if (reply.worthRetrying()) {
                    long wait = reply.retryAfterMillis(Instant.now());
                    retry(reason, wait, reply.status(), null);
                } else {
                    giveUp(reason, reply.status(), null);
                }
                return;
            }
            try {
                T answer = reader.read(reply.body());
                if (open.remove(this)) {
                    result.complete(answer);
                }
            } catch (RefusedAnswerException e) {
                giveUp(e.getMessage(), reply.status(), e);
            } catch (MalformedPayloadException e) {
                // A proxy's page, or a body cut where nothing announced its length.
                String reason = reply.html() ? reply.reason(settings.access()) : e.getMessage();
                retry(reason, 0, reply.status(), e);
            }
        }

        private void retry(String reason, long retryAfterMillis, int status, Throwable cause) {
            if (attempts >= settings.retry().attempts() || closed) {
                giveUp(reason, status, cause);
                return;
            }
            long seed = Arrays.hashCode(body);
            long wait = settings.retry().delayMillis(attempts, retryAfterMillis, seed);
            transport.after(wait, () -> enqueue(this));
        }

        /** Once: whoever takes the call out of the open ones says how it ends. */
        void giveUp(String reason, int status, Throwable cause) {
            if (!open.remove(this)) {
                return;
            }
            counters.failures.increment();
            String where = endpoint == null ? null : endpoint.base + path;
            result.completeExceptionally(
                    new ServerFailedException(where, reason, status, attempts, cause));
        }
    }

    /** Fails whatever is still open. */
    @Override
    public void close() {
        closed = true;
        transport.close();
        for (Call<?> call : open) {
            call.giveUp(CLOSED, 0, null);
        }
    }
}
