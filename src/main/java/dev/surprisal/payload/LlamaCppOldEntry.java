package dev.surprisal.payload;

import dev.surprisal.event.TokenStatus;
import java.util.Arrays;

/**
 * An entry of llama.cpp's {@code completion_probabilities} as it was before b4365 (2024-12) and
 * still is in ik_llama.cpp: {@code {"content": " to", "probs": [{"prob": 0.9, "tok_str": " to"}]}}.
 *
 * <p>Probabilities are linear and of what the sampler left. Nothing says which one was chosen: it
 * is the one whose text is the content, and CHOSEN_MISSING if there is none or more than one. The
 * last event of a stream repeats all entries. Missing: ids, time. Golden cases: llamacpp_old/*.
 */
final class LlamaCppOldEntry {
    private final CharSlice chars = new CharSlice();
    private final TokenColumns probs = new TokenColumns();

    /** [probs] keys of the texts; 0 for none. */
    private long[] texts = {};

    private long content;
    private boolean contentSeen;
    private boolean probsSeen;
    private boolean used;

    /** Whether any entry had this shape. */
    boolean used() {
        return used;
    }

    /** Reads the current value if {@code key} is one of the old shape's. */
    boolean read(String key, JsonCursor in) throws MalformedPayloadException {
        if (key.equals("content") && in.isString()) {
            content = TokenKey.of(in.chars(chars));
            contentSeen = true;
            return true;
        }
        if (key.equals("probs") && in.isArray()) {
            probsSeen = true;
            probs.clear();
            while (in.nextElement()) {
                in.expectObject("completion_probabilities[].probs[]");
                readProb(in);
            }
            return true;
        }
        return false;
    }

    private void readProb(JsonCursor in) throws MalformedPayloadException {
        int before = probs.size();
        long text = 0;
        for (String key = in.nextKey(); key != null; key = in.nextKey()) {
            if (key.equals("prob") && probs.size() == before) {
                probs.readLinear(in, "probs[].prob");
            } else if (key.equals("tok_str") && in.isString()) {
                text = TokenKey.of(in.chars(chars));
            } else {
                in.skip();
            }
        }
        if (probs.size() == before) {
            throw in.fault("completion_probabilities[].probs[] has no prob");
        }
        if (texts.length < probs.size()) {
            texts = Arrays.copyOf(texts, Math.max(8, 2 * texts.length));
        }
        texts[before] = text;
    }

    /** Ends an entry: adds its chosen value, if the entry had this shape. */
    void addTo(ChoiceDraft choice, JsonCursor in) throws MalformedPayloadException {
        boolean complete = probsSeen && contentSeen;
        probsSeen = false;
        contentSeen = false;
        if (!complete) {
            return;
        }
        used = true;
        choice.scale(true, in);
        int chosen = -1;
        int matches = 0;
        int position = choice.tokens.size();
        for (int i = 0; i < probs.size(); i++) {
            if (texts[i] == content) {
                chosen = i;
                matches++;
            }
            if (texts[i] != 0) {
                choice.tokens.candidates().add(position, texts[i], probs.logprob(i));
            }
        }
        if (matches == 1) {
            choice.tokens.addFrom(probs, chosen);
        } else {
            in.claimEntry();
            choice.tokens.add(Double.NaN, TokenStatus.CHOSEN_MISSING);
        }
    }
}
