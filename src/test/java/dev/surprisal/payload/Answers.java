package dev.surprisal.payload;

import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.surprisal.event.Completion;
import dev.surprisal.event.TokenStatus;
import java.util.ArrayList;
import java.util.List;

/** Short answers in a server's shape, for tests of one trap each. */
final class Answers {
    private Answers() {}

    /** A legacy completion with these values and this usage ("" for none). */
    static String legacy(String tokenLogprobs, String usage) {
        return "{\"id\":\"c\",\"choices\":[" + legacyChoice(0, tokenLogprobs) + "]" + usage + "}";
    }

    static String legacyChoice(int index, String tokenLogprobs) {
        return "{\"index\":%d,\"finish_reason\":\"length\",\"logprobs\":{\"token_logprobs\":%s}}"
                .formatted(index, tokenLogprobs);
    }

    static String usage(int prompt, int completion) {
        return ",\"usage\":{\"prompt_tokens\":%d,\"completion_tokens\":%d}"
                .formatted(prompt, completion);
    }

    static String chatChunk(String id, String logprob, String finishReason) {
        return """
        {"id":"%s","choices":[{"index":0,"delta":{},"finish_reason":%s,\
        "logprobs":{"content":[{"token":"t","logprob":%s}]}}]}"""
                .formatted(id, finishReason, logprob);
    }

    static Completion only(String payload) throws MalformedPayloadException {
        List<Completion> completions = Goldens.decode(payload);
        if (completions.size() != 1) {
            throw new AssertionError(completions.size() + " completions");
        }
        return completions.get(0);
    }

    static List<String> documentIds(String payload) throws MalformedPayloadException {
        return Goldens.decode(payload).stream().map(c -> c.identity().documentId()).toList();
    }

    static List<TokenStatus> statuses(Completion completion) {
        List<TokenStatus> statuses = new ArrayList<>();
        for (byte code : completion.statuses()) {
            statuses.add(TokenStatus.of(code));
        }
        return statuses;
    }

    static MalformedPayloadException fault(String payload) {
        return assertThrows(MalformedPayloadException.class, () -> Goldens.decode(payload));
    }
}
