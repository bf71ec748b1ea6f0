package dev.surprisal.server;

/**
 * Where the answer to a key stands: open addressing over arrays, no object an entry, 37 to 73 bytes
 * each. Not thread-safe.
 */
final class JournalIndex {
    private static final int CAPACITY_FIRST = 1 << 10;

    /** Of 128: full enough to be small, empty enough to be quick. */
    private static final int LOAD_MAX = 112;

    private long[] highs = new long[CAPACITY_FIRST];
    private long[] lows = new long[CAPACITY_FIRST];
    private long[] offsets = new long[CAPACITY_FIRST];
    private int[] lengths = new int[CAPACITY_FIRST];

    /** Number of the file, from 1; 0 is a free place. */
    private int[] files = new int[CAPACITY_FIRST];

    private int size;

    int size() {
        return size;
    }

    /** Whether the key is new; one that is known keeps its first place. */
    boolean add(long high, long low, int file, long offset, int length) {
        if (128L * (size + 1) > (long) LOAD_MAX * files.length) {
            grow();
        }
        int slot = find(high, low);
        if (slot >= 0) {
            return false;
        }
        set(~slot, high, low, file, offset, length);
        size++;
        return true;
    }

    private void set(int slot, long high, long low, int file, long offset, int length) {
        highs[slot] = high;
        lows[slot] = low;
        files[slot] = file;
        offsets[slot] = offset;
        lengths[slot] = length;
    }

    /** Slot of the key; if it is not there, one's complement of the slot where it belongs. */
    int find(long high, long low) {
        int mask = files.length - 1;
        // The key is a hash already.
        int slot = (int) low & mask;
        while (files[slot] != 0) {
            if (highs[slot] == high && lows[slot] == low) {
                return slot;
            }
            slot = (slot + 1) & mask;
        }
        return ~slot;
    }

    int file(int slot) {
        return files[slot];
    }

    long offset(int slot) {
        return offsets[slot];
    }

    int length(int slot) {
        return lengths[slot];
    }

    /** Bytes that the arrays take. */
    long bytes() {
        return files.length * (3L * Long.BYTES + 2L * Integer.BYTES);
    }

    private void grow() {
        JournalIndex larger = new JournalIndex();
        int capacity = Math.multiplyExact(2, files.length);
        larger.highs = new long[capacity];
        larger.lows = new long[capacity];
        larger.offsets = new long[capacity];
        larger.lengths = new int[capacity];
        larger.files = new int[capacity];
        for (int i = 0; i < files.length; i++) {
            if (files[i] != 0) {
                int slot = ~larger.find(highs[i], lows[i]);
                larger.set(slot, highs[i], lows[i], files[i], offsets[i], lengths[i]);
            }
        }
        highs = larger.highs;
        lows = larger.lows;
        offsets = larger.offsets;
        lengths = larger.lengths;
        files = larger.files;
    }
}
