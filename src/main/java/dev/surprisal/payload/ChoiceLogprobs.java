package dev.surprisal.payload;

import dev.surprisal.event.SourceFormat;

/**
 * The {@code logprobs} of one OpenAI-like answer, whose members tell the legacy arrays from the
 * chat lists.
 *
 * <p>Chat lists are {@code content} and {@code refusal}, of which one is null as a rule; the other
 * way round an answer that turns into a refusal continues. KoboldCpp (1.80 and later) says the same
 * tokens in both shapes side by side: the lists count, which have bytes, and the arrays must be as
 * long. Golden cases: openai_chat/*, openai_completions/*, koboldcpp/*.
 */
final class ChoiceLogprobs {

    private static final String WHAT = "choices[].logprobs.";

    private final ChoiceDraft choice;
    private LegacyArrays.Texts texts = new LegacyArrays.Texts();

    /** Whether there was a chat list, be it empty. */
    private boolean listed;

    /** Entries of the legacy arrays that stand beside a chat list; -1 where none do. */
    private long beside = -1;

    private ChoiceLogprobs(ChoiceDraft choice) {
        this.choice = choice;
    }

    /** Reads the current value into an answer that has no log-probs yet. */
    static void read(JsonCursor in, ChoiceDraft choice) throws MalformedPayloadException {
        if (in.isNull()) {
            return;
        }
        if (choice.format != null) {
            throw in.fault("choices[].logprobs stands twice");
        }
        if (in.isNumber() || in.isArray()) {
            Together.readBare(in, choice);
            return;
        }
        in.expectObject("choices[].logprobs");
        new ChoiceLogprobs(choice).read(in);
    }

    private void read(JsonCursor in) throws MalformedPayloadException {
        for (String key = in.nextKey(); key != null; key = in.nextKey()) {
            switch (key) {
                case "token_logprobs", "tokens" -> readArray(key, in);
                case "token_ids", "top_logprobs" -> {
                    if (listed && key.equals("top_logprobs")) {
                        in.skip();
                    } else {
                        LegacyArrays.read(key, in, choice, texts);
                    }
                }
                case "content", "refusal" -> readList(key, in);
                default -> in.skip();
            }
        }
        if (beside >= 0 && beside != choice.tokens.size()) {
            throw in.fault(
                    WHAT
                            + "content has %d entries, token_logprobs beside it %d"
                                    .formatted(choice.tokens.size(), beside));
        }
        texts.joinTo(choice, in);
    }

    private void readArray(String key, JsonCursor in) throws MalformedPayloadException {
        if (in.isNull()) {
            return;
        }
        if (!listed) {
            choice.format = null;
            choice.shape(SourceFormat.OPENAI_COMPLETIONS, in);
            LegacyArrays.read(key, in, choice, texts);
            return;
        }
        in.expectArray(WHAT + key);
        long entries = 0;
        while (in.nextElement()) {
            in.claimEntry();
            in.skip();
            entries++;
        }
        beside = key.equals("tokens") ? beside : entries;
    }

    private void readList(String key, JsonCursor in) throws MalformedPayloadException {
        if (choice.format == SourceFormat.OPENAI_COMPLETIONS) {
            if (in.isNull()) {
                return;
            }
            // The arrays came first: the same tokens come again.
            beside = choice.tokens.size();
            choice.tokens.clear();
            choice.format = null;
            texts = new LegacyArrays.Texts();
        }
        listed |= !in.isNull();
        choice.shape(SourceFormat.OPENAI_CHAT, in);
        TokenEntries.read(in, choice, WHAT + key);
    }
}
