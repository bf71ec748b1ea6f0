package dev.surprisal.payload;

import dev.surprisal.event.SourceFormat;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where the prompt ends in legacy arrays that echo it. Nothing marks the place, so it is worked out
 * from counts, and an answer whose counts fit no reading is refused: never guessed.
 *
 * <p>Echo shows by a null in front of every answer. With N entries, P prompt tokens and C generated
 * ones, one answer is:
 *
 * <ul>
 *   <li>N = P + C, or N = P and C ≤ 1 (max_tokens 0 still generates, and counts, one): echo
 *   <li>else N = C: no echo, the first generated value is null
 *   <li>else N > P: echo; entries were lost or ran past the stop string
 *   <li>else: refused
 * </ul>
 *
 * <p>P is the length of {@code prompt_token_ids} or {@code prompt_logprobs} where an answer has
 * them, else usage.prompt_tokens. Usage is the sum over all prompts, each counted once however many
 * answers it got; several answers are therefore resolved only if the sums leave one reading, see
 * {@link #several}. Without any count the whole array stays one prompt, and the convention says so;
 * unless it certainly holds generated tokens (a stream, or finish_reason "stop"): refused.
 */
final class EchoSplit {
    private final ResponseDraft draft;
    private final List<ChoiceDraft> echoes = new ArrayList<>();

    private final Map<ChoiceDraft, Integer> lengthOf = new HashMap<>();

    /** [echoes] tokens of the prompt. */
    private final int[] lengths;

    private boolean unsplit;

    EchoSplit(ResponseDraft draft) throws MalformedPayloadException {
        this.draft = draft;
        for (ChoiceDraft choice : draft.choices()) {
            boolean arrays = choice.format == SourceFormat.OPENAI_COMPLETIONS;
            // With the prompt apart, an answer holds none.
            if (arrays && choice.tokens.size() > 0 && draft.prompts.isEmpty()) {
                StandInValues.firstOneIsNull(choice.tokens);
                echoes.add(choice);
            }
        }
        lengths = new int[echoes.size()];
        if (echoes.stream().allMatch(choice -> choice.tokens.startsWithNull())) {
            split();
        }
        for (int i = 0; i < lengths.length; i++) {
            lengthOf.put(echoes.get(i), lengths[i]);
        }
    }

    /** Entries at the front of the choice that are its prompt; 0 if it echoes none. */
    int promptLength(ChoiceDraft choice) {
        return lengthOf.getOrDefault(choice, 0);
    }

    /** Whether any answer echoes its prompt. */
    boolean any() {
        for (int length : lengths) {
            if (length > 0) {
                return true;
            }
        }
        return false;
    }

    /** Whether prompt and answer could not be told apart for want of any count. */
    boolean unsplit() {
        return unsplit;
    }

    private void split() throws MalformedPayloadException {
        boolean known = true;
        for (int i = 0; i < lengths.length; i++) {
            lengths[i] = ownPromptLength(echoes.get(i));
            known &= lengths[i] > 0;
        }
        if (known) {
            for (int i = 0; i < lengths.length; i++) {
                lengths[i] = one(echoes.get(i), lengths[i], ownGenerated(echoes.get(i)));
            }
        } else if (draft.promptTokens < 0) {
            withoutCounts();
        } else if (lengths.length == 1) {
            lengths[0] = one(echoes.get(0), draft.promptTokens, draft.completionTokens);
        } else {
            several();
        }
    }

    private int ownPromptLength(ChoiceDraft choice) {
        if (choice.promptTokenIds != null) {
            return choice.promptTokenIds.size();
        }
        return choice.prompt == null ? 0 : choice.prompt.positions();
    }

    private long ownGenerated(ChoiceDraft choice) {
        if (choice.tokenIds != null) {
            return choice.tokenIds.size();
        }
        return lengths.length == 1 ? draft.completionTokens : -1;
    }

    private int one(ChoiceDraft choice, long prompt, long generated)
            throws MalformedPayloadException {
        int entries = choice.tokens.size();
        if (entries == prompt + Math.max(0, generated) || (entries == prompt && generated <= 1)) {
            return (int) prompt;
        }
        if (entries == generated) {
            return 0;
        }
        if (entries >= prompt) {
            return (int) prompt;
        }
        throw refused("%d entries, %d prompt tokens".formatted(entries, prompt));
    }

    /**
     * Several answers: all of them prompts (N sums to P); or n answers to one prompt, whose texts
     * then agree (N sums to nP + C); or one generated token each (C is their number).
     */
    private void several() throws MalformedPayloadException {
        long prompt = draft.promptTokens;
        long generated = Math.max(0, draft.completionTokens);
        int answers = lengths.length;
        long entries = 0;
        for (ChoiceDraft choice : echoes) {
            entries += choice.tokens.size();
        }
        boolean promptsOnly = generated <= answers && entries == answers * prompt;
        boolean all = entries == prompt;
        boolean shared =
                (entries == answers * prompt + generated || promptsOnly) && samePrompt(prompt);
        boolean oneEach = generated == answers && entries == prompt + generated;
        if (!all && !shared && !oneEach) {
            throw refused(
                    "%d answers of %d entries in all, usage has %d prompt and %d completion tokens"
                            .formatted(answers, entries, prompt, draft.completionTokens));
        }
        for (int i = 0; i < answers; i++) {
            int own = echoes.get(i).tokens.size();
            lengths[i] = all ? own : shared ? (int) prompt : own - 1;
        }
    }

    private boolean samePrompt(long prompt) {
        for (ChoiceDraft choice : echoes) {
            if (choice.tokens.size() < prompt
                    || choice.textHashes.length < prompt
                    || choice.textHash((int) prompt) != echoes.get(0).textHash((int) prompt)) {
                return false;
            }
        }
        return true;
    }

    private void withoutCounts() throws MalformedPayloadException {
        for (int i = 0; i < lengths.length; i++) {
            ChoiceDraft choice = echoes.get(i);
            if (choice.pieces > 1 || choice.stopped) {
                throw refused("generated tokens follow the prompt and usage is missing");
            }
            lengths[i] = choice.tokens.size();
            unsplit |= lengths[i] > 1;
        }
    }

    private MalformedPayloadException refused(String counts) {
        return new MalformedPayloadException(
                draft.offset,
                SourceFormat.OPENAI_COMPLETIONS,
                "an echoed prompt cannot be told from the answer: " + counts);
    }
}
