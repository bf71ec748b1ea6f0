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
            ids.add(id(in, what));
        }
        return ids;
    }

    /** Reads an array, or a batch of one; whether it was a batch. */
    static boolean readBatch(JsonCursor in, String what, GrowingInts into)
            throws MalformedPayloadException {
        return BatchOfOne.read(in, what, element -> into.add(id(element, what)));
    }

    private static int id(JsonCursor in, String what) throws MalformedPayloadException {
        in.claimEntry();
        return (int) in.whole(what + "[]", 0, Integer.MAX_VALUE);
    }
}
