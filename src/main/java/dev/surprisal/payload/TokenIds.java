package dev.surprisal.payload;

/** Flat arrays of token ids: vLLM's return_token_ids, and the native record's. */
final class TokenIds {
    private TokenIds() {}

    /** Reads the current value; null if it is null. */
    static GrowingInts read(JsonCursor in, String what) throws MalformedPayloadException {
        if (in.isNull()) {
            return null;
        }
        in.expectArray(what);
        GrowingInts ids = new GrowingInts();
        while (in.nextElement()) {
            in.claimEntry();
            ids.add((int) in.whole(what + "[]", 0, Integer.MAX_VALUE));
        }
        return ids;
    }
}
