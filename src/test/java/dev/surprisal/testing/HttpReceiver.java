package dev.surprisal.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A real HTTP server on loopback that keeps what is posted and answers as a test says. */
public final class HttpReceiver implements AutoCloseable {

    /** Never answers. */
    public static final int HANG = -1;

    /** Answers 200 and never ends its body. */
    public static final int HANG_IN_BODY = -2;

    /** Ends the connection without an answer. */
    public static final int RESET = -3;

    /** What was posted. */
    public record Post(String path, Map<String, List<String>> headers, String body) {}

    /** Status of the answer to a post, or one of the constants. */
    public interface Answer {
        /** For post number {@code number}, from 1. */
        int status(Post post, int number);
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final List<Post> posts = new CopyOnWriteArrayList<>();
    private final Answer answer;

    /** Starts. */
    public HttpReceiver(Answer answer) throws IOException {
        this.answer = answer;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    /** Its address, without a slash behind it. */
    public URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** All posts so far, those that were not answered with 200 among them. */
    public List<Post> posts() {
        return posts;
    }

    /** Waits until as many were posted. */
    public synchronized void await(int count) throws InterruptedException {
        while (posts.size() < count) {
            wait();
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body =
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            Post post =
                    new Post(
                            exchange.getRequestURI().getPath(),
                            Map.copyOf(exchange.getRequestHeaders()),
                            body);
            int number;
            synchronized (this) {
                posts.add(post);
                number = posts.size();
                notifyAll();
            }
            answer(exchange, answer.status(post, number));
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private void answer(HttpExchange exchange, int status)
            throws IOException, InterruptedException {
        switch (status) {
            case RESET -> throw new IOException("the connection ends without an answer");
            case HANG -> closing.await();
            case HANG_IN_BODY -> {
                exchange.sendResponseHeaders(200, 0);
                exchange.getResponseBody().write('{');
                exchange.getResponseBody().flush();
                closing.await();
            }
            default -> {
                exchange.getResponseHeaders().set("Location", uri() + "/elsewhere");
                byte[] said =
                        ("said\r\nthe server " + "x".repeat(5000)).getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(status, said.length);
                exchange.getResponseBody().write(said);
            }
        }
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
