package dev.surprisal.server;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Sends one request and answers with its reply or its fault. HTTP/1.1, because servers that score
 * speak it and an upgrade costs a round trip; redirects are not followed, since they would take the
 * key elsewhere.
 *
 * <p>The timeout is ours: the client's own ends with the reply's headers, and a server may hang
 * behind them.
 */
final class Transport implements AutoCloseable {
    private static final int THREADS = Math.max(2, Runtime.getRuntime().availableProcessors());
    private static final Duration CONNECT_MAX = Duration.ofSeconds(10);

    private final ServerSettings settings;
    private final HttpClient http;
    private final ScheduledThreadPoolExecutor clock;
    private final String authorization;

    Transport(ServerSettings settings) {
        this.settings = settings;
        // Threads end when idle, so that a client which is being torn down finds its executor.
        ThreadPoolExecutor executor =
                new ThreadPoolExecutor(
                        THREADS,
                        THREADS,
                        5,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(),
                        daemon("surprisal-http"));
        executor.allowCoreThreadTimeOut(true);
        Duration timeout = settings.retry().timeout();
        HttpClient.Builder builder =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .connectTimeout(timeout.compareTo(CONNECT_MAX) < 0 ? timeout : CONNECT_MAX)
                        .executor(executor);
        if (settings.access().certificates() != null) {
            builder.sslContext(TrustedAuthorities.of(settings.access().certificates()));
        }
        http = builder.build();
        clock = new ScheduledThreadPoolExecutor(1, daemon("surprisal-clock"));
        clock.setRemoveOnCancelPolicy(true);
        String key = settings.access().apiKey();
        authorization = key == null ? null : "Bearer " + key;
        checkHeaders();
    }

    /** At start, not at the first request; and without the value, which the JDK's words quote. */
    private void checkHeaders() {
        try {
            request(settings.baseUrls().get(0)).GET().build();
        } catch (IllegalArgumentException e) {
            close();
            throw new IllegalArgumentException(
                    "HTTP does not allow one of the headers %s, or the key in %s"
                            .formatted(
                                    settings.access().headers().keySet(),
                                    settings.access().apiKeyEnv()));
        }
    }

    private static ThreadFactory daemon(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }

    CompletableFuture<Reply> get(URI uri) {
        return send(request(uri).GET().build());
    }

    CompletableFuture<Reply> post(URI uri, byte[] body) {
        return send(
                request(uri)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                        .build());
    }

    /** Runs a task after a wait, on the one thread that keeps time: it must be short. */
    void after(long millis, Runnable task) {
        clock.schedule(task, millis, TimeUnit.MILLISECONDS);
    }

    private HttpRequest.Builder request(URI uri) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri);
        request.header("Accept", "application/json");
        for (Map.Entry<String, String> header : settings.access().headers().entrySet()) {
            request.setHeader(header.getKey(), header.getValue());
        }
        if (authorization != null) {
            request.setHeader("Authorization", authorization);
        }
        return request;
    }

    private CompletableFuture<Reply> send(HttpRequest request) {
        CompletableFuture<Reply> reply = new CompletableFuture<>();
        var exchange = http.sendAsync(request, LimitedBody.handler(settings.bodyBytesMax()));
        Duration timeout = settings.retry().timeout();
        ScheduledFuture<?> limit =
                clock.schedule(
                        () -> {
                            String late = "no answer within " + timeout.toMillis() + " ms";
                            if (reply.completeExceptionally(new TimeoutException(late))) {
                                exchange.cancel(true);
                            }
                        },
                        timeout.toMillis(),
                        TimeUnit.MILLISECONDS);
        exchange.whenComplete(
                (response, fault) -> {
                    limit.cancel(false);
                    if (fault != null) {
                        reply.completeExceptionally(Faults.unwrap(fault));
                    } else {
                        reply.complete(
                                new Reply(
                                        response.statusCode(),
                                        response.headers(),
                                        response.body()));
                    }
                });
        return reply;
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
