package dev.surprisal.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Everything around an {@link Endpoint}: routes, faults, latency, the log, and the answer's bytes.
 *
 * <p>An answer that is spoilt is computed and logged all the same, so that the log shows what was
 * asked.
 */
final class RequestHandler implements HttpHandler {

    private static final List<String> JSON = List.of("application/json");

    private static final ThreadLocal<JsonBuffer> BUFFERS = ThreadLocal.withInitial(JsonBuffer::new);

    private final DemoServerOptions options;
    private final DemoLanguage language;
    private final Map<String, Endpoint> scoring;
    private final Map<String, Endpoint> facts;
    private final Faults faults;
    private final RequestLog log;
    private final CountDownLatch closed;
    private final AtomicLong sequence = new AtomicLong();

    RequestHandler(
            DemoServerOptions options,
            DemoLanguage language,
            Map<String, Endpoint> scoring,
            RequestLog log,
            CountDownLatch closed) {
        this.options = options;
        this.language = language;
        this.scoring = scoring;
        this.log = log;
        this.closed = closed;
        facts = Facts.of(options.dialect());
        faults = new Faults(options.latencyMillis(), options.faults());
        facts.put("POST /faults", this::setFaults);
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        long begin = System.nanoTime();
        try (exchange) {
            String route = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
            byte[] body = exchange.getRequestBody().readAllBytes();
            if (scoring.containsKey(route)) {
                score(exchange, scoring.get(route), body, begin);
                return;
            }
            Call call = call(null);
            Endpoint endpoint = facts.getOrDefault(route, RequestHandler::notFound);
            send(exchange, run(endpoint, body, call), call.answer);
        }
    }

    private void score(HttpExchange exchange, Endpoint endpoint, byte[] body, long begin)
            throws IOException {
        FaultKind fault = faults.next();
        Call call = call(fault);
        int status = run(endpoint, body, call);
        if (fault != null) {
            status = spoil(exchange, fault, status, call.answer);
        }
        long due = begin + faults.latencyMillis() * 1_000_000;
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
        String path = exchange.getRequestURI().getPath();
        log.write(call.sequence, path, call.prompts(), status);
        if (fault == FaultKind.HANG) {
            awaitClose();
        }
        if (status != 0) {
            send(exchange, status, call.answer);
        }
    }

    private Call call(FaultKind fault) {
        JsonBuffer answer = BUFFERS.get();
        answer.clear();
        return new Call(options, language, fault, answer, sequence.incrementAndGet());
    }

    /** Runs the endpoint; the status. What it wrote before it refused is thrown away. */
    private int run(Endpoint endpoint, byte[] body, Call call) {
        try {
            endpoint.answer(body, call);
            return 200;
        } catch (RequestException e) {
            return error(call.answer, e.status(), e.type(), e.getMessage());
        } catch (RuntimeException e) {
            e.printStackTrace();
            return error(call.answer, 500, "InternalServerError", e.toString());
        }
    }

    /** Replaces the answer where the fault is not in the answer itself; the status, 0 for none. */
    private int spoil(HttpExchange exchange, FaultKind fault, int status, JsonBuffer answer) {
        String retryAfter = Long.toString(faults.retryAfterSeconds());
        switch (fault) {
            case TOO_MANY_REQUESTS -> {
                exchange.getResponseHeaders().set("Retry-After", retryAfter);
                return error(answer, 429, "RateLimitError", "too many requests");
            }
            case SERVER_ERROR -> {
                return error(answer, 500, "InternalServerError", "asked to fail");
            }
            case UNAVAILABLE -> {
                exchange.getResponseHeaders().set("Retry-After", retryAfter);
                answer.clear();
                answer.ascii("no available server");
                return 503;
            }
            case HTML -> {
                exchange.getResponseHeaders().set("Content-Type", "text/html");
                answer.clear();
                answer.ascii("<!DOCTYPE html><html><body>Welcome</body></html>");
                return 200;
            }
            case RESET, HANG -> {
                return 0;
            }
            case SHORT, ECHO_IGNORED, BOS_ADDED -> {
                return status;
            }
        }
        throw new AssertionError(fault);
    }

    private int error(JsonBuffer answer, int status, String type, String message) {
        answer.clear();
        if (options.dialect() == Dialect.TGI) {
            answer.ascii("{\"error\":").string(message).ascii(",\"error_type\":\"validation\"}");
            return status == 400 ? 422 : status;
        }
        answer.ascii("{\"error\":{\"message\":").string(message);
        answer.ascii(",\"type\":").string(type).ascii(",\"param\":null,\"code\":");
        answer.number(status).ascii("}}");
        return status;
    }

    private static void notFound(byte[] body, Call call) throws RequestException {
        throw new RequestException(404, "NotFoundError", "Not Found");
    }

    private void setFaults(byte[] body, Call call) throws RequestException {
        faults.set(RequestFields.parse(body).root());
        call.answer.ascii("{\"status\":\"set\"}");
    }

    private void awaitClose() {
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the server is closing
        }
    }

    private static void send(HttpExchange exchange, int status, JsonBuffer answer)
            throws IOException {
        exchange.getResponseHeaders().putIfAbsent("Content-Type", JSON);
        exchange.sendResponseHeaders(status, answer.length());
        answer.writeTo(exchange.getResponseBody());
    }
}
