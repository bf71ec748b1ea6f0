package dev.surprisal.payload;

import dev.surprisal.event.SourceFormat;
import dev.surprisal.event.TokenStatus;
import java.util.Arrays;

/**
 * vLLM's {@code prompt_logprobs}: {@code [null, {"id": {"logprob", "rank", "decoded_token"}}, …]},
 * per choice on {@code /v1/completions}, once at the top level on {@code /v1/chat/completions}.
 *
 * <p>vLLM 0.4 to 2026-08; up to 0.3 the map held bare numbers, and so does the Rust front-end, with
 * texts for keys. The map does not say which of its tokens is the prompt's, and the order of keys
 * does not survive proxies, so it is found by {@code prompt_token_ids}; else taken where it stands
 * alone; else recognised by its rank, see {@link #resolve}. Golden cases: vllm_prompt/*.
 */
final class PromptLogprobs {
    private static final String WHAT = "prompt_logprobs";
    private static final int RANK_UNKNOWN = 0;

    /** All positions' candidates, one after the other. */
    private final TokenColumns candidates = new TokenColumns();

    /** [candidates] rank 1 is the likeliest. */
    private final GrowingInts ranks = new GrowingInts();

    /** [positions] end of the position's candidates; negative (one's complement) for null. */
    private final GrowingInts ends = new GrowingInts();

    /**
     * Whether any key is no number: then all keys are texts, of which some may look like numbers.
     */
    private boolean textKeys;

    /** [candidates] {@link TokenKey}s of keys that are texts; ends with the last one of them. */
    private long[] texts = {};

    private long identity;

    /** Reads the current value; null if it is null. */
    static PromptLogprobs read(JsonCursor in) throws MalformedPayloadException {
        if (in.isNull()) {
            return null;
        }
        in.expectArray(WHAT);
        in.format(SourceFormat.VLLM_PROMPT);
        PromptLogprobs list = new PromptLogprobs();
        while (in.nextElement()) {
            list.readPosition(in);
        }
        return list;
    }

    int positions() {
        return ends.size();
    }

    /** The same for two lists of one prompt, whatever the order of keys and the values. */
    long identity() {
        return identity;
    }

    private void readPosition(JsonCursor in) throws MalformedPayloadException {
        in.claimEntry();
        if (in.isNull()) {
            ends.add(~candidates.size());
            identity = identity * 31 + 1;
            return;
        }
        in.expectObject(WHAT + "[]");
        long sum = 0;
        for (String key = in.nextKey(); key != null; key = in.nextKey()) {
            sum += key.hashCode() * 0x9E3779B97F4A7C15L;
            readCandidate(in);
            int id = id(key);
            candidates.idOfLast(id);
            if (id == TokenColumns.NO_ID) {
                textKeys = true;
                addText(key);
            }
        }
        ends.add(candidates.size());
        identity = identity * 31 + sum;
    }

    /** The id that a key is; no server writes one with zeros in front. */
    private static int id(String key) {
        boolean padded = key.length() > 1 && key.charAt(0) == '0';
        return padded ? TokenColumns.NO_ID : CharSlice.digits(key, 0);
    }

    private void addText(String key) {
        int last = candidates.size() - 1;
        if (last >= texts.length) {
            texts = Arrays.copyOf(texts, Math.max(16, 2 * candidates.size()));
        }
        texts[last] = TokenKey.of(key);
    }

    private void readCandidate(JsonCursor in) throws MalformedPayloadException {
        int rank = RANK_UNKNOWN;
        int before = candidates.size();
        if (!in.isObject()) {
            candidates.read(in, WHAT + "[]{}");
            ranks.add(rank);
            return;
        }
        for (String key = in.nextKey(); key != null; key = in.nextKey()) {
            if (key.equals("logprob") && candidates.size() == before) {
                candidates.read(in, WHAT + "[]{}.logprob");
            } else if (key.equals("rank") && !in.isNull()) {
                rank = (int) in.whole(WHAT + "[]{}.rank", 0, Integer.MAX_VALUE);
            } else {
                in.skip();
            }
        }
        if (candidates.size() == before) {
            throw in.fault(WHAT + "[]{} has no logprob");
        }
        ranks.add(rank);
    }

    /**
     * The prompt's own tokens, one a position.
     *
     * <p>Without ids, a position of several candidates is decided by rank: vLLM sends the likeliest
     * k and, if it is not among them, the prompt's token. So a rank above k is the prompt's. k is
     * not on the wire, but no position can hold fewer than k candidates, so the smallest count
     * bounds it from above. Where nothing exceeds that bound the prompt's token may be any of them,
     * and the position is CHOSEN_MISSING rather than guessed.
     *
     * @param ids the prompt's token ids; null if the server did not send them
     */
    TokenColumns resolve(GrowingInts ids) {
        TokenColumns tokens = new TokenColumns();
        int rankBound = fewestCandidates();
        // A sole token a position is the prompt's own: that is what asking for none gets.
        boolean listed = candidates.size() > nonNull();
        int from = 0;
        for (int i = 0; i < ends.size(); i++) {
            int end = ends.get(i);
            if (end < 0) {
                tokens.add(Double.NaN, TokenStatus.NULL);
            } else {
                int id = ids == null || textKeys ? TokenColumns.NO_ID : ids.get(i);
                int chosen = chosen(from, end, id, rankBound);
                for (int j = from; listed && j < end; j++) {
                    tokens.candidates().add(i, key(j), candidates.logprob(j));
                }
                addChosen(tokens, chosen);
                from = end;
            }
            if (ids != null) {
                tokens.idOfLast(ids.get(i));
            }
        }
        return tokens;
    }

    private int nonNull() {
        int count = 0;
        for (int i = 0; i < ends.size(); i++) {
            count += ends.get(i) < 0 ? 0 : 1;
        }
        return count;
    }

    private long key(int candidate) {
        int id = candidates.id(candidate);
        if (id == TokenColumns.NO_ID) {
            return texts[candidate];
        }
        return textKeys ? TokenKey.of(Integer.toString(id)) : id;
    }

    private void addChosen(TokenColumns tokens, int chosen) {
        if (chosen < 0) {
            tokens.add(Double.NaN, TokenStatus.CHOSEN_MISSING);
            return;
        }
        tokens.addFrom(candidates, chosen);
        if (textKeys) {
            tokens.idOfLast(TokenColumns.NO_ID);
        }
    }

    /** Index of the prompt's candidate in [from, end); -1 if it cannot be told. */
    private int chosen(int from, int end, int id, int rankBound) {
        int found = -1;
        if (id >= 0) {
            for (int i = from; i < end; i++) {
                found = candidates.id(i) == id ? i : found;
            }
            return found;
        }
        if (end - from == 1) {
            return from;
        }
        for (int i = from; i < end; i++) {
            if (ranks.get(i) > rankBound) {
                if (found >= 0) {
                    return -1;
                }
                found = i;
            }
        }
        return found;
    }

    private int fewestCandidates() {
        int fewest = Integer.MAX_VALUE;
        int from = 0;
        for (int i = 0; i < ends.size(); i++) {
            int end = ends.get(i);
            if (end > from) {
                fewest = Math.min(fewest, end - from);
                from = end;
            }
        }
        return fewest;
    }
}
