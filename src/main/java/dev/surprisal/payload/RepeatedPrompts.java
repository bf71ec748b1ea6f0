package dev.surprisal.payload;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Prompts that stand in several responses of one payload: SGLang answers n > 1 with an array whose
 * elements have ids of their own and repeat the prompt.
 *
 * <p>Lists of the same token ids are one prompt, which counts once, in the first response that has
 * it. So does a text that a request really held twice: nothing on the wire tells the two apart.
 */
final class RepeatedPrompts {
    private record Key(Object owner, int length, long hash) {}

    private RepeatedPrompts() {}

    /**
     * Numbers the prompts that answers list themselves and takes away all but the first of each.
     */
    static void drop(List<ResponseDraft> drafts) {
        if (drafts.size() < 2) {
            return;
        }
        Map<Key, Integer> numbers = new HashMap<>();
        for (ResponseDraft draft : drafts) {
            for (ChoiceDraft choice : draft.choices()) {
                if (choice.promptTokens != null) {
                    number(draft, choice, numbers);
                }
            }
        }
    }

    private static void number(ResponseDraft draft, ChoiceDraft choice, Map<Key, Integer> numbers) {
        TokenColumns tokens = choice.promptTokens;
        long hash = tokens.idHash();
        // Without ids nothing is known to be the same.
        Object owner = hash == 0 ? choice : draft.envelope;
        Integer known = numbers.putIfAbsent(new Key(owner, tokens.size(), hash), numbers.size());
        if (known == null) {
            choice.promptNumber = numbers.size() - 1;
        } else {
            choice.promptNumber = known;
            choice.promptTokens = null;
        }
    }
}
