package dev.surprisal.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A real HTTP server on loopback whose answers a test writes. Unknown paths get 404. */
final class LoopbackServer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What a request gets. */
    interface Handler {
        Response answer(Request request) throws IOException;
    }

    /** number counts the server's posts from 1. */
    record Request(String path, Map<String, List<String>> headers, JsonNode body, int number) {}

    record Response(int status, Map<String, String> headers, byte[] body, Fault fault) {
        enum Fault {
            NONE,
            RESET,
            HANG,
            HALF
        }

        static Response ok(String body) {
            return of(200, body);
        }

        static Response of(int status, String body) {
            return new Response(
                    status,
                    Map.of("Content-Type", "application/json"),
                    body.getBytes(StandardCharsets.UTF_8),
                    Fault.NONE);
        }

        static Response html(int status) {
            return new Response(
                    status,
                    Map.of("Content-Type", "text/html; charset=utf-8"),
                    "<!doctype html><title>hello</title>".getBytes(StandardCharsets.UTF_8),
                    Fault.NONE);
        }

        Response with(Fault another) {
            return new Response(status, headers, body, another);
        }

        Response with(String name, String value) {
            Map<String, String> more = new HashMap<>(headers);
            more.put(name, value);
            return new Response(status, more, body, fault);
        }
    }

    final List<Request> posts = new CopyOnWriteArrayList<>();
    final AtomicInteger inFlight = new AtomicInteger();
    final AtomicInteger inFlightMax = new AtomicInteger();

    private final HttpServer http;
    private final String scheme;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Map<String, Handler> handlers = new HashMap<>();

    LoopbackServer() throws IOException {
        this(HttpServer.create(loopback(), 0), "http");
    }

    LoopbackServer(HttpServer http, String scheme) {
        this.http = http;
        this.scheme = scheme;
        http.setExecutor(threads);
        http.createContext("/", this::handle);
        http.start();
    }

    static InetSocketAddress loopback() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    LoopbackServer on(String path, Handler handler) {
        handlers.put(path, handler);
        return this;
    }

    URI uri() {
        return URI.create(scheme + "://127.0.0.1:" + http.getAddress().getPort());
    }

    private void handle(HttpExchange exchange) throws IOException {
        inFlightMax.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            byte[] sent = exchange.getRequestBody().readAllBytes();
            JsonNode body = sent.length == 0 ? null : JSON.readTree(sent);
            Request request;
            synchronized (posts) {
                request = new Request(path, exchange.getRequestHeaders(), body, posts.size() + 1);
                if (body != null) {
                    posts.add(request);
                }
            }
            Handler handler = handlers.get(path);
            Response response =
                    handler == null
                            ? Response.of(404, "{\"detail\":\"Not Found\"}")
                            : handler.answer(request);
            send(exchange, response);
        } finally {
            inFlight.decrementAndGet();
        }
    }

    private void send(HttpExchange exchange, Response response) throws IOException {
        switch (response.fault()) {
            case RESET -> throw new IOException("the connection ends without a reply");
            case HANG -> await();
            case NONE, HALF -> {
                response.headers().forEach(exchange.getResponseHeaders()::set);
                byte[] body = response.body();
                exchange.sendResponseHeaders(
                        response.status(), body.length == 0 ? -1 : body.length);
                int end = response.fault() == Response.Fault.HALF ? body.length / 2 : body.length;
                exchange.getResponseBody().write(body, 0, end);
                exchange.getResponseBody().flush();
            }
        }
    }

    private void await() throws IOException {
        try {
            closing.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void close() {
        closing.countDown();
        http.stop(0);
        threads.shutdownNow();
    }
}
