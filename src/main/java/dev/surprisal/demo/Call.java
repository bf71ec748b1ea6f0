package dev.surprisal.demo;

import java.util.ArrayList;
import java.util.List;

/**
 * One request on its way through an {@link Endpoint}: what it asked, for the log, what is to go
 * wrong, and the answer. Of one thread.
 */
final class Call {

    private final DemoServerOptions options;
    private final DemoLanguage language;
    private final FaultKind fault;
    private final List<int[]> prompts = new ArrayList<>();
    final JsonBuffer answer;
    final long sequence;

    Call(
            DemoServerOptions options,
            DemoLanguage language,
            FaultKind fault,
            JsonBuffer answer,
            long sequence) {
        this.options = options;
        this.language = language;
        this.fault = fault;
        this.answer = answer;
        this.sequence = sequence;
    }

    DemoServerOptions options() {
        return options;
    }

    DemoLanguage language() {
        return language;
    }

    /** Prompts admitted so far, as they were asked. */
    List<int[]> prompts() {
        return prompts;
    }

    /** Takes the prompt up, or refuses it as vLLM does if it is empty or too long. */
    int[] admit(int[] prompt, int maxTokens) throws RequestException {
        prompts.add(prompt);
        if (prompt.length == 0) {
            throw RequestException.bad("The decoder prompt cannot be empty");
        }
        if ((long) prompt.length + maxTokens > options.maxModelLength()) {
            throw RequestException.bad(
                    ("This model's maximum context length is %d tokens. However, your request has"
                                    + " %d input tokens and asks for %d output tokens.")
                            .formatted(options.maxModelLength(), prompt.length, maxTokens));
        }
        if (fault != FaultKind.BOS_ADDED) {
            return prompt;
        }
        int[] changed = new int[prompt.length + 1];
        changed[0] = BpeTokenizer.BOS;
        System.arraycopy(prompt, 0, changed, 1, prompt.length);
        return changed;
    }

    /** Checks the model's name; without one the request is for whatever is there. */
    void checkModel(RequestFields fields) throws RequestException {
        String asked = fields.text("model", options.model());
        if (!asked.equals(options.model())) {
            throw new RequestException(
                    404, "NotFoundError", "The model `" + asked + "` does not exist.");
        }
    }

    /** How many likeliest tokens a position were asked for: -1 means all of the vocabulary. */
    int top(RequestFields fields, String name) throws RequestException {
        int k = fields.integer(name, 0, -1, Integer.MAX_VALUE);
        int max = options.maxLogprobs() < 0 ? Integer.MAX_VALUE : options.maxLogprobs();
        if (k > max || (k < 0 && options.maxLogprobs() >= 0)) {
            throw RequestException.bad(
                    "Requested %s of %d, which is greater than max allowed: %d"
                            .formatted(name, k, options.maxLogprobs()));
        }
        return k < 0 ? language.model.vocabulary() : k;
    }

    boolean echoIgnored() {
        return fault == FaultKind.ECHO_IGNORED;
    }

    /** Where the prompt's entries end: one early if the answer is to be of the wrong length. */
    int promptEnd(ScoredTokens scored) {
        return scored.promptTokens() - (fault == FaultKind.SHORT ? 1 : 0);
    }
}
