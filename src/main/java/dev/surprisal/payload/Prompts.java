package dev.surprisal.payload;

import dev.surprisal.event.SourceFormat;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The different prompts of one response. With n > 1 every answer repeats its prompt, which counts
 * once: two lists are one prompt if they have the same tokens, whatever the values.
 */
final class Prompts {
    private record Key(int length, long hash) {}

    private final List<TokenColumns> lists = new ArrayList<>();
    private final List<SourceFormat> formats = new ArrayList<>();
    private final List<ChoiceDraft> owners = new ArrayList<>();
    private final Map<Key, Integer> indexes = new HashMap<>();
    private final Map<ChoiceDraft, Integer> indexOfChoice = new HashMap<>();

    private Prompts() {}

    static Prompts of(ResponseDraft draft, EchoSplit echo) throws MalformedPayloadException {
        Prompts prompts = new Prompts();
        for (ChoiceDraft choice : draft.choices()) {
            int length = echo.promptLength(choice);
            if (length > 0) {
                // vLLM sends prompt_logprobs beside the echo: the same prompt, so it is passed
                // over.
                prompts.addEcho(choice, length);
            } else if (choice.promptTokens != null) {
                prompts.addOwn(choice);
            } else if (choice.prompt != null && choice.prompt.positions() > 0) {
                GrowingInts ids = choice.promptTokenIds;
                prompts.addList(draft, choice, choice.prompt, ids);
            }
        }
        prompts.addApart(draft);
        boolean top = draft.prompt != null && draft.prompt.positions() > 0;
        if (top && prompts.size() == 0) {
            ChoiceDraft first =
                    draft.choices().isEmpty() ? null : draft.choices().iterator().next();
            prompts.addList(draft, first, draft.prompt, draft.promptTokenIds);
        }
        return prompts;
    }

    int size() {
        return lists.size();
    }

    TokenColumns tokens(int index) {
        return lists.get(index);
    }

    SourceFormat format(int index) {
        return formats.get(index);
    }

    /** The prompt's number in the payload: its place here unless the answer knows better. */
    int number(int index) {
        ChoiceDraft owner = owners.get(index);
        return owner == null ? index : Math.max(index, owner.promptNumber);
    }

    /** Whether the answer that carried it is finished. */
    boolean finished(int index) {
        return owners.get(index) != null && owners.get(index).finished;
    }

    /** Which prompt the choice answers; 0 where that is unknown. */
    int indexOf(ChoiceDraft choice) {
        return Math.max(choice.promptNumber, indexOfChoice.getOrDefault(choice, 0));
    }

    /**
     * Answers are numbered prompt by prompt, so their share of the numbers tells which is whose.
     */
    private void addApart(ResponseDraft draft) {
        int count = draft.prompts.size();
        for (TokenColumns tokens : draft.prompts) {
            ChoiceDraft first =
                    draft.choices().isEmpty() ? null : draft.choices().iterator().next();
            add(first, null, tokens, SourceFormat.TOGETHER);
        }
        if (count > 0) {
            int each = Math.max(1, draft.choices().size() / count);
            for (ChoiceDraft choice : draft.choices()) {
                indexOfChoice.put(choice, Math.min(choice.index / each, count - 1));
            }
        }
    }

    private void addOwn(ChoiceDraft choice) {
        TokenColumns tokens = choice.promptTokens;
        long hash = tokens.idHash();
        Key key = hash == 0 ? null : new Key(tokens.size(), hash);
        add(choice, key, tokens, choice.format);
    }

    private void addEcho(ChoiceDraft choice, int length) {
        // A placeholder fills the whole array, so it is looked for before the array is cut.
        choice.tokens.firstNullIsNobodysFault();
        choice.tokens.notMeasuredIfAllZero();
        TokenColumns tokens = choice.tokens.slice(0, length);
        GrowingInts ids = choice.promptTokenIds;
        if (ids != null && ids.size() == length) {
            for (int i = 0; i < length; i++) {
                tokens.setId(i, ids.get(i));
            }
        }
        boolean texts = choice.textHashes.length >= length;
        Key key = texts ? new Key(length, choice.textHash(length)) : null;
        add(choice, key, tokens, SourceFormat.OPENAI_COMPLETIONS);
    }

    private void addList(
            ResponseDraft draft, ChoiceDraft choice, PromptLogprobs list, GrowingInts ids)
            throws MalformedPayloadException {
        if (ids != null && ids.size() != list.positions()) {
            throw new MalformedPayloadException(
                    draft.offset,
                    SourceFormat.VLLM_PROMPT,
                    "prompt_logprobs has %d entries, prompt_token_ids %d"
                            .formatted(list.positions(), ids.size()));
        }
        long identity = list.identity();
        if (ids != null) {
            identity = 1;
            for (int i = 0; i < ids.size(); i++) {
                identity = identity * 31 + ids.get(i);
            }
        }
        Key key = new Key(list.positions(), identity);
        add(choice, key, list.resolve(ids), SourceFormat.VLLM_PROMPT);
    }

    private void add(ChoiceDraft choice, Key key, TokenColumns tokens, SourceFormat format) {
        Integer known = key == null ? null : indexes.get(key);
        if (known != null) {
            indexOfChoice.put(choice, known);
            return;
        }
        if (key != null) {
            indexes.put(key, lists.size());
        }
        indexOfChoice.put(choice, lists.size());
        lists.add(tokens);
        formats.add(format);
        owners.add(choice);
    }
}
