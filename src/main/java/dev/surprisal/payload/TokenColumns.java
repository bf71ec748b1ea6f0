package dev.surprisal.payload;

import dev.surprisal.event.TokenStatus;
import dev.surprisal.event.TopCandidates;
import java.util.Arrays;

/**
 * The values of one list of tokens, classified as they arrive.
 *
 * <p>On the per-token path: arrays that double, nothing boxed. What counts as a log-prob is decided
 * here and nowhere else, see {@link #addLogprob}.
 */
final class TokenColumns {
    /** vLLM and OpenAI: "not within the top 20", minus infinity, or simply missing. */
    static final double SENTINEL = -9999.0;

    /** Below any log-prob of a float32 softmax (-104) by far: the lowest float or bfloat16. */
    static final double LOWEST = -1e30;

    /** float32 rounding of a softmax near 1 exceeds 0 by less than this. */
    static final double ROUNDING = 1e-4;

    /** A token whose id the payload does not tell. */
    static final int NO_ID = -1;

    private static final int CAPACITY_FIRST = 8;
    private static final double[] NO_DOUBLES = {};
    private static final byte[] NO_BYTES = {};
    private static final int[] NO_INTS = {};

    private double[] logprobs = NO_DOUBLES;
    private byte[] statuses = NO_BYTES;
    private int[] ids = NO_INTS;
    private int size;

    /** First value as it was served, which its status alone does not tell; NaN if none. */
    private double first = Double.NaN;

    /** What the server listed beside the entries; null if nothing so far. */
    private Candidates candidates;

    int size() {
        return size;
    }

    /** Reads the current value: a number, null, or one of the five names of no number. */
    void read(JsonCursor in, String what) throws MalformedPayloadException {
        in.claimEntry();
        if (in.isNull()) {
            add(Double.NaN, TokenStatus.NULL);
        } else if (in.isString()) {
            addLogprob(nonFinite(in, what));
        } else {
            addLogprob(in.number(what));
        }
    }

    /** Reads the current value as a linear probability. */
    void readLinear(JsonCursor in, String what) throws MalformedPayloadException {
        in.claimEntry();
        if (in.isNull()) {
            add(Double.NaN, TokenStatus.NULL);
        } else {
            // StrictMath, so that the result does not depend on the machine.
            addLogprob(StrictMath.log(in.number(what)));
        }
    }

    static double nonFinite(JsonCursor in, String what) throws MalformedPayloadException {
        return switch (in.string(what)) {
            case "NaN" -> Double.NaN;
            case "Infinity", "inf" -> Double.POSITIVE_INFINITY;
            case "-Infinity", "-inf" -> Double.NEGATIVE_INFINITY;
            default -> throw in.wrongType(what, "a number or null");
        };
    }

    void addLogprob(double value) {
        if (Double.isNaN(value) || value == Double.POSITIVE_INFINITY) {
            add(Double.NaN, TokenStatus.NON_FINITE);
        } else if (value == Double.NEGATIVE_INFINITY) {
            add(Double.NaN, TokenStatus.NEG_INF);
        } else if (value == SENTINEL || value <= LOWEST) {
            add(Double.NaN, TokenStatus.SENTINEL);
        } else if (value > ROUNDING) {
            first = size == 0 ? value : first;
            add(Double.NaN, TokenStatus.POSITIVE);
        } else {
            // Rounding stays until clampRounding, so that it is not taken for an exact 0.
            add(value, TokenStatus.OK);
        }
    }

    void add(double logprob, TokenStatus status) {
        if (size == logprobs.length) {
            int capacity = Math.max(CAPACITY_FIRST, size * 2);
            logprobs = Arrays.copyOf(logprobs, capacity);
            statuses = Arrays.copyOf(statuses, capacity);
            ids = Arrays.copyOf(ids, capacity);
        }
        logprobs[size] = logprob;
        statuses[size] = status.code();
        ids[size] = NO_ID;
        size++;
    }

    /** The first value as it was served, where its status is POSITIVE. */
    double first() {
        return first;
    }

    /** Says that an entry is no log-prob after all. */
    void unmeasured(int index, TokenStatus status) {
        logprobs[index] = Double.NaN;
        statuses[index] = status.code();
    }

    /** Names the token of the last entry. */
    void idOfLast(int id) {
        ids[size - 1] = id;
    }

    /** The last entry, if it is exactly 0, stands for a value that the server did not have. */
    void lastZeroIsNotMeasured() {
        if (logprobs[size - 1] == 0.0) {
            unmeasured(size - 1, TokenStatus.NOT_MEASURED);
        }
    }

    void setId(int index, int id) {
        ids[index] = id;
    }

    int id(int index) {
        return ids[index];
    }

    TokenStatus status(int index) {
        return TokenStatus.of(statuses[index]);
    }

