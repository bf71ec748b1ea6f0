package dev.surprisal.payload;

import dev.surprisal.event.TokenStatus;
import dev.surprisal.event.TopCandidates;
import dev.surprisal.event.TopLists;
import java.util.Arrays;

/**
 * One role's likeliest tokens as they stand in a roll-out: an entry a position, null or {@code
 * [[token ids], [log-probs]]}. On the per-token path: arrays that double, nothing boxed.
 *
 * <ul>
 *   <li>under mask 0: PADDING, whatever is listed
 *   <li>a negative id, or a token twice, under mask 1: a fault
 *   <li>null, NaN, +∞ among the log-probs: NON_FINITE; above 0 by more than rounding, or a sum of
 *       probabilities above 1 by more than {@value #MASS_TOLERANCE}: POSITIVE; the list is left out
 *   <li>−∞, −9999 and the lowest floats: the entry is left out, NON_FINITE where all are
 * </ul>
 */
final class RolloutTops {

    /** A thousand times what float32 log-probs of a vocabulary add up to too much. */
    static final double MASS_TOLERANCE = 1e-3;

    private static final int CAPACITY_FIRST = 16;

    private final String key;

    // Names of parts, made once and not a token.
    private final String entry;
    private final String idEntry;
    private final String valueEntry;

    private final GrowingInts ends = new GrowingInts();
    private long[] tokens = new long[CAPACITY_FIRST];
    private double[] logprobs = new double[CAPACITY_FIRST];
    private long[] sorted = new long[CAPACITY_FIRST];
    private int size;

    private RolloutTops(String key) {
        this.key = key;
        entry = key + "[]";
        idEntry = key + "[][0]";
        valueEntry = key + "[][1]";
    }

    /** Reads the current value, an array. */
    static RolloutTops read(JsonCursor in, String key) throws MalformedPayloadException {
        in.expectArray(key);
        RolloutTops tops = new RolloutTops(key);
        while (in.nextElement()) {
            in.claimEntry();
            if (!in.isNull()) {
                tops.readPair(in);
            }
            tops.ends.add(tops.size);
        }
        return tops;
    }

    private void readPair(JsonCursor in) throws MalformedPayloadException {
        in.expectArray(entry);
        expectElement(in, in.nextElement());
        in.expectArray(idEntry);
        int count = size;
        for (; in.nextElement(); count++) {
            in.claimEntry();
            reserve(count + 1);
            tokens[count] = id(in);
        }
        expectElement(in, in.nextElement());
        in.expectArray(valueEntry);
        int at = size;
        for (; in.nextElement(); at++) {
            if (at < count) {
                logprobs[at] = value(in);
            } else {
                in.skip();
            }
        }
        if (at != count) {
            throw in.fault(
                    "%s[%d] has %d tokens and %d log-probs"
                            .formatted(key, ends.size(), count - size, at - size));
        }
        size = count;
        if (in.nextElement()) {
            throw in.fault("%s[%d] has more than two arrays".formatted(key, ends.size()));
        }
    }

    private void expectElement(JsonCursor in, boolean there) throws MalformedPayloadException {
        if (!there) {
            throw in.fault("%s[%d] has less than two arrays".formatted(key, ends.size()));
        }
    }

    private long id(JsonCursor in) throws MalformedPayloadException {
        int id = in.shortOr(Integer.MIN_VALUE);
        return id != Integer.MIN_VALUE
                ? id
                : in.whole(idEntry, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    private double value(JsonCursor in) throws MalformedPayloadException {
        if (in.isNull()) {
            return Double.NaN;
        }
        return in.isString() ? TokenColumns.nonFinite(in, valueEntry) : in.number(valueEntry);
    }

    private void reserve(int count) {
        if (count > tokens.length) {
            tokens = Arrays.copyOf(tokens, 2 * tokens.length);
            logprobs = Arrays.copyOf(logprobs, tokens.length);
        }
    }

    int positions() {
        return ends.size();
    }

    /**
     * The lists that can be used.
     *
     * @param asked k that the server was asked for; 0 if the record does not say
     */
    TopLists settle(boolean[] mask, int asked, int vocabulary, JsonCursor in)
            throws MalformedPayloadException {
        byte[] statuses = new byte[mask.length];
        int[] offsets = new int[mask.length + 1];
        int shortest = Integer.MAX_VALUE;
        int longest = 0;
        int kept = 0;
        for (int i = 0; i < mask.length; i++) {
            int from = i == 0 ? 0 : ends.get(i - 1);
            int to = ends.get(i);
            TokenStatus status = mask[i] ? TokenStatus.NULL : TokenStatus.PADDING;
            if (mask[i] && to > from) {
                checkIds(from, to, i, in);
                shortest = Math.min(shortest, to - from);
                longest = Math.max(longest, to - from);
                status = status(from, to);
            }
            if (status == TokenStatus.OK) {
                kept = keep(from, to, kept);
            }
            statuses[i] = status.code();
            offsets[i + 1] = kept;
        }
        // Lists of k and k + 1 tokens are those of a server that adds the sampled one: k, or what
        // is taken for the likeliest would depend on the sample.
        int told = longest == shortest + 1 ? shortest : 0;
        TopCandidates lists =
                new TopCandidates(
                        offsets, Arrays.copyOf(tokens, kept), Arrays.copyOf(logprobs, kept));
        return new TopLists(asked > 0 ? asked : told, vocabulary, statuses, lists);
    }

    private void checkIds(int from, int to, int position, JsonCursor in)
            throws MalformedPayloadException {
        int count = to - from;
        sorted = count > sorted.length ? new long[Math.max(count, 2 * sorted.length)] : sorted;
        System.arraycopy(tokens, from, sorted, 0, count);
        Arrays.sort(sorted, 0, count);
        if (sorted[0] < 0) {
            throw in.fault("%s[%d] lists token %d".formatted(key, position, sorted[0]));
        }
        for (int i = 1; i < count; i++) {
            if (sorted[i] == sorted[i - 1]) {
                throw in.fault("%s[%d] lists token %d twice".formatted(key, position, sorted[i]));
            }
        }
    }

    private TokenStatus status(int from, int to) {
        double mass = 0;
        boolean any = false;
        for (int i = from; i < to; i++) {
            double logprob = logprobs[i];
            if (Double.isNaN(logprob) || logprob == Double.POSITIVE_INFINITY) {
                return TokenStatus.NON_FINITE;
            }
            if (logprob > TokenColumns.ROUNDING) {
                return TokenStatus.POSITIVE;
            }
            mass += StrictMath.exp(logprob);
            any |= listed(logprob);
        }
        if (mass > 1 + MASS_TOLERANCE) {
            return TokenStatus.POSITIVE;
        }
        return any ? TokenStatus.OK : TokenStatus.NON_FINITE;
    }

    private static boolean listed(double logprob) {
        return logprob > TokenColumns.LOWEST && logprob != TokenColumns.SENTINEL;
    }

    private int keep(int from, int to, int at) {
        int kept = at;
        for (int i = from; i < to; i++) {
            if (listed(logprobs[i])) {
                tokens[kept] = tokens[i];
                logprobs[kept++] = Math.min(0, logprobs[i]);
            }
        }
        return kept;
    }
}
