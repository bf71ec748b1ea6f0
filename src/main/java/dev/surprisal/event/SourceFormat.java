package dev.surprisal.event;

import java.util.Locale;

/**
 * The shape in which a server or a tool reported its log-probs; docs/PAYLOADS.md has a row each.
 */
public enum SourceFormat {
    /**
     * {@code choices[].logprobs.token_logprobs}: OpenAI's legacy completions, with or without echo.
     */
    OPENAI_COMPLETIONS,
    /** {@code choices[].logprobs.content[]}: OpenAI chat, and llama.cpp's OpenAI routes. */
    OPENAI_CHAT,
    /** {@code prompt_logprobs}: vLLM, per choice or at the top level. */
    VLLM_PROMPT,
    /** {@code completion_probabilities[]}: llama.cpp {@code /completion} since b4365. */
    LLAMACPP,
    /** llama.cpp's {@code --kl-divergence-base} file. */
    KLD_FILE,
    /** Our own JSONL record. */
    NATIVE,
    /** {@code candidates[].logprobsResult.chosenCandidates[]}: Gemini and Vertex. */
    GEMINI,
    /** {@code output_log_probs}: Triton's generate endpoint in front of TensorRT-LLM. */
    TRITON_GENERATE,
    /** {@code generation_logprobs} under {@code token_loss_mask}: NeMo-RL's train data. */
    NEMO_RL,
    /** {@code outputs[]} of log-probs or logits with ids: KServe v2, JSON or binary. */
    KSERVE,
    /** The {@code logprobs} tensor of strings: Triton's vLLM backend. */
    TRITON_VLLM,
    /** {@code meta_info}: SGLang's own {@code /generate}. */
    SGLANG,
    /** {@code details.prefill}, {@code details.tokens}: TGI's own {@code /generate}. */
    TGI,
    /** {@code logprobs[]} at the top level: Ollama's own routes. */
    OLLAMA,
    /** {@code output[].content[].logprobs[]}: OpenAI's Responses API. */
    OPENAI_RESPONSES,
    /** {@code request_id} and token ids: vLLM's {@code /inference/v1/generate}. */
    VLLM_GENERATE,
    /** {@code completion_probabilities[].probs[]}: llama.cpp before b4365, and ik_llama.cpp. */
    LLAMACPP_OLD,
    /** {@code prompt[].logprobs} and bare numbers in choices: Together. */
    TOGETHER,
    /** {@code results[].input_tokens[]}: watsonx.ai text generation. */
    WATSONX,
    /** A document's sum in {@code word_perplexity}: a line of lm-eval's {@code --log_samples}. */
    LM_EVAL,
    /** A dump of logits with token ids beside them: npy, npz, safetensors. */
    TENSOR_FILE,
    /** {@code results[].logprobs}: KoboldCpp's own {@code /api/v1/generate}. */
    KOBOLDCPP;

    private final String label = name().toLowerCase(Locale.ROOT).replace('_', '.');

    /** Whether it is a file of rows, which cannot hold the same document twice, and no payload. */
    public boolean isRowFile() {
        return this == KLD_FILE || this == TENSOR_FILE;
    }

    /** As written in envelopes, results and docs: "openai.chat". */
    public String label() {
        return label;
    }
}
