package dev.surprisal.payload;

/**
 * Answers inside another object: a line of OpenAI's batch output, {@code {"custom_id", "response":
 * {"status_code", "body"}}}, and the events of the Responses API that hold the whole answer.
 *
 * <p>OpenAI's batch API and vLLM's run-batch; vLLM's README shows an older shape in which {@code
 * response} is the answer itself. The answer keeps its own shape, id and time. custom_id is what
 * the producer called the text, so it names the document. A request that failed has no tokens: it
 * is set aside with its status and the error's code. Golden cases: openai_batch/*.
 */
final class Enclosed {
    private static final int STATUS_OK = 200;

    private String customId;
    private ResponseDraft response;
    private boolean responseNull;
    private ResponseDraft body;
    private long statusCode;

    static void readCustomId(JsonCursor in, ResponseDraft draft) throws MalformedPayloadException {
        draft.enclosed.customId = ResponseFields.id(in, null);
    }

    /** Ollama's is a text, which is passed over. */
    static void readResponse(JsonCursor in, ResponseDraft draft) throws MalformedPayloadException {
        draft.enclosed.responseNull = in.isNull();
        if (in.isObject()) {
            draft.enclosed.response = ObjectReader.read(in, true);
        } else {
            in.skip();
        }
    }

    static void readBody(JsonCursor in, ResponseDraft draft) throws MalformedPayloadException {
        if (in.isObject()) {
            draft.enclosed.body = ObjectReader.read(in, true);
        } else {
            in.skip();
        }
    }

    static void readStatusCode(JsonCursor in, ResponseDraft draft)
            throws MalformedPayloadException {
        if (in.isNumber()) {
            draft.enclosed.statusCode = in.whole("status_code", 0, Integer.MAX_VALUE);
        } else {
            in.skip();
        }
    }

    /** The answer that an object wraps, or the object itself. */
    static ResponseDraft open(ResponseDraft draft, JsonCursor in) throws MalformedPayloadException {
        ResponseDraft response = draft.enclosed.response;
        if (draft.record != null) {
            return draft;
        }
        if (draft.responses.event() && response != null) {
            response.recognised = true;
            response.failed |= draft.failed;
            response.responses.inside(draft.responses, response);
            return response;
        }
        if (draft.enclosed.customId == null) {
            return draft;
        }
        if (response != null) {
            return answerOf(draft, response);
        }
        if (draft.enclosed.responseNull || draft.failed) {
            throw failed(draft, 0, draft.errorCode);
        }
        return draft;
    }

    private static ResponseDraft answerOf(ResponseDraft line, ResponseDraft response)
            throws MalformedPayloadException {
        ResponseDraft body = response.enclosed.body;
        ResponseDraft answer = body == null ? response : body;
        long status = response.enclosed.statusCode;
        boolean unwell = status != 0 && status != STATUS_OK;
        if (unwell || line.failed || (answer.failed && answer.tokenless())) {
            String code = line.errorCode == null ? answer.errorCode : line.errorCode;
            throw failed(line, status, code);
        }
        answer.document = line.enclosed.customId;
        answer.id = answer.id == null ? line.enclosed.customId : answer.id;
        return answer;
    }

    private static MalformedPayloadException failed(ResponseDraft line, long status, String code) {
        String reason =
                "the batch request failed: status %s, error code %s"
                        .formatted(
                                status == 0 ? "missing" : Long.toString(status),
                                code == null ? "missing" : "'" + code + "'");
        return new MalformedPayloadException(line.offset, null, reason);
    }
}
