package dev.surprisal.payload;

import dev.surprisal.event.TokenStatus;

/**
 * Lists of {@code {"token", "logprob", "bytes", "top_logprobs"}}, the entry that OpenAI's chat
 * endpoint made common; llama.cpp adds {@code id} and may send a linear {@code prob} instead.
 *
 * <p>The chosen token's value is the entry's own; {@code top_logprobs}, {@code top_probs} beside a
 * linear value, need not hold it and are kept as candidates.
 */
final class TokenEntries {
    private TokenEntries() {}

    /** Appends the current value, an array of entries or null, to the choice's tokens. */
    static void read(JsonCursor in, ChoiceDraft choice, String what)
            throws MalformedPayloadException {
        if (in.isNull()) {
            return;
        }
        in.expectArray(what);
        CharSlice chars = new CharSlice();
        while (in.nextElement()) {
            readEntry(in, choice, what, chars);
        }
    }

    /** Appends the current value, one entry of the list {@code what}. */
    static void readEntry(JsonCursor in, ChoiceDraft choice, String what, CharSlice chars)
            throws MalformedPayloadException {
        readEntry(in, choice, what, chars, null);
    }

    /**
     * Appends the current value, one entry of the list {@code what}.
     *
     * @param old reads what llama.cpp had in an entry before b4365; null on other endpoints
     */
    static void readEntry(
            JsonCursor in, ChoiceDraft choice, String what, CharSlice chars, LlamaCppOldEntry old)
            throws MalformedPayloadException {
        TokenColumns tokens = choice.tokens;
        if (in.isNull()) {
            in.claimEntry();
            tokens.add(Double.NaN, TokenStatus.NULL);
            return;
        }
        in.expectObject(what + "[]");
        int before = tokens.size();
        int id = TokenColumns.NO_ID;
        boolean nameless = false;
        for (String key = in.nextKey(); key != null; key = in.nextKey()) {
            switch (key) {
                case "logprob", "prob" -> {
                    if (tokens.size() == before) {
                        readValue(in, choice, key);
                    }
                }
                case "id", "token_id" -> id = idOr(id, in);
                case "token" -> {
                    id = id == TokenColumns.NO_ID ? idInText(in, chars) : id;
                    nameless = in.isString() && in.chars(chars).length() == 0;
                }
                case "top_logprobs", "top_probs" ->
                        choice.candidateLists().readObjects(in, tokens.candidates(), before);
                default -> {
                    if (old == null || !old.read(key, in)) {
                        in.skip();
                    }
                }
            }
        }
        if (old != null && tokens.size() == before) {
            old.addTo(choice, in);
        }
        if (tokens.size() == before) {
            throw in.fault(what + "[] has neither 'logprob' nor 'prob'");
        }
        tokens.idOfLast(id);
        if (nameless && id == TokenColumns.NO_ID) {
            // LMDeploy's entry for a token that it did not find among its own candidates.
            tokens.lastZeroIsNotMeasured();
        }
    }

    private static void readValue(JsonCursor in, ChoiceDraft choice, String key)
            throws MalformedPayloadException {
        boolean linear = key.equals("prob");
        choice.scale(linear, in);
        if (linear) {
            choice.tokens.readLinear(in, "a token's prob");
        } else {
            choice.tokens.read(in, "a token's logprob");
        }
    }

    private static int idOr(int id, JsonCursor in) throws MalformedPayloadException {
        return in.isNull() ? id : (int) in.whole("a token's id", 0, Integer.MAX_VALUE);
    }

    private static int idInText(JsonCursor in, CharSlice chars) throws MalformedPayloadException {
        if (in.isNull()) {
            return TokenColumns.NO_ID;
        }
        if (!in.isString()) {
            throw in.wrongType("a token's text", "a string");
        }
        return in.chars(chars).tokenId();
    }
}
