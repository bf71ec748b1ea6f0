package dev.surprisal.server;

import java.util.concurrent.atomic.LongAdder;

/** What a client did so far. Reads are not atomic over several counters. */
public final class ClientCounters {
    final LongAdder requests = new LongAdder();
    final LongAdder retries = new LongAdder();
    final LongAdder failures = new LongAdder();
    final LongAdder bytesSent = new LongAdder();
    final LongAdder bytesReceived = new LongAdder();

    ClientCounters() {}

    /** HTTP requests sent, retries included. */
    public long requests() {
        return requests.sum();
    }

    /** Requests that were sent because an earlier one failed. */
    public long retries() {
        return retries.sum();
    }

    /** Requests given up. */
    public long failures() {
        return failures.sum();
    }

    /** Bytes of request bodies. */
    public long bytesSent() {
        return bytesSent.sum();
    }

    /** Bytes of reply bodies. */
    public long bytesReceived() {
        return bytesReceived.sum();
    }
}
