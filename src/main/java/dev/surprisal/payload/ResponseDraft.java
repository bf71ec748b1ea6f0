package dev.surprisal.payload;

import dev.surprisal.event.SourceFormat;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;

/** One response while it is being put together: a whole object, or the chunks of one id. */
final class ResponseDraft {
    static final int KEYS_SHOWN_MAX = 12;

    /** Where the object starts in the payload. */
    final long offset;

    /** The response's own id; null if absent or empty. */
    String id;

    /** {@code request_id}, for responses without an id. */
    String requestId;

    /** What a batch's producer called the request; null if it is in no batch. */
    String document;

    String model;
    String revision;

    /** The server's own time in epoch milliseconds; 0 if it gave none. */
    long createdMillis;

    /** When the server was done, in epoch milliseconds; 0 if it did not say. */
    long finishedMillis;

    /** From {@code usage}; -1 if absent. */
    long promptTokens = -1;

    long completionTokens = -1;

    /** From {@code usage} of the Responses API: all tokens, and those of them not shown. */
    long outputTokens = -1;

    long reasoningTokens;

    /** vLLM's prompt list where it stands once for all answers: on chat. */
    PromptLogprobs prompt;

    GrowingInts promptTokenIds;

    /** Together's prompts, which stand apart from the answers. */
    List<TokenColumns> prompts = new ArrayList<>(0);

    /** Whether token ids stand beside a request_id: vLLM's tokens-in, tokens-out endpoint. */
    boolean tokensOnly;

    /** Whether a key was seen that only a known format has. */
    boolean recognised;

    /** Whether the server reported an error. */
    boolean failed;

    /** {@code object}, which says what it is; null if absent. */
    String object;

    /** Whether it is a payload by itself, not one of several values or events. */
    boolean alone;

    /** Whether an array of such objects is one stream, not several answers. */
    boolean streamed;

    /** KServe's tensors; null if there are none. */
    KServeOutputs outputs;

    /** Whether Triton's {@code text_output} stands in it, and a string as {@code logprobs}. */
    boolean textOutputSeen;

    String logprobsString;

    /** A roll-out's arrays; null if it is none. */
    NemoRollout rollout;

    /** Why an object that fits no format cannot be scored, where that is known. */
    String refusal;

    /** What an lm-eval samples line says; null if no key of one was seen. */
    LmEvalLine lmEval;

    /** The document of an lm-eval samples line; null if it is none. */
    LmEvalSample sample;

    /** Whether an answer that is no stream is finished, since the server never says so. */
    boolean finishedIfWhole;

    /** The error's code, cut; null if it has none. */
    String errorCode;

    /** What other objects wrap around an answer. */
    final Enclosed enclosed = new Enclosed();

    /** What the Responses API says about its event or answer. */
    final OpenAiResponse responses = new OpenAiResponse();

    /** Top-level llama.cpp fields, moved into a choice when the object ends. */
    final ChoiceDraft single = new ChoiceDraft();

    /** Whether {@link #single} is in use. */
    boolean singleSeen;

    /** Whether the object itself said which prompt it answers. */
    boolean indexSeen;

    /** Entries of a list at the top level, whose format only the whole object tells. */
    ChoiceDraft entries;

    CharSlice entriesChars;

    /** Whether it may be followed by further lines of the same transcript. */
    boolean lines;

    /** Whether {@code done}, which every line of Ollama's has, stands in the object. */
    boolean doneSeen;

    private final TreeMap<Integer, ChoiceDraft> choices = new TreeMap<>();
    private final List<String> keys = new ArrayList<>(0);

    /** Our own record, if this object is one. */
    NativeRecord record;

    /** A gateway's log line, if this object is one. */
    GatewayRecord gateway;

    /** The record or log line that carried this response; null if none. */
    ResponseDraft envelope;

    ResponseDraft(long offset) {
        this.offset = offset;
    }

    Collection<ChoiceDraft> choices() {
        return choices.values();
    }

    /** Keeps the first keys in alphabetical order, for the message that names them. */
    void keySeen(String key) {
        String shown = JsonWords.shown(key);
        int place = Collections.binarySearch(keys, shown);
        if (place >= 0 || -place > KEYS_SHOWN_MAX) {
            return;
        }
        keys.add(-place - 1, shown);
        if (keys.size() > KEYS_SHOWN_MAX) {
            keys.remove(KEYS_SHOWN_MAX);
        }
    }

    List<String> keys() {
        return new ArrayList<>(keys);
    }

