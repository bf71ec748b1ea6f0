package dev.surprisal.payload;

import dev.surprisal.event.LogitRows;
import dev.surprisal.event.SourceFormat;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * KServe v2 / Open Inference Protocol {@code POST /v2/models/<name>/infer}: {@code outputs[]} of
 * {@code name, datatype, shape, data}, told from other lists by {@code datatype}.
 *
 * <ul>
 *   <li>{@code logprobs} of BYTES: Triton's vLLM backend (request.py as of 2026-08), a JSON string
 *       a sequence, {@code [{"123": {"logprob", "rank", "decoded_token"}}]}, one map a new token,
 *       with Python's bare NaN and -Infinity. The sampled token is found like vLLM's prompt tokens,
 *       see {@link PromptLogprobs#resolve}.
 *   <li>{@code output_log_probs}, {@code log_probs}, {@code logprobs} of numbers: the last
 *       dimension is tokens, what is before it sequences
 *   <li>{@code logits}, {@code context_logits} [tokens, vocabulary] with {@code token_ids}, {@code
 *       input_ids} or {@code output_ids} [tokens]: row t - 1 scores token t
 * </ul>
 *
 * <p>With the binary extension the tensors stand behind the JSON, whose own end is the header's
 * length. {@code generation_logits} are passed over: servers disagree on which token their first
 * row is of. Missing: time. Golden cases: kserve/*, triton_vllm/*.
 */
final class KServeOutputs {
    /** Beyond any server's; bounds what a header may cost. */
    private static final int TENSORS_MAX = 1024;

    private final List<KServeTensor> tensors = new ArrayList<>();
    private boolean ended;

    /** Logits of a text; null if there are none. */
    LogitTensor logits;

    static void read(JsonCursor in, ResponseDraft draft) throws MalformedPayloadException {
        if (!in.isArray()) {
            in.skip();
            return;
        }
        KServeOutputs outputs = new KServeOutputs();
        while (in.nextElement()) {
            if (!in.isObject()) {
                in.skip();
                continue;
            }
            KServeTensor tensor = KServeTensor.read(in);
            if (tensor.datatype != null) {
                outputs.tensors.add(tensor);
            }
            if (outputs.tensors.size() > TENSORS_MAX) {
                throw in.fault("outputs has more than " + TENSORS_MAX + " tensors");
            }
        }
        if (!outputs.tensors.isEmpty()) {
            in.format(SourceFormat.KSERVE);
            draft.recognised = true;
            draft.outputs = outputs;
        }
    }

    /** Whether tensors that stand behind the JSON are still to come. */
    boolean awaitsBinary() {
        return !ended && tensors.stream().anyMatch(KServeTensor::isBinary);
    }

    /** Reads the tensors behind the JSON, in the order in which it lists them. */
    void readBinary(byte[] bytes, int from, int end, JsonCursor in)
            throws MalformedPayloadException {
        long sum = 0;
        for (KServeTensor tensor : tensors) {
            sum += Math.max(0, tensor.binaryBytes);
        }
        if (sum != end - from) {
            throw in.fault(
                    "binary tensors take %d bytes, %d follow the JSON%s"
                            .formatted(sum, end - from, sum > end - from ? ": truncated" : ""));
        }
        int at = from;
        for (KServeTensor tensor : tensors) {
            if (tensor.isBinary()) {
                tensor.take(bytes, at, in);
                at += (int) tensor.binaryBytes;
            }
        }
    }

    /** Makes answers of the tensors, once all of their values are in. */
    void end(JsonCursor in, ResponseDraft draft) throws MalformedPayloadException {
        ended = true;
        KServeTensor ids = first(KServeTensor.TOKEN_IDS);
        KServeTensor rows = first(KServeTensor.LOGITS);
        KServeTensor logprobs = first(KServeTensor.LOGPROBS);
        if (rows != null) {
            logits = readLogits(rows, ids, in);
        }
        if (logprobs != null && !logprobs.texts.isEmpty()) {
            for (int i = 0; i < logprobs.texts.size(); i++) {
                draft.add(sequence(logprobs.texts.get(i), i, in), in);
            }
        } else if (logprobs != null) {
            addSequences(logprobs, ids, in, draft);
        }
    }

    private KServeTensor first(Set<String> names) {
        for (KServeTensor tensor : tensors) {
            if (tensor.name != null && names.contains(tensor.name)) {
                return tensor;
            }
        }
        return null;
    }

    /** One sequence of Triton's vLLM backend, from the string that holds it. */
    static ChoiceDraft sequence(String text, int index, JsonCursor outer)
            throws MalformedPayloadException {
        ChoiceDraft choice = new ChoiceDraft();
        choice.index = index;
        choice.finished = true;
        outer.claimText();
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        try (JsonCursor in = new JsonCursor(bytes, 0, bytes.length, 0, outer.budget())) {
            PromptLogprobs maps = in.token() == null ? null : PromptLogprobs.read(in);
            if (maps != null) {
                choice.shape(SourceFormat.TRITON_VLLM, outer);
                choice.tokens.addFrom(0, maps.resolve(null));
            }
        } catch (MalformedPayloadException e) {
            throw new MalformedPayloadException(
                    outer.offset(),
                    SourceFormat.TRITON_VLLM,
                    "logprobs string, at its byte " + e.offset() + ": " + e.reason());
        }
        return choice;
    }

    private static void addSequences(
            KServeTensor tensor, KServeTensor ids, JsonCursor in, ResponseDraft draft)
            throws MalformedPayloadException {
        checkElements(tensor, in);
        long[] shape = tensor.shape(1);
        int length = shape.length == 0 ? 1 : (int) shape[shape.length - 1];
        if (length == 0) {
            return;
        }
        for (int from = 0; from < tensor.size(); from += length) {
            ChoiceDraft choice = new ChoiceDraft();
            choice.index = from / length;
            choice.finished = true;
            choice.shape(SourceFormat.KSERVE, in);
            for (int i = from; i < from + length; i++) {
                choice.tokens.addLogprob(tensor.number(i));
            }
            draft.add(choice, in);
        }
        if (ids != null && ids.size() == tensor.size() && tensor.size() == length) {
            GrowingInts known = new GrowingInts();
            for (int i = 0; i < length; i++) {
                known.add(id(ids, i, Integer.MAX_VALUE, in));
            }
            draft.choices().iterator().next().tokenIds = known;
        }
    }

    private static void checkElements(KServeTensor tensor, JsonCursor in)
            throws MalformedPayloadException {
        if (tensor.elements() != tensor.size()) {
            throw in.fault(
                    "%s holds %d values, its shape says %d"
                            .formatted(tensor.name, tensor.size(), tensor.elements()));
        }
    }

    private static LogitTensor readLogits(KServeTensor rows, KServeTensor ids, JsonCursor in)
            throws MalformedPayloadException {
        if (ids == null) {
            throw in.fault(rows.name + " without token_ids, input_ids or output_ids");
        }
        long[] shape = rows.shape(2);
        if (shape.length != 2 || shape[1] == 0) {
            throw in.fault(rows.name + " has no shape of [tokens, vocabulary], of one sequence");
        }
        if (!rows.isBinary()) {
            checkElements(rows, in);
        }
        checkElements(ids, in);
        if (shape[1] > LogitRows.BYTES_MAX / Float.BYTES) {
            throw in.fault(rows.name + " has a vocabulary of " + shape[1]);
        }
        if (ids.size() != shape[0] && ids.size() != shape[0] + 1) {
            throw in.fault(
                    "%s has %d rows, %s %d tokens"
                            .formatted(rows.name, shape[0], ids.name, ids.size()));
        }
        int[] tokens = new int[ids.size()];
        for (int i = 0; i < tokens.length; i++) {
            tokens[i] = id(ids, i, shape[1], in);
        }
        return tokens.length < 2 ? null : rows.logits((int) shape[1], tokens, in);
    }

    private static int id(KServeTensor ids, int index, long bound, JsonCursor in)
            throws MalformedPayloadException {
        double id = ids.number(index);
        if (!(id >= 0 && id < bound) || id != Math.rint(id)) {
            throw in.fault("%s[%d] is %s, no token below %d".formatted(ids.name, index, id, bound));
        }
        return (int) id;
    }
}
