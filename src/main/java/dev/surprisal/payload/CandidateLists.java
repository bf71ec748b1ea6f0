package dev.surprisal.payload;

/**
 * Lists of candidates as servers write them: objects, maps and SGLang's triples.
 *
 * <p>They stand beside the values that are scored, and were passed over before they were kept: so
 * what has none of these shapes is passed over still, and never costs the answer.
 */
final class CandidateLists {
    /** Reads the candidates of one position. */
    interface Reader {
        void read(JsonCursor in, Candidates into, int position) throws MalformedPayloadException;
    }

    /** Reads the current value, an array with an element a token; null if it is no array. */
    static Candidates readAll(JsonCursor in, Reader reader) throws MalformedPayloadException {
        if (!in.isArray()) {
            in.skip();
            return null;
        }
        Candidates lists = new Candidates();
        for (int position = 0; in.nextElement(); position++) {
            in.claimEntry();
            reader.read(in, lists, position);
            lists.endAt(position + 1);
        }
        return lists;
    }

    /** No key of a token: ids are less, hashes negative. */
    private static final long UNKNOWN = JsonTokens.UNKNOWN;

    private final CharSlice chars = new CharSlice();

    /**
     * Reads the current value, an array of {@code {"token", "bytes", "logprob"}}, into one
     * position. Names of other servers: {@code id}, {@code token_id}, {@code tokenId}; {@code
     * text}; {@code logProbability}; a linear {@code prob}.
     */
    void readObjects(JsonCursor in, Candidates into, int position)
            throws MalformedPayloadException {
        if (!in.isArray()) {
            in.skip();
            return;
        }
        while (in.nextElement()) {
            if (in.isObject()) {
                readObject(in, into, position, Double.NaN);
            } else {
                in.skip();
            }
        }
    }

    /**
     * Reads the current value, one object.
     *
     * @param absent its value if it has none
     */
    void readObject(JsonCursor in, Candidates into, int position, double absent)
            throws MalformedPayloadException {
        in.claimEntry();
        int id = TokenColumns.NO_ID;
        long text = UNKNOWN;
        long bytes = UNKNOWN;
        double logprob = absent;
        for (String key = in.nextKey(); key != null; key = in.nextKey()) {
            switch (key) {
                case "logprob", "logProbability" -> logprob = numberOrNaN(in);
                case "prob" -> logprob = StrictMath.log(numberOrNaN(in));
                case "id", "token_id", "tokenId" -> id = id(in);
                case "token", "text" -> text = readText(in);
                case "bytes" -> bytes = id >= 0 ? passOver(in) : readBytes(in);
                default -> in.skip();
            }
        }
        boolean named = id >= 0 || text != UNKNOWN || bytes != UNKNOWN;
        if (named) {
            // A text that is an id says more than the bytes of that text.
            long unnumbered = text >= 0 && text != UNKNOWN || bytes == UNKNOWN ? text : bytes;
            into.add(position, id >= 0 ? id : unnumbered, logprob);
        }
    }

    private static long passOver(JsonCursor in) throws MalformedPayloadException {
        in.skip();
        return UNKNOWN;
    }

    private long readText(JsonCursor in) throws MalformedPayloadException {
        return in.isString() ? TokenKey.of(in.chars(chars)) : passOver(in);
    }

    /** Key of an array of bytes; unknown if it holds none or anything else. */
    private static long readBytes(JsonCursor in) throws MalformedPayloadException {
        if (!in.isArray()) {
            return passOver(in);
        }
        long key = in.octetsKey();
        if (key != UNKNOWN) {
            return key;
        }
        long hash = TokenKey.NO_BYTES;
        boolean octets = false;
        boolean others = false;
        while (in.nextElement()) {
            int octet = in.shortOr(-1);
            in.skip();
            octets = true;
            others |= octet < 0 || octet > 255;
            hash = TokenKey.hash(hash, octet);
        }
        return octets && !others ? TokenKey.ofHash(hash) : UNKNOWN;
    }

    /** Reads the current value, a map of text to log-prob, into one position. */
    void readMap(JsonCursor in, Candidates into, int position) throws MalformedPayloadException {
        if (!in.isObject()) {
            in.skip();
            return;
        }
        for (String key = in.nextKey(); key != null; key = in.nextKey()) {
            in.claimEntry();
            into.add(position, TokenKey.of(key), numberOrNaN(in));
        }
    }

    /** Reads the current value, an array of {@code [log-prob, id, text]}, into one position. */
    void readTriples(JsonCursor in, Candidates into, int position)
            throws MalformedPayloadException {
        if (!in.isArray()) {
            in.skip();
            return;
        }
        while (in.nextElement()) {
            if (!in.isArray()) {
                in.skip();
                continue;
            }
            in.claimEntry();
            boolean more = in.nextElement();
            double logprob = more ? numberOrNaN(in) : Double.NaN;
            more = more && in.nextElement();
            int id = more ? id(in) : TokenColumns.NO_ID;
            while (more) {
                in.skip();
                more = in.nextElement();
            }
            if (id >= 0) {
                into.add(position, id, logprob);
            }
        }
    }

    private static double numberOrNaN(JsonCursor in) throws MalformedPayloadException {
        if (in.isNumber()) {
            return in.number("");
        }
        in.skip();
        return Double.NaN;
    }

    /** An id: a number that is no id is passed over like any other value. */
    private static int id(JsonCursor in) throws MalformedPayloadException {
        int id = in.shortOr(TokenColumns.NO_ID);
        in.skip();
        return Math.max(TokenColumns.NO_ID, id);
    }
}
