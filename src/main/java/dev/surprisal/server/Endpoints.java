package dev.surprisal.server;

import java.net.URI;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The servers that answer alike. The one with the fewest requests in flight is next, in turn among
 * equals.
 *
 * <p>One that just failed waits, longer with every failure in a row: it would otherwise have the
 * fewest in flight, because it fails at once, and swallow every request.
 */
final class Endpoints {
    private static final long REST_MILLIS = 100;
    private static final int REST_DOUBLINGS_MAX = 7;

    private final Endpoint[] all;
    private final AtomicInteger turn = new AtomicInteger();

    /** One server and how it is doing. */
    static final class Endpoint {
        final URI base;
        private final AtomicInteger inFlight = new AtomicInteger();
        private final AtomicInteger failuresInARow = new AtomicInteger();
        private volatile long restsUntilNanos;

        private Endpoint(URI base) {
            this.base = base;
            restsUntilNanos = System.nanoTime();
        }

        private boolean rests(long now) {
            return restsUntilNanos - now > 0;
        }

        void succeeded() {
            inFlight.decrementAndGet();
            failuresInARow.set(0);
        }

        void failed() {
            inFlight.decrementAndGet();
            int failures = Math.min(failuresInARow.getAndIncrement(), REST_DOUBLINGS_MAX);
            restsUntilNanos = System.nanoTime() + (REST_MILLIS << failures) * 1_000_000L;
        }
    }

    Endpoints(List<URI> bases) {
        all = bases.stream().map(Endpoint::new).toArray(Endpoint[]::new);
    }

    /**
     * The server to ask next; it counts as busy until it succeeded or failed. If all rest, one of
     * them.
     *
     * @param avoid the one that just failed this request, taken only if it is the only one; or null
     */
    Endpoint take(Endpoint avoid) {
        long now = System.nanoTime();
        int start = Math.floorMod(turn.getAndIncrement(), all.length);
        Endpoint best = null;
        long bestLoad = Long.MAX_VALUE;
        for (int i = 0; i < all.length; i++) {
            Endpoint each = all[(start + i) % all.length];
            long load = each.inFlight.get();
            load += each.rests(now) ? 1L << 32 : 0;
            load += each == avoid ? 1L << 33 : 0;
            if (load < bestLoad) {
                bestLoad = load;
                best = each;
            }
        }
        best.inFlight.incrementAndGet();
        return best;
    }
}
