package dev.surprisal.payload;

import java.util.Arrays;

/**
 * OpenAI's legacy completions: {@code choices[].logprobs.{tokens, token_logprobs, top_logprobs,
 * text_offset}}, parallel arrays; one null at the front marks an echoed prompt.
 *
 * <p>OpenAI 2021 to babbage-002, vLLM, SGLang, llama-cpp-python, Together, and mlx-lm up to 0.28,
 * whose {@code tokens} are ids. The keys of {@code top_logprobs} are texts, which collide, and the
 * chosen token is often absent: candidates are all that they are good for. Missing: ids (unless
 * texts read {@code token_id:1}), and where the prompt ends, see {@link EchoSplit}. Golden cases:
 * openai_completions/*.
 */
final class LegacyArrays {
    private LegacyArrays() {}

    /** Reads one member of the logprobs object. */
    static void read(String key, JsonCursor in, ChoiceDraft choice, Texts texts)
            throws MalformedPayloadException {
        if (key.equals("top_logprobs")) {
            texts.top = CandidateLists.readAll(in, new CandidateLists()::readMap);
            return;
        }
        if (in.isNull()) {
            return;
        }
        String what = "choices[].logprobs." + key;
        in.expectArray(what);
        switch (key) {
            case "token_logprobs" -> {
                while (in.nextElement()) {
                    choice.tokens.read(in, what + "[]");
                }
            }
            case "tokens" -> texts.read(in, what + "[]");
            case "token_ids" -> texts.readIds(in, what + "[]");
            default -> throw new AssertionError(key);
        }
    }

    /** The {@code tokens} array: only hashes and ids are kept. */
    static final class Texts {
        private final CharSlice chars = new CharSlice();
        private final GrowingInts ids = new GrowingInts();
        private long[] hashes = {};
        private boolean seen;

        /** Together's and Fireworks' {@code token_ids}; null if there are none. */
        private GrowingInts tokenIds;

        /** The lists beside the tokens; null if there are none. */
        private Candidates top;

        private void read(JsonCursor in, String what) throws MalformedPayloadException {
            seen = true;
            while (in.nextElement()) {
                in.claimEntry();
                if (ids.size() == hashes.length) {
                    hashes = Arrays.copyOf(hashes, Math.max(8, 2 * ids.size()));
                }
                if (in.isNumber()) {
                    int id = (int) in.whole(what, 0, Integer.MAX_VALUE);
                    hashes[ids.size()] = id;
                    ids.add(id);
                } else if (in.isString()) {
                    hashes[ids.size()] = in.chars(chars).hash();
                    ids.add(chars.tokenId());
                } else {
                    throw in.wrongType(what, "a string or a token id");
                }
            }
        }

        private void readIds(JsonCursor in, String what) throws MalformedPayloadException {
            tokenIds = new GrowingInts();
            while (in.nextElement()) {
                in.claimEntry();
                boolean none = in.isNull();
                tokenIds.add(
                        none ? TokenColumns.NO_ID : (int) in.whole(what, 0, Integer.MAX_VALUE));
            }
        }

        private void joinIdsTo(TokenColumns tokens) {
            if (tokenIds == null || tokenIds.size() != tokens.size()) {
                return;
            }
            for (int i = 0; i < tokens.size(); i++) {
                tokens.setId(i, tokenIds.get(i));
            }
        }

        /** Joins texts and values, now that the object has ended and both arrays are in. */
        void joinTo(ChoiceDraft choice, JsonCursor in) throws MalformedPayloadException {
            TokenColumns tokens = choice.tokens;
            tokens.take(top);
            if (!seen) {
                joinIdsTo(tokens);
                return;
            }
            if (ids.size() != tokens.size()) {
                throw in.fault(
                        "choices[].logprobs.tokens has %d entries, token_logprobs %d"
                                .formatted(ids.size(), tokens.size()));
            }
            for (int i = 0; i < tokens.size(); i++) {
                tokens.setId(i, ids.get(i));
            }
            choice.textHashes = Arrays.copyOf(hashes, ids.size());
            joinIdsTo(tokens);
        }
    }
}
