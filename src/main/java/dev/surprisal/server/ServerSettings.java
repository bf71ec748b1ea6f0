package dev.surprisal.server;

import java.io.Serializable;
import java.net.URI;
import java.util.List;

/**
 * Which servers are asked, and how hard.
 *
 * @param baseUrls servers of the same model: {@code http://host:8000}; a path of {@code /v1} at the
 *     end is left off
 * @param model name of the model; null to ask the server
 * @param dialect how to ask; null to find out
 * @param topLogprobs how many of the likeliest tokens prompts will ask for
 * @param access key, headers, certificates
 * @param retry timeout, attempts, waits
 * @param concurrency requests in flight at most, over all servers
 * @param bodyBytesMax longest answer that is read
 */
public record ServerSettings(
        List<URI> baseUrls,
        String model,
        ServerDialect dialect,
        int topLogprobs,
        ServerAccess access,
        RetryPolicy retry,
        int concurrency,
        int bodyBytesMax)
        implements Serializable {

    /** Longest answer unless told otherwise: as much as a payload may have. */
    public static final int BODY_BYTES_MAX = 64 << 20;

    /** In flight unless told otherwise. */
    public static final int CONCURRENCY = 32;

    /**
     * Checks the values and puts the URLs into one form.
     *
     * @throws IllegalArgumentException naming the value and what is allowed
     */
    public ServerSettings {
        if (baseUrls.isEmpty()) {
            throw new IllegalArgumentException("no server is named");
        }
        baseUrls = baseUrls.stream().map(ServerSettings::base).toList();
        if (concurrency < 1) {
            throw new IllegalArgumentException(
                    "concurrency is " + concurrency + ", expected 1 or more");
        }
        if (topLogprobs < 0) {
            throw new IllegalArgumentException(
                    "topLogprobs is " + topLogprobs + ", expected 0 or more");
        }
        if (bodyBytesMax < 1) {
            throw new IllegalArgumentException(
                    "bodyBytesMax is " + bodyBytesMax + ", expected 1 or more");
        }
    }

    /** Everything but the servers as it comes. */
    public static ServerSettings of(URI... baseUrls) {
        return new ServerSettings(
                List.of(baseUrls),
                null,
                null,
                0,
                ServerAccess.standard(),
                RetryPolicy.standard(),
                CONCURRENCY,
                BODY_BYTES_MAX);
    }

    private static URI base(URI given) {
        boolean http = "http".equals(given.getScheme()) || "https".equals(given.getScheme());
        if (!http || given.getHost() == null) {
            throw new IllegalArgumentException(
                    "server is '%s', expected http://host:port or https://host".formatted(given));
        }
        if (given.getUserInfo() != null || given.getQuery() != null) {
            throw new IllegalArgumentException(
                    "server %s://%s has a user or a query in its URL; keys come from the environment"
                            .formatted(given.getScheme(), given.getHost()));
        }
        String text = given.toString().replaceFirst("#.*", "").replaceFirst("/+$", "");
        return URI.create(text.endsWith("/v1") ? text.substring(0, text.length() - 3) : text);
    }
}
