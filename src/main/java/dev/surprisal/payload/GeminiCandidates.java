package dev.surprisal.payload;

import dev.surprisal.event.SourceFormat;
import dev.surprisal.event.TokenStatus;

/**
 * Gemini API and Vertex AI, {@code generateContent} and {@code streamGenerateContent} with {@code
 * responseLogprobs}: {@code candidates[].logprobsResult.chosenCandidates[].logProbability}.
 *
 * <p>As of python-genai 2026-08. The JSON is proto3's, which may leave out fields of value 0: an
 * index, a {@code logProbability} (certainty), a {@code tokenId} where its neighbours have one.
 * {@code topCandidates} need not hold the chosen token. A stream comes as events or as one JSON
 * array, whose elements are chunks and not answers. Missing: the prompt's log-probs, and the
 * distribution. Golden cases: gemini/*.
 */
final class GeminiCandidates {
    private static final String WHAT = "logprobsResult.chosenCandidates";

    private GeminiCandidates() {}

    static void read(JsonCursor in, ResponseDraft draft) throws MalformedPayloadException {
        draft.recognised = true;
        draft.streamed = true;
        if (in.isNull()) {
            return;
        }
        in.expectArray("candidates");
        int ordinal = 0;
        while (in.nextElement()) {
            in.expectObject("candidates[]");
            ChoiceDraft choice = new ChoiceDraft();
            choice.index = ordinal++;
            readCandidate(in, choice);
            draft.add(choice, in);
        }
    }

    private static void readCandidate(JsonCursor in, ChoiceDraft choice)
            throws MalformedPayloadException {
        for (String key = in.nextKey(); key != null; key = in.nextKey()) {
            switch (key) {
                case "index" -> {
                    if (!in.isNull()) {
                        choice.index = (int) in.whole("candidates[].index", 0, Integer.MAX_VALUE);
                    }
                }
                case "finishReason" -> {
                    String reason = in.stringOrNull(key);
                    choice.finished = reason != null && !reason.equals("FINISH_REASON_UNSPECIFIED");
                    choice.stopped = "STOP".equals(reason);
                }
                case "logprobsResult" -> readResult(in, choice);
                default -> in.skip();
            }
        }
    }

    private static void readResult(JsonCursor in, ChoiceDraft choice)
            throws MalformedPayloadException {
        if (in.isNull()) {
            return;
        }
        in.expectObject("candidates[].logprobsResult");
        TopLists lists = new TopLists();
        Candidates top = null;
        for (String key = in.nextKey(); key != null; key = in.nextKey()) {
            if (key.equals("topCandidates")) {
                top = CandidateLists.readAll(in, lists);
                continue;
            }
            if (!key.equals("chosenCandidates") || in.isNull()) {
                in.skip();
                continue;
            }
            if (choice.format != null) {
                throw in.fault(WHAT + " stands twice");
            }
            choice.shape(SourceFormat.GEMINI, in);
            in.expectArray(WHAT);
            boolean ids = false;
            while (in.nextElement()) {
                ids |= readChosen(in, choice.tokens);
            }
            for (int i = 0; ids && i < choice.tokens.size(); i++) {
                // Others have an id, so this one's was 0 and left out.
                if (choice.tokens.id(i) == TokenColumns.NO_ID) {
                    choice.tokens.setId(i, 0);
                }
            }
        }
        lists.nameZeros(top);
        choice.tokens.take(top);
    }

    /**
     * {@code topCandidates[].candidates[]}, in which a token 0 has no id and a certain one no
     * value.
     */
    private static final class TopLists implements CandidateLists.Reader {
        private final CandidateLists lists = new CandidateLists();

        /** [positions] the first candidate without an id; -1 for none. */
        private final GrowingInts unnumbered = new GrowingInts();

        private boolean anyNumbered;

        @Override
        public void read(JsonCursor in, Candidates into, int position)
                throws MalformedPayloadException {
            if (!in.isObject()) {
                in.skip();
                return;
            }
            for (String key = in.nextKey(); key != null; key = in.nextKey()) {
                if (!key.equals("candidates") || !in.isArray()) {
                    in.skip();
                    continue;
                }
                while (in.nextElement()) {
                    readOne(in, into, position);
                }
            }
        }

        private void readOne(JsonCursor in, Candidates into, int position)
                throws MalformedPayloadException {
            int before = into.size();
            while (unnumbered.size() <= position) {
                unnumbered.add(-1);
            }
            if (in.isObject()) {
                lists.readObject(in, into, position, 0.0);
            }
            in.skip();
            if (into.size() > before && into.token(before) < 0) {
                if (unnumbered.get(position) < 0) {
                    unnumbered.set(position, before);
                }
            } else {
                anyNumbered |= into.size() > before;
            }
        }

        /** Others have an id, so theirs was 0 and left out. */
        void nameZeros(Candidates top) {
            for (int i = 0; anyNumbered && i < unnumbered.size(); i++) {
                if (unnumbered.get(i) >= 0) {
                    top.rename(unnumbered.get(i), i, 0);
                }
            }
        }
    }

    /** Appends one entry; whether it has an id. */
    private static boolean readChosen(JsonCursor in, TokenColumns tokens)
            throws MalformedPayloadException {
        in.expectObject(WHAT + "[]");
        int before = tokens.size();
        int id = TokenColumns.NO_ID;
        boolean any = false;
        for (String key = in.nextKey(); key != null; key = in.nextKey()) {
            any = true;
            if (key.equals("logProbability") && tokens.size() == before) {
                tokens.read(in, WHAT + "[].logProbability");
            } else if (key.equals("tokenId") && !in.isNull()) {
                id = (int) in.whole(WHAT + "[].tokenId", 0, Integer.MAX_VALUE);
            } else {
                in.skip();
            }
        }
        if (tokens.size() == before) {
            in.claimEntry();
            tokens.add(any ? 0.0 : Double.NaN, any ? TokenStatus.OK : TokenStatus.NULL);
        }
        tokens.idOfLast(id);
        return id != TokenColumns.NO_ID;
    }

    static void readId(JsonCursor in, ResponseDraft draft) throws MalformedPayloadException {
        draft.id = ResponseFields.id(in, draft.id);
    }

    /** Nothing else names the model. */
    static void readModel(JsonCursor in, ResponseDraft draft) throws MalformedPayloadException {
        draft.revision = in.stringOrNull("modelVersion");
        draft.model = draft.model == null ? draft.revision : draft.model;
    }

    static void readTime(JsonCursor in, ResponseDraft draft) throws MalformedPayloadException {
        if (in.isString()) {
            draft.createdMillis = Rfc3339.millis(in.string("createTime"));
        } else {
            in.skip();
        }
    }

    /** The stream repeats and raises the counts; a chunk may hold nothing else. */
    static void readUsage(JsonCursor in, ResponseDraft draft) throws MalformedPayloadException {
        if (!in.isObject()) {
            in.skip();
            return;
        }
        draft.recognised = true;
        draft.streamed = true;
        for (String key = in.nextKey(); key != null; key = in.nextKey()) {
            if (key.equals("candidatesTokenCount") && !in.isNull()) {
                draft.completionTokens = in.whole("usageMetadata." + key, 0, Integer.MAX_VALUE);
            } else {
                in.skip();
            }
        }
    }
}
