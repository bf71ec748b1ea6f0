package dev.surprisal.payload;

import java.util.Map;

/**
 * Reads one top-level object in one pass: each key goes to the class that knows its shape, and the
 * keys that turned up are what the format is recognised by.
 *
 * <p>A new format is a new entry here and a class that fills the draft. Keys that nobody knows are
 * passed over, since servers add fields at any time; our own record is the exception.
 */
final class ObjectReader {
    /** Reads the current value of one key into the draft. */
    private interface Field {
        void read(JsonCursor in, ResponseDraft draft) throws MalformedPayloadException;
    }

    private static final Map<String, Field> FIELDS =
            Map.ofEntries(
                    Map.entry("id", (in, draft) -> draft.id = ResponseFields.id(in, draft.id)),
                    Map.entry(
                            "request_id",
                            (in, draft) -> draft.requestId = ResponseFields.id(in, null)),
                    Map.entry("model", (in, draft) -> draft.model = in.stringOrNull("model")),
                    Map.entry("system_fingerprint", ResponseFields::readRevision),
                    Map.entry("created", ResponseFields::readCreated),
                    Map.entry("created_at", ResponseFields::readCreated),
                    Map.entry("usage", ResponseFields::readUsage),
                    Map.entry("error", ResponseFields::readError),
                    Map.entry("choices", OpenAiChoices::read),
                    Map.entry("outputs", KServeOutputs::read),
                    Map.entry("output_log_probs", TritonGenerate::readLogprobs),
                    Map.entry("text_output", TritonGenerate::readText),
                    Map.entry("model_name", TritonGenerate::readModel),
                    Map.entry("model_version", TritonGenerate::readRevision),
                    Map.entry("generation_logprobs", NemoRollout::readLogprobs),
                    Map.entry("token_loss_mask", NemoRollout::readMask),
                    Map.entry("input_lengths", NemoRollout::readLength),
                    Map.entry("idx", NemoRollout::readIndex),
                    Map.entry("resps", LmEvalLine::readAnswers),
                    Map.entry("filtered_resps", LmEvalLine::readAnswers),
                    Map.entry("doc_id", LmEvalLine::readDocId),
                    Map.entry("metrics", LmEvalLine::readMetrics),
                    Map.entry("word_perplexity", LmEvalLine::readWords),
                    Map.entry("byte_perplexity", LmEvalLine::readBytes),
                    Map.entry("bits_per_byte", LmEvalLine::readBits),
                    Map.entry(
                            "doc_hash", (in, draft) -> LmEvalLine.readHash(in, draft, "doc_hash")),
                    Map.entry(
                            "prompt_hash",
                            (in, draft) -> LmEvalLine.readHash(in, draft, "prompt_hash")),
                    Map.entry(
                            "target_hash",
                            (in, draft) -> LmEvalLine.readHash(in, draft, "target_hash")),
                    Map.entry("candidates", GeminiCandidates::read),
                    Map.entry("responseId", GeminiCandidates::readId),
                    Map.entry("modelVersion", GeminiCandidates::readModel),
                    Map.entry("createTime", GeminiCandidates::readTime),
                    Map.entry("usageMetadata", GeminiCandidates::readUsage),
                    Map.entry("prompt_logprobs", ResponseFields::readPromptLogprobs),
                    Map.entry(
                            "prompt_token_ids",
                            (in, draft) ->
                                    draft.promptTokenIds = TokenIds.read(in, "prompt_token_ids")),
                    Map.entry("completion_probabilities", LlamaCppCompletion::readProbabilities),
                    Map.entry("tokens_predicted", LlamaCppCompletion::readPredicted),
                    Map.entry("stop", LlamaCppCompletion::readStop),
                    Map.entry("index", LlamaCppCompletion::readIndex),
                    Map.entry("meta_info", SglangGenerate::readMetaInfo),
                    Map.entry("generated_text", TgiGenerate::readGeneratedText),
                    Map.entry("details", TgiGenerate::readDetails),
                    Map.entry("token", TgiGenerate::readToken),
                    Map.entry("top_tokens", TgiGenerate::readTopTokens),
                    Map.entry("done", OllamaAnswer::readDone),
                    Map.entry("eval_count", OllamaAnswer::readCount),
                    Map.entry("prompt", Together::readPrompt),
                    Map.entry("results", WatsonxResults::read),
                    Map.entry("model_id", WatsonxResults::readModel),
                    Map.entry("type", OpenAiResponse::readType),
                    Map.entry("object", LoneChunk::readObject),
                    Map.entry("sequence_number", OpenAiResponse::readSequence),
                    Map.entry("status", OpenAiResponse::readStatus),
                    Map.entry("output", OpenAiResponse::readOutput),
                    Map.entry("response", Enclosed::readResponse),
                    Map.entry("custom_id", Enclosed::readCustomId));

    /** Keys that a record of ours has too: of the outer object, the record reads them. */
    private static final Map<String, Field> INNER_FIELDS =
            Map.of("token_ids", NemoRollout::readTokenIds, "logprobs", OllamaAnswer::readLogprobs);

    private ObjectReader() {}

    /** Reads the current value; {@code inner} objects are answers and never records of ours. */
    static ResponseDraft read(JsonCursor in, boolean inner) throws MalformedPayloadException {
        in.expectObject("a payload");
        ResponseDraft draft = new ResponseDraft(in.offset());
        if (!inner) {
            readOuter(in, draft);
            return Enclosed.open(draft);
        }
        for (String key = in.nextKey(); key != null; key = in.nextKey()) {
            draft.keySeen(key);
            readInner(key, in, draft);
        }
        draft.endObject(in);
        return Enclosed.open(draft);
    }

    private static void readOuter(JsonCursor in, ResponseDraft draft)
            throws MalformedPayloadException {
        NativeRecord record = new NativeRecord();
        GatewayRecord gateway = new GatewayRecord();
        for (String key = in.nextKey(); key != null; key = in.nextKey()) {
            draft.keySeen(key);
            readOuter(key, in, draft, record, gateway);
        }
        if (record.schema != null) {
            record.end(in);
            draft.record = record;
        } else if (record.entriesFault != null) {
            throw record.entriesFault;
        } else {
            NemoRollout.adopt(record, draft);
        }
        draft.endObject(in);
        gateway.end(record, draft, in);
    }

    /** Reads one member of an answer. */
    static void readInner(String key, JsonCursor in, ResponseDraft draft)
            throws MalformedPayloadException {
        Field field = FIELDS.getOrDefault(key, INNER_FIELDS.get(key));
        if (field != null) {
            field.read(in, draft);
        } else {
            in.skip();
        }
    }

    private static void readOuter(
            String key,
            JsonCursor in,
            ResponseDraft draft,
            NativeRecord record,
            GatewayRecord gateway)
            throws MalformedPayloadException {
        boolean ours = NativeRecord.knows(key);
        if (!ours) {
            record.foreign(key, in);
        }
        if (GatewayRecord.knows(key)) {
            gateway.read(key, in, draft);
        } else if (ours && !FIELDS.containsKey(key)) {
            record.read(key, in, draft);
        } else {
            readInner(key, in, draft);
        }
    }
}
