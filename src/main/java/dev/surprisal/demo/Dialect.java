package dev.surprisal.demo;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Whose HTTP the demo server speaks. */
public enum Dialect {
    /** vLLM's OpenAI server: {@code /v1/completions} with echo and prompt_logprobs. */
    VLLM("vllm"),
    /**
     * {@code /v1/completions} with echo alone, as llama-cpp-python, Together and OpenAI's base
     * models.
     */
    ECHO_ONLY("echo-only"),
    /** SGLang's {@code /generate}. */
    SGLANG("sglang"),
    /** Hugging Face TGI's {@code /generate} with prefill details. */
    TGI("tgi"),
    /** llama.cpp's {@code /completion}, which scores what it generates and nothing else. */
    LLAMA_CPP("llama.cpp"),
    /** vLLM's {@code /inference/v1/generate}: token ids in, token ids out. */
    VLLM_GENERATE("vllm-generate");

    private final String label;

    Dialect(String label) {
        this.label = label;
    }

    /** As the option is written. */
    public String label() {
        return label;
    }

    /**
     * The dialect of a label.
     *
     * @throws IllegalArgumentException if there is none, with all that there are
     */
    public static Dialect of(String label) {
        return Arrays.stream(values())
                .filter(dialect -> dialect.label.equals(label.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "dialect "
                                                + label
                                                + " is unknown; there are "
                                                + Arrays.stream(values())
                                                        .map(Dialect::label)
                                                        .collect(Collectors.joining(", "))));
    }
}
