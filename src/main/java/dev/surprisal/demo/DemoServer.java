package dev.surprisal.demo;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A small real language model behind HTTP. Started and stopped in this JVM; {@code surprisal
 * demo-server} is a thin shell around it.
 *
 * <p>docs/DEMO-SERVER.md lists what it serves and how faults are asked for.
 */
public final class DemoServer implements AutoCloseable {

    static {
        // Read once, when the JDK's server loads. Without the first, headers and body go out as two
        // packets and the second waits 40 ms for an acknowledgement; the other keeps more than 200
        // idle connections open.
        defaultProperty("sun.net.httpserver.nodelay", "true");
        defaultProperty("sun.net.httpserver.maxIdleConnections", "10000");
    }

    private final DemoServerOptions options;
    private final DemoLanguage language;
    private final HttpServer http;
    private final ExecutorService threads;
    private final RequestLog log;
    private final CountDownLatch closed = new CountDownLatch(1);

    private DemoServer(DemoServerOptions options, DemoLanguage language) throws IOException {
        this.options = options;
        this.language = language;
        // Bound first: a port that is taken must not leave a log open.
        http = HttpServer.create(new InetSocketAddress(options.host(), options.port()), 1024);
        log = openLog(options);
        // A thread a request, since latency and hanging hold it: as many as clients have in flight.
        threads =
                Executors.newCachedThreadPool(
                        task -> {
                            Thread thread = new Thread(task, "demo-server");
                            thread.setDaemon(true);
                            return thread;
                        });
        http.setExecutor(threads);
        http.createContext(
                "/",
                new RequestHandler(options, language, scoring(options.dialect()), log, closed));
    }

    /**
     * Trains the model and listens; takes requests when it returns.
     *
     * @throws IOException if the port is taken, or the log cannot be written
     */
    public static DemoServer start(DemoServerOptions options) throws IOException {
        return start(options, DemoLanguage.train(options.weights(), options.temperature()));
    }

    /** Writes the tokenizer of every demo server as tokenizer.json and tokenizer_config.json. */
    public static void writeTokenizer(Path folder) throws IOException {
        Files.createDirectories(folder);
        BpeTokenizer tokenizer = DemoLanguage.trainTokenizer();
        Files.writeString(folder.resolve("tokenizer.json"), TokenizerFile.tokenizerJson(tokenizer));
        Files.writeString(folder.resolve("tokenizer_config.json"), TokenizerFile.configJson());
    }

    /** As {@link #start(DemoServerOptions)}, with a language trained before. */
    static DemoServer start(DemoServerOptions options, DemoLanguage language) throws IOException {
        DemoServer server = new DemoServer(options, language);
        server.http.start();
        return server;
    }

    private RequestLog openLog(DemoServerOptions options) throws IOException {
        try {
            return new RequestLog(options.log());
        } catch (IOException e) {
            http.stop(0);
            throw e;
        }
    }

    private static Map<String, Endpoint> scoring(Dialect dialect) {
        return switch (dialect) {
            case VLLM, ECHO_ONLY -> Map.of("POST /v1/completions", new CompletionsEndpoint());
            case SGLANG -> Map.of("POST /generate", new SglangEndpoint());
            case TGI -> Map.of("POST /generate", new TgiEndpoint());
            case LLAMA_CPP -> Map.of("POST /completion", new LlamaCppEndpoint());
            case VLLM_GENERATE -> Map.of("POST /inference/v1/generate", new TokensEndpoint());
        };
    }

    private static void defaultProperty(String name, String value) {
        if (System.getProperty(name) == null) {
            System.setProperty(name, value);
        }
    }

    /** Where it listens, with a slash at the end. */
    public URI uri() {
        String host = options.host().contains(":") ? "[" + options.host() + "]" : options.host();
        return URI.create("http://" + host + ":" + http.getAddress().getPort() + "/");
    }

    /** Number of tokens of the model, specials included. */
    public int vocabulary() {
        return language.model.vocabulary();
    }

    /** What the request log calls a prompt of these ids. */
    public static String promptHash(int... ids) {
        return RequestLog.hash(ids);
    }

    /** Stops at once: connections are closed, requests that hang end without an answer. */
    @Override
    public void close() throws IOException {
        closed.countDown();
        http.stop(0);
        threads.shutdownNow();
        log.close();
    }
}
