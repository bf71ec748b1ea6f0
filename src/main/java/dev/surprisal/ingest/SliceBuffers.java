package dev.surprisal.ingest;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Arrays of one size that go round: taken by the thread that reads a split, given back by the task
 * when a slice was scored. A fresh array a slice would be zeroed before it is read, a third of the
 * cost of reading it from the page cache.
 *
 * <p>Safe although records carry the arrays: within a chain a record is done with when its batch is
 * released, and a record that leaves the chain is serialised on the way out.
 */
final class SliceBuffers {

    private final int bytes;
    private final Queue<byte[]> free = new ConcurrentLinkedQueue<>();

    /** Arrays of {@code bytes} each; as many as are in flight at once. */
    SliceBuffers(int bytes) {
        this.bytes = bytes;
    }

    byte[] take() {
        byte[] buffer = free.poll();
        return buffer == null ? new byte[bytes] : buffer;
    }

    void give(byte[] buffer) {
        free.add(buffer);
    }
}
