package dev.surprisal.server;

import java.util.Locale;

/**
 * A way of asking for the log-probs of a given text, best first. What each has and lacks is in
 * docs/PAYLOADS.md.
 */
public enum ServerDialect {
    /** vLLM {@code /v1/completions} with {@code prompt_logprobs}: ids in, ids out. */
    VLLM_PROMPT_LOGPROBS("/v1/completions", true, true),
    /** vLLM {@code /inference/v1/generate}, 2025-11 and later; also its Rust front-end. */
    VLLM_GENERATE("/inference/v1/generate", true, false),
    /** SGLang {@code /generate}; asks only for the positions that are scored. */
    SGLANG("/generate", true, true),
    /**
     * {@code echo} with {@code logprobs}: vLLM, SGLang, Together, llama-cpp-python, OpenAI's base
     * models. Says no ids, so only the number of tokens can be checked.
     */
    OPENAI_ECHO("/v1/completions", true, true),
    /** Hugging Face TGI {@code /generate}, from version 3 with --enable-prefill-logprobs. */
    TGI("/generate", false, true),
    /**
     * llama.cpp {@code /completion}, which cannot echo: a request for every token, which {@code
     * logit_bias} forces. Slow: a window of n tokens is n requests, one after the other.
     */
    LLAMA_CPP_FORCED("/completion", true, false);

    private final String label = name().toLowerCase(Locale.ROOT).replace('_', '-');
    private final String path;
    private final boolean takesTokenIds;
    private final boolean takesText;

    ServerDialect(String path, boolean takesTokenIds, boolean takesText) {
        this.path = path;
        this.takesTokenIds = takesTokenIds;
        this.takesText = takesText;
    }

    /** As written in job files and messages: "openai-echo". */
    public String label() {
        return label;
    }

    /**
     * The dialect of a label.
     *
     * @throws IllegalArgumentException naming all labels
     */
    public static ServerDialect of(String label) {
        StringBuilder known = new StringBuilder();
        for (ServerDialect dialect : values()) {
            if (dialect.label.equals(label)) {
                return dialect;
            }
            known.append(known.isEmpty() ? "" : ", ").append(dialect.label);
        }
        throw new IllegalArgumentException(
                "dialect is '%s', expected one of %s".formatted(label, known));
    }

    /** Behind the base URL. */
    String path() {
        return path;
    }

    boolean takesTokenIds() {
        return takesTokenIds;
    }

    boolean takesText() {
        return takesText;
    }

    /**
     * First position that the answer tells of, always as null. Where it depends on the prompt, so
     * does what may be reused from a journal.
     */
    int firstAsked(ScoringPrompt prompt) {
        return this == SGLANG || this == LLAMA_CPP_FORCED ? prompt.scoredFrom() - 1 : 0;
    }
}