    /** Adds an answer of this object; an index may stand in it only once. */
    void add(ChoiceDraft choice, JsonCursor in) throws MalformedPayloadException {
        if (!in.claimChoice()) {
            throw in.fault("more than " + Budget.CHOICES_MAX + " answers in one payload");
        }
        choice.pieces = choice.tokens.size() > 0 ? 1 : 0;
        if (choices.putIfAbsent(choice.index, choice) != null) {
            throw in.fault("two answers have index " + choice.index);
        }
    }

    NativeRecord recordOrEnvelope() {
        return envelope == null ? record : envelope.record;
    }

    /** Answers that this object carries as a record or a log line; null if it carries none. */
    List<ResponseDraft> carried() {
        if (gateway != null) {
            return gateway.answers;
        }
        return record == null ? null : record.answers;
    }

    /** What was asked, where the envelope tells; null if it does not. */
    RequestFields request() {
        if (envelope == null) {
            return null;
        }
        return envelope.gateway != null ? envelope.gateway.request : envelope.record.request;
    }

    /** Settles what needed the whole object. */
    void endObject(JsonCursor in) throws MalformedPayloadException {
        if (id == null && requestId != null) {
            VllmGenerate.mark(this);
        }
        id = id == null ? requestId : id;
        if (rollout != null) {
            rollout.end(in, this);
        }
        if (outputs != null && !outputs.awaitsBinary()) {
            outputs.end(in, this);
        }
        if (lmEval != null && lmEval.recognised && !recognised) {
            sample = lmEval.end(offset);
            recognised = true;
        }
        responses.end(this, in);
        TritonGenerate.end(this, in);
        OllamaAnswer.end(this, in);
        if (single.format == SourceFormat.TGI) {
            // In TGI's events the index is the token's.
            single.index = 0;
            indexSeen = false;
        }
        ChoiceDraft beside = choices.get(single.index);
        if (beside != null && single.format == SourceFormat.TGI) {
            // Together sends the same token in TGI's shape beside its choice.
            if (beside.format == null) {
                beside.append(single, in);
            }
        } else if (singleSeen && (single.format != null || choices.isEmpty())) {
            add(single, in);
        }
    }

    /** Numbers an answer of an array that does not number itself. */
    void indexIfUnknown(int ordinal) {
        boolean alone = choices.size() == 1;
        if (singleSeen && !indexSeen && alone && choices.remove(single.index, single)) {
            single.index = ordinal;
            choices.put(ordinal, single);
        }
    }

    /** Settles what needed to know that the object is no chunk of a stream. */
    void isWhole() {
        for (ChoiceDraft choice : choices.values()) {
            choice.finished |= finishedIfWhole;
        }
    }

    /** Gives the sole answer of a response the number {@code index}. */
    void renumber(int index) {
        if (choices.remove(single.index, single)) {
            single.index = index;
            choices.put(index, single);
        }
    }

    /** Whether nothing in it can be scored. */
    boolean tokenless() {
        return (outputs == null || outputs.logits == null)
                && (prompt == null || prompt.positions() == 0)
                && prompts.isEmpty()
                && choices.values().stream().allMatch(ChoiceDraft::tokenless);
    }

    /** Whether this object of an array is the next chunk of the one before it. */
    boolean continues(ResponseDraft before) {
        return streamed
                && before != null
                && before.streamed
                && Objects.equals(id, before.id)
                && (id != null || before.choices.values().stream().noneMatch(c -> c.finished));
    }

    /** Appends a later chunk of the same response, in order of arrival. */
    void append(ResponseDraft chunk, JsonCursor in) throws MalformedPayloadException {
        id = id == null ? chunk.id : id;
        if (responses.repeats(chunk)) {
            chunk.choices.values().forEach(choice -> in.budget().releaseChoice());
            return;
        }
        tokensOnly |= chunk.tokensOnly;
        model = model == null ? chunk.model : model;
        revision = revision == null ? chunk.revision : revision;
        createdMillis = createdMillis == 0 ? chunk.createdMillis : createdMillis;
        finishedMillis = Math.max(finishedMillis, chunk.finishedMillis);
        promptTokens = Math.max(promptTokens, chunk.promptTokens);
        completionTokens = Math.max(completionTokens, chunk.completionTokens);
        prompt = prompt == null ? chunk.prompt : prompt;
        prompts = prompts.isEmpty() ? chunk.prompts : prompts;
        promptTokenIds = promptTokenIds == null ? chunk.promptTokenIds : promptTokenIds;
        for (ChoiceDraft choice : chunk.choices.values()) {
            ChoiceDraft known = choices.putIfAbsent(choice.index, choice);
            if (known != null) {
                known.append(choice, in);
                in.budget().releaseChoice();
            }
        }
    }
}
