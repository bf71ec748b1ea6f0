package dev.surprisal.notify;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Posts alerts. Redirects are not followed: they would take a key elsewhere. Safe for several
 * threads.
 */
public final class AlertSender {

    private static final Duration CONNECT_MAX = Duration.ofSeconds(10);

    private final AlertProtocol protocol;
    private final HttpTarget target;
    private final Sender sender;
    private final InstantSource clock;
    private final URI endpoint;
    private final HttpClient http;

    /**
     * A sender.
     *
     * @throws IllegalArgumentException when HTTP does not allow one of the headers; their values
     *     are not in the message
     */
    public AlertSender(
            AlertProtocol protocol, HttpTarget target, Sender sender, InstantSource clock) {
        this.protocol = protocol;
        this.target = target;
        this.sender = sender;
        this.clock = clock;
        endpoint = protocol.endpoint(target.uri());
        Duration timeout = target.timeout();
        http =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .connectTimeout(timeout.compareTo(CONNECT_MAX) < 0 ? timeout : CONNECT_MAX)
                        .build();
        try {
            request().GET().build();
        } catch (IllegalArgumentException e) {
            // Without its cause, which quotes the value.
            throw new IllegalArgumentException(
                    "HTTP does not allow one of the headers " + target.headers().keySet());
        }
    }

    private HttpRequest.Builder request() {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(endpoint).header("Content-Type", "application/json");
        target.headers().forEach(request::setHeader);
        return request;
    }

    /** Where alerts go: what may be printed. */
    public String place() {
        return target.place();
    }

    /**
     * Sends once.
     *
     * @param alerts at least one, at most {@link AlertProtocol#batchMax}
     * @return never fails: what went wrong is in the outcome
     */
    public CompletableFuture<Outcome> send(List<TimedAlert> alerts) {
        byte[] body = protocol.encode(alerts, sender, clock.millis());
        HttpRequest.Builder request = request();
        if (protocol.batchMax() == 1) {
            // The same each time that this is sent, so that a receiver can tell a repeat.
            String state = alerts.get(0).alert().resolved() ? "-resolved" : "-firing";
            request.setHeader("Idempotency-Key", headerValue(alerts.get(0).alert().id()) + state);
        }
        CompletableFuture<HttpResponse<String>> exchange =
                http.sendAsync(
                        request.POST(HttpRequest.BodyPublishers.ofByteArray(body)).build(),
                        AnswerStart.handler());
        // Of our own: the client's ends with the answer's headers, behind which a server may hang.
        return exchange.copy()
                .orTimeout(target.timeout().toMillis(), TimeUnit.MILLISECONDS)
                .handle(
                        (answer, fault) -> {
                            exchange.cancel(true);
                            return fault == null ? judge(answer) : away(fault);
                        });
    }

    private static String headerValue(String id) {
        return id.replaceAll("[^\\x21-\\x7e]", "_");
    }

    private Outcome judge(HttpResponse<String> answer) {
        int status = answer.statusCode();
        if (status / 100 == 2) {
            return Outcome.DELIVERED;
        }
        boolean passing = status == 408 || status == 425 || status == 429 || status / 100 == 5;
        return new Outcome(
                passing ? Outcome.Kind.AWAY : Outcome.Kind.REFUSED,
                "%s answered %d: %s".formatted(target.place(), status, answer.body()));
    }

    private Outcome away(Throwable fault) {
        Throwable cause = fault;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof TimeoutException) {
            return new Outcome(
                    Outcome.Kind.AWAY,
                    "%s did not answer within %d ms"
                            .formatted(target.place(), target.timeout().toMillis()));
        }
        if (cause instanceof IOException || cause instanceof CancellationException) {
            String what = cause.getMessage() == null ? "" : ": " + cause.getMessage();
            return new Outcome(
                    Outcome.Kind.AWAY,
                    "%s cannot be reached: %s%s"
                            .formatted(target.place(), cause.getClass().getSimpleName(), what));
        }
        throw new CompletionException(cause);
    }

    /**
     * Sends until it is delivered or refused, or has failed for longer than a limit.
     *
     * @param limit how long the target may be away
     */
    public Outcome sendUntil(List<TimedAlert> alerts, Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        for (int failures = 1; ; failures++) {
            Outcome outcome = send(alerts).join();
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (outcome.kind() != Outcome.Kind.AWAY || left <= 0) {
                return outcome;
            }
            Thread.sleep(Math.min(left, Backoff.millis(failures)));
        }
    }
}
