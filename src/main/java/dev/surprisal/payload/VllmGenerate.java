package dev.surprisal.payload;

import dev.surprisal.event.SourceFormat;

/**
 * vLLM's {@code POST /inference/v1/generate}, tokens in and tokens out: {@code
 * choices[].logprobs.content[].logprob} beside {@code choices[].token_ids}, and {@code
 * prompt_logprobs} at the top level.
 *
 * <p>vLLM 2025-11 and later; the Rust front-end. The lists have the shapes of chat and of {@link
 * PromptLogprobs} and are read as those; it is told by its {@code request_id} in place of an {@code
 * id}, and by the token ids. Token texts read {@code token_id:5}. -9999 is minus infinity or an
 * entry that vLLM lacked. Missing: model and time, in streams and from Rust. Golden cases:
 * vllm_generate/*.
 */
final class VllmGenerate {
    private VllmGenerate() {}

    /** Marks a response, or a chunk of one, that has a request_id and no id. */
    static void mark(ResponseDraft draft) {
        for (ChoiceDraft choice : draft.choices()) {
            draft.tokensOnly |= choice.tokenIds != null;
        }
    }

    /** The format of an answer of {@code draft}. */
    static SourceFormat format(ResponseDraft draft, ChoiceDraft choice) {
        boolean generate = draft.tokensOnly && choice.format == SourceFormat.OPENAI_CHAT;
        return generate ? SourceFormat.VLLM_GENERATE : choice.format;
    }
}
