package dev.surprisal.job;

import dev.surprisal.config.EvaluationSettings;
import dev.surprisal.demo.DemoServer;
import dev.surprisal.demo.DemoServerOptions;
import dev.surprisal.server.RetryPolicy;
import dev.surprisal.server.ServerAccess;
import dev.surprisal.server.ServerSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Who scores the texts of an evaluation: servers that run already, or one of our own, started for
 * the job and stopped with it.
 *
 * @param settings how it is asked
 * @param tokenizer path of tokenizer.json, or its folder; null for the server's own tokens
 * @param demo our own server, or null
 */
record EvaluationServer(ServerSettings settings, Path tokenizer, DemoServer demo)
        implements AutoCloseable {

    /** What stands in the place of a URL for a server of our own. */
    static final String DEMO = "demo";

    private static final Duration BACKOFF_FIRST = Duration.ofMillis(250);
    private static final Duration BACKOFF_MAX = Duration.ofSeconds(30);

    /**
     * Finds or starts the server.
     *
     * @param work folder for the demo's tokenizer
     * @throws RefusedInputException when the settings name no server that could be asked
     */
    static EvaluationServer of(EvaluationSettings.ServerSettings given, Path work)
            throws RefusedInputException, IOException {
        boolean demo = given.urls().contains(DEMO);
        if (demo && given.urls().size() > 1) {
            throw RefusedInputException.mismatch(
                    "server.url: demo stands beside others; it is a server of its own");
        }
        if (!demo) {
            return new EvaluationServer(settings(given, uris(given)), given.tokenizer(), null);
        }
        DemoServer server = DemoServer.start(DemoServerOptions.defaults());
        Path tokenizer = given.tokenizer();
        if (tokenizer == null) {
            tokenizer = work.resolve("demo-tokenizer");
            DemoServer.writeTokenizer(tokenizer);
        }
        return new EvaluationServer(settings(given, List.of(server.uri())), tokenizer, server);
    }

    private static List<URI> uris(EvaluationSettings.ServerSettings given)
            throws RefusedInputException {
        try {
            return given.urls().stream().map(URI::create).toList();
        } catch (IllegalArgumentException e) {
            throw RefusedInputException.mismatch("server.url: " + e.getMessage());
        }
    }

    private static ServerSettings settings(EvaluationSettings.ServerSettings given, List<URI> urls)
            throws RefusedInputException {
        String key = given.apiKeyVariable();
        if (key != null && System.getenv(key) == null) {
            throw RefusedInputException.mismatch(
                    "server.api_key_env: the environment has no " + key);
        }
        try {
            return new ServerSettings(
                    urls,
                    given.model(),
                    null,
                    given.topLogprobs(),
                    new ServerAccess(key, Map.of(), null),
                    new RetryPolicy(given.timeout(), given.attempts(), BACKOFF_FIRST, BACKOFF_MAX),
                    given.concurrency(),
                    ServerSettings.BODY_BYTES_MAX);
        } catch (IllegalArgumentException e) {
            throw RefusedInputException.mismatch("server: " + e.getMessage());
        }
    }

    @Override
    public void close() throws IOException {
        if (demo != null) {
            demo.close();
        }
    }
}
