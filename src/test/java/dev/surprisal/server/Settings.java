package dev.surprisal.server;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Settings for tests: quick, and with no key unless one is asked for. */
final class Settings {
    static final ServerAccess OPEN = new ServerAccess(null, Map.of(), null);

    private Settings() {}

    static ServerSettings with(ServerAccess access, URI... servers) {
        return new ServerSettings(
                List.of(servers), null, null, 0, access, quick(4, 10_000), 8, 1 << 20);
    }

    static ServerSettings with(RetryPolicy retry, URI... servers) {
        return new ServerSettings(List.of(servers), null, null, 0, OPEN, retry, 8, 1 << 20);
    }

    static RetryPolicy quick(int attempts, int timeoutMillis) {
        return new RetryPolicy(
                Duration.ofMillis(timeoutMillis),
                attempts,
                Duration.ofMillis(1),
                Duration.ofMillis(20));
    }
}
