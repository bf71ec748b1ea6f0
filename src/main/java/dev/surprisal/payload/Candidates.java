package dev.surprisal.payload;

import dev.surprisal.event.TopCandidates;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The likeliest tokens that a server listed at each position of a list, in its order. On the
 * per-token path, in most payloads most of the work: arrays that double, nothing boxed.
 *
 * <ul>
 *   <li>what is no log-prob (null, NaN, infinite, a sentinel, above 0) is left out
 *   <li>a token that a position lists twice is kept once; most servers repeat the chosen one
 *   <li>another token with the same text is kept, under a key that nothing else has: servers write
 *       many parts of characters as U+FFFD, and those cannot be told apart
 * </ul>
 */
final class Candidates {
    private static final int CAPACITY_FIRST = 16;
    private static final long[] NO_LONGS = {};
    private static final double[] NO_DOUBLES = {};
    private static final int[] NO_INTS = {};

    /** Odd, and of this process, so that no payload can be made to collide. */
    private static final long MULTIPLIER = new SplittableRandom().nextLong() | 1;

    /** [positions] end of the position's candidates. */
    private int[] ends = NO_INTS;

    private int positions;

    private long[] tokens = NO_LONGS;
    private double[] logprobs = NO_DOUBLES;
    private int size;

    /** Hash table of the last position's candidates: index + 1; less than its first is empty. */
    private int[] slots = NO_INTS;

    int size() {
        return size;
    }

    int positions() {
        return positions;
    }

    /** Says that there are lists, empty or not, for this many positions. */
    void endAt(int count) {
        if (count > ends.length) {
            ends = Arrays.copyOf(ends, Math.max(count, Math.max(CAPACITY_FIRST, 2 * positions)));
        }
        while (positions < count) {
            ends[positions++] = size;
        }
    }

    /**
     * Lists a token at a position, which is the last one or behind it, unless it is there already.
     *
     * @param token its {@link TokenKey}
     */
    void add(int position, long token, double logprob) {
        if (!(logprob <= TokenColumns.ROUNDING)
                || logprob == TokenColumns.SENTINEL
                || logprob <= TokenColumns.LOWEST) {
            return;
        }
        endAt(position + 1);
        double value = logprob > 0 ? 0 : logprob;
        int start = start(position);
        if (2 * (size - start + 1) > slots.length) {
            growSlots(start);
        }
        long key = token;
        int slot = find(key, start);
        while (slots[slot] > start) {
            if (key >= 0 || logprobs[slots[slot] - 1] == value) {
                return;
            }
            key = TokenKey.ofHash(key * MULTIPLIER_OF_REPEATS + Double.doubleToLongBits(value));
            slot = find(key, start);
        }
        if (size == tokens.length) {
            tokens = Arrays.copyOf(tokens, Math.max(CAPACITY_FIRST, 2 * size));
            logprobs = Arrays.copyOf(logprobs, tokens.length);
        }
        slots[slot] = size + 1;
        tokens[size] = key;
        logprobs[size++] = value;
        ends[position] = size;
    }

    /** Part of what a further token of one text is called, so a constant. */
    private static final long MULTIPLIER_OF_REPEATS = 0x9E3779B97F4A7C15L;

    /** The slot that holds the key, or the empty one where it belongs. */
    private int find(long key, int start) {
        int mask = slots.length - 1;
        int slot = (int) (key * MULTIPLIER >>> 32) & mask;
        while (slots[slot] > start && tokens[slots[slot] - 1] != key) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private void growSlots(int start) {
        slots = new int[Math.max(4 * CAPACITY_FIRST, 2 * slots.length)];
        for (int i = start; i < size; i++) {
            slots[find(tokens[i], start)] = i + 1;
        }
    }

    /** Index of the first candidate of a position. */
    private int start(int position) {
        if (position == 0) {
            return 0;
        }
        return position <= positions ? ends[position - 1] : size;
    }

    long token(int index) {
        return tokens[index];
    }

    /** Gives a listed candidate another name, unless its position lists that token already. */
    void rename(int index, int position, long token) {
        for (int i = start(position); i < start(position + 1); i++) {
            if (tokens[i] == token) {
                return;
            }
        }
        tokens[index] = token;
    }

    /**
     * Appends the lists of another's positions [from, to), of which the first becomes {@code at}.
     */
    void append(Candidates other, int from, int to, int at) {
        endAt(at);
        int first = other.start(from);
        int count = other.start(to) - first;
        if (size + count > tokens.length) {
            tokens = Arrays.copyOf(tokens, Math.max(size + count, 2 * size));
            logprobs = Arrays.copyOf(logprobs, tokens.length);
        }
        System.arraycopy(other.tokens, first, tokens, size, count);
        System.arraycopy(other.logprobs, first, logprobs, size, count);
        int shift = size - first;
        size += count;
        endAt(at + to - from);
        for (int i = from; i < to; i++) {
            ends[at + i - from] = other.start(i + 1) + shift;
        }
    }

    /** Leaves out every candidate of exactly this value: it stands for something else. */
    void drop(double value) {
        int kept = 0;
        int from = 0;
        for (int position = 0; position < positions; position++) {
            for (int i = from; i < ends[position]; i++) {
                if (logprobs[i] != value) {
                    tokens[kept] = tokens[i];
                    logprobs[kept++] = logprobs[i];
                }
            }
            from = ends[position];
            ends[position] = kept;
        }
        size = kept;
        Arrays.fill(slots, 0);
    }

    /** The lists of the first {@code count} positions; null if there is not one candidate. */
    TopCandidates first(int count) {
        int listed = start(count);
        if (listed == 0) {
            return null;
        }
        int[] offsets = new int[count + 1];
        for (int i = 0; i < count; i++) {
            offsets[i + 1] = start(i + 1);
        }
        return new TopCandidates(
                offsets, Arrays.copyOf(tokens, listed), Arrays.copyOf(logprobs, listed));
    }
}
