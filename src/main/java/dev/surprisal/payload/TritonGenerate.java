package dev.surprisal.payload;

import dev.surprisal.event.SourceFormat;

/**
 * Triton's {@code /v2/models/<name>/generate} and {@code generate_stream} in front of TensorRT-LLM:
 * {@code output_log_probs} at the top level.
 *
 * <p>tensorrtllm_backend as of its docs/llama.md. A tensor of one element is printed as a bare
 * number, several beams as an array each. Without {@code return_log_probs} every value is a
 * placeholder of 0.0, so that zeros are NOT_MEASURED even where there is only one. {@code
 * cum_log_probs} repeats the sum (or its mean, by {@code normalize_log_probs}); {@code
 * context_logits} come without the prompt's ids and {@code generation_logits} without their own:
 * all passed over. Missing: time, ids, the prompt, and any sign of the end. Golden cases:
 * triton_generate/*; of the vLLM backend triton_vllm/generate*.
 */
final class TritonGenerate {
    private static final String WHAT = "output_log_probs";

    private TritonGenerate() {}

    static void readLogprobs(JsonCursor in, ResponseDraft draft) throws MalformedPayloadException {
        draft.recognised = true;
        draft.finishedIfWhole = true;
        if (in.isNull()) {
            return;
        }
        if (draft.single.format != null) {
            throw in.fault(WHAT + " stands twice");
        }
        if (in.isArray()) {
            readArray(in, draft);
        } else {
            useSingle(in, draft).tokens.read(in, WHAT);
        }
    }

    private static void readArray(JsonCursor in, ResponseDraft draft)
            throws MalformedPayloadException {
        int beams = 0;
        boolean flat = false;
        while (in.nextElement()) {
            if (!in.isArray()) {
                flat = true;
                useSingle(in, draft).tokens.read(in, WHAT + "[]");
            } else {
                ChoiceDraft beam = new ChoiceDraft();
                beam.index = beams++;
                beam.shape(SourceFormat.TRITON_GENERATE, in);
                while (in.nextElement()) {
                    beam.tokens.read(in, WHAT + "[][]");
                }
                draft.add(beam, in);
            }
            if (flat && beams > 0) {
                throw in.fault(WHAT + " mixes numbers and arrays");
            }
        }
    }

    private static ChoiceDraft useSingle(JsonCursor in, ResponseDraft draft)
            throws MalformedPayloadException {
        draft.singleSeen = true;
        draft.single.shape(SourceFormat.TRITON_GENERATE, in);
        return draft.single;
    }

    /** An answer without log-probs is one all the same. */
    static void readText(JsonCursor in, ResponseDraft draft) throws MalformedPayloadException {
        draft.recognised = true;
        draft.textOutputSeen = true;
        in.skip();
    }

    /**
     * The vLLM backend behind the same endpoint sends its string of JSON as {@code logprobs}, a key
     * of many: kept until {@code text_output} says whose it is.
     */
    static void keepString(JsonCursor in, ResponseDraft draft) throws MalformedPayloadException {
        if (in.isString()) {
            draft.logprobsString = in.string("logprobs");
        }
    }

    /** Reads that string, if it is Triton's. */
    static void end(ResponseDraft draft, JsonCursor in) throws MalformedPayloadException {
        if (draft.logprobsString == null || !draft.textOutputSeen) {
            return;
        }
        ChoiceDraft answer = KServeOutputs.sequence(draft.logprobsString, 0, in);
        // An event of a stream does not say whether it is the last.
        answer.finished = false;
        draft.finishedIfWhole = true;
        draft.add(answer, in);
    }

    static void readModel(JsonCursor in, ResponseDraft draft) throws MalformedPayloadException {
        if (in.isString()) {
            String name = in.stringOrNull("model_name");
            draft.model = draft.model == null ? name : draft.model;
        } else {
            in.skip();
        }
    }

    static void readRevision(JsonCursor in, ResponseDraft draft) throws MalformedPayloadException {
        if (in.isString()) {
            draft.revision = in.stringOrNull("model_version");
        } else {
            in.skip();
        }
    }
}