    double logprob(int index) {
        return logprobs[index];
    }

    /** The candidates at each entry; those of the next one are at {@link #size}. */
    Candidates candidates() {
        candidates = candidates == null ? new Candidates() : candidates;
        return candidates;
    }

    /** Takes lists that the server keeps apart, if there is one for each entry. */
    void take(Candidates lists) {
        if (lists != null && lists.positions() == size) {
            candidates = lists;
        }
    }

    /** The likeliest tokens at each entry; null if none is listed. */
    TopCandidates top() {
        return candidates == null ? null : candidates.first(size);
    }

    boolean startsWithNull() {
        return size > 0 && (status(0) == TokenStatus.NULL || status(0) == TokenStatus.NULL_FIRST);
    }

    void clear() {
        size = 0;
        first = Double.NaN;
        candidates = null;
    }

    /** The same for two lists of the same ids; 0 if any is unknown. */
    long idHash() {
        long hash = size;
        for (int i = 0; i < size; i++) {
            if (ids[i] == NO_ID) {
                return 0;
            }
            hash = hash * 31 + ids[i];
        }
        return hash;
    }

    /** Appends another list's entries from {@code from} on. */
    void addFrom(int from, TokenColumns other) {
        first = size == 0 && from == 0 ? other.first : first;
        if (other.candidates != null && from < other.size) {
            candidates().append(other.candidates, from, other.size, size);
        }
        for (int i = from; i < other.size; i++) {
            addFrom(other, i);
        }
    }

    /** Whether the first entries are those of {@code other}: the same tokens and values. */
    boolean startsWith(TokenColumns other) {
        return size >= other.size
                && Arrays.equals(ids, 0, other.size, other.ids, 0, other.size)
                && Arrays.equals(logprobs, 0, other.size, other.logprobs, 0, other.size)
                && Arrays.equals(statuses, 0, other.size, other.statuses, 0, other.size);
    }

    /** Appends entry {@code index} of another list. */
    void addFrom(TokenColumns other, int index) {
        add(other.logprobs[index], other.status(index));
        idOfLast(other.ids[index]);
    }

    TokenColumns slice(int from, int to) {
        TokenColumns slice = new TokenColumns();
        slice.logprobs = Arrays.copyOfRange(logprobs, from, to);
        slice.statuses = Arrays.copyOfRange(statuses, from, to);
        slice.ids = Arrays.copyOfRange(ids, from, to);
        slice.size = to - from;
        if (candidates != null) {
            slice.candidates().append(candidates, from, to, 0);
        }
        return slice;
    }

    /** The null that opens a scored text is nobody's fault: nothing came before that token. */
    void firstNullIsNobodysFault() {
        if (startsWithNull()) {
            statuses[0] = TokenStatus.NULL_FIRST.code();
        }
    }

    /**
     * Two or more values that are all exactly 0 are placeholders (TRT-LLM without return_log_probs)
     * or speculation's p = 1, not a certainty that no model has.
     */
    void notMeasuredIfAllZero() {
        notMeasuredIfAllZero(2);
    }

    /** The same where fewer zeros are enough to know. */
    void notMeasuredIfAllZero(int zerosMin) {
        int zeros = 0;
        for (int i = 0; i < size; i++) {
            if (statuses[i] == TokenStatus.OK.code() && logprobs[i] == 0.0) {
                zeros++;
            } else if (status(i).expected()) {
                return;
            }
        }
        if (zeros < zerosMin) {
            return;
        }
        for (int i = 0; i < size; i++) {
            if (statuses[i] == TokenStatus.OK.code()) {
                statuses[i] = TokenStatus.NOT_MEASURED.code();
                logprobs[i] = Double.NaN;
            }
        }
    }

    /** Last step of a finished list. */
    void settle() {
        notMeasuredIfAllZero();
        clampRounding();
    }

    /** Rounding above 0 becomes 0, once it can no longer be taken for a placeholder. */
    void clampRounding() {
        for (int i = 0; i < size; i++) {
            logprobs[i] = logprobs[i] > 0.0 ? 0.0 : logprobs[i];
        }
    }

    /** Entries that should have been scored. */
    int expected() {
        int count = 0;
        for (int i = 0; i < size; i++) {
            count += status(i).expected() ? 1 : 0;
        }
        return count;
    }

    /** [size] token ids; null unless all are known. */
    int[] idsOrNull() {
        for (int i = 0; i < size; i++) {
            if (ids[i] == NO_ID) {
                return null;
            }
        }
        return Arrays.copyOf(ids, size);
    }

    double[] logprobs() {
        return Arrays.copyOf(logprobs, size);
    }

    byte[] statuses() {
        return Arrays.copyOf(statuses, size);
    }
}
