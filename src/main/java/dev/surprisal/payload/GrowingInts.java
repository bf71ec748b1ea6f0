package dev.surprisal.payload;

import java.util.Arrays;

/** An {@code int[]} that grows: token ids without boxing. */
final class GrowingInts {
    private static final int CAPACITY_FIRST = 8;
    private static final int[] NONE = {};

    private int[] values = NONE;
    private int size;

    void add(int value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, Math.max(CAPACITY_FIRST, size * 2));
        }
        values[size++] = value;
    }

    void set(int index, int value) {
        values[index] = value;
    }

    void addAll(GrowingInts other) {
        for (int i = 0; i < other.size; i++) {
            add(other.values[i]);
        }
    }

    int get(int index) {
        return values[index];
    }

    int size() {
        return size;
    }

    int[] toArray() {
        return Arrays.copyOf(values, size);
    }
}
