package dev.surprisal.payload;

import java.util.regex.Pattern;

/** Top-level fields that most servers share: who answered, when, and how many tokens. */
final class ResponseFields {
    private ResponseFields() {}

    /** An id: a string, or a number where a server counts; {@code absent} if empty or null. */
    static String id(JsonCursor in, String absent) throws MalformedPayloadException {
        if (in.isNumber()) {
            return Long.toString(in.whole("id", Long.MIN_VALUE / 2, Long.MAX_VALUE / 2));
        }
        String id = in.stringOrNull("id");
        return id == null ? absent : id;
    }

    static void readRevision(JsonCursor in, ResponseDraft draft) throws MalformedPayloadException {
        draft.revision = in.stringOrNull("system_fingerprint");
    }

    /** Metadata that many write their own way: what is no time is no fault either. */
    static void readCreated(JsonCursor in, ResponseDraft draft) throws MalformedPayloadException {
        if (in.isNumber()) {
            draft.createdMillis = EventTimes.millis(in.number("created"));
        } else if (in.isString()) {
            draft.createdMillis = EventTimes.millis(in.string("created"));
        } else {
            in.skip();
        }
    }

    static void readUsage(JsonCursor in, ResponseDraft draft) throws MalformedPayloadException {
        if (in.isNull()) {
            return;
        }
        in.expectObject("usage");
        for (String key = in.nextKey(); key != null; key = in.nextKey()) {
            switch (key) {
                case "prompt_tokens" -> draft.promptTokens = count(in, key);
                case "completion_tokens" -> draft.completionTokens = count(in, key);
                case "output_tokens" -> draft.outputTokens = count(in, key);
                case "output_tokens_details" -> draft.reasoningTokens = reasoning(in);
                default -> in.skip();
            }
        }
    }

    private static long reasoning(JsonCursor in) throws MalformedPayloadException {
        long tokens = 0;
        if (!in.isObject()) {
            in.skip();
            return tokens;
        }
        for (String key = in.nextKey(); key != null; key = in.nextKey()) {
            if (key.equals("reasoning_tokens") && in.isNumber()) {
                tokens = count(in, key);
            } else {
                in.skip();
            }
        }
        return tokens;
    }

    private static long count(JsonCursor in, String key) throws MalformedPayloadException {
        return in.isNull() ? -1 : in.whole("usage." + key, 0, Integer.MAX_VALUE);
    }

    static void readError(JsonCursor in, ResponseDraft draft) throws MalformedPayloadException {
        if (!in.isNull()) {
            draft.recognised = true;
            draft.failed = true;
        }
        if (!in.isObject()) {
            in.skip();
            return;
        }
        for (String key = in.nextKey(); key != null; key = in.nextKey()) {
            if (key.equals("code") && in.isString()) {
                draft.errorCode = JsonWords.shown(in.string("error.code"));
            } else {
                in.skip();
            }
        }
    }

    static void readPromptLogprobs(JsonCursor in, ResponseDraft draft)
            throws MalformedPayloadException {
        draft.prompt = PromptLogprobs.read(in);
        draft.recognised |= draft.prompt != null;
    }

    /**
     * Whether a fingerprint is llama.cpp's build, {@code b4365-0a11f8b7}: it stands in every chunk,
     * and says that an OpenAI-like answer holds raw log-probs.
     */
    static boolean isLlamaCpp(String fingerprint) {
        return fingerprint != null && LLAMA_CPP.matcher(fingerprint).matches();
    }

    /**
     * Whether a fingerprint is TGI's version and build, {@code 2.4.0-native} or {@code
     * 3.0.1-sha-bb9095a}: its log-probs are of the distribution that it sampled from.
     */
    static boolean isTgi(String fingerprint) {
        return fingerprint != null && TGI.matcher(fingerprint).matches();
    }

    private static final Pattern TGI =
            Pattern.compile("\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}(-dev0)?-(native|sha-[0-9a-f]{7,40})");

    private static final Pattern LLAMA_CPP = Pattern.compile("b\\d{1,9}-[0-9a-f]{7,40}");
}
