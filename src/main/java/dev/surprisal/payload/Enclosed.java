package dev.surprisal.payload;

import java.util.ArrayList;
import java.util.List;

/**
 * Answers inside another object: a line of OpenAI's batch output, {@code {"custom_id", "response":
 * {"status_code", "body"}}}, and the events of the Responses API that hold the whole answer.
 *
 * <p>OpenAI's batch API and vLLM's run-batch; vLLM's README shows an older shape in which {@code
 * response} is the answer itself. The answer keeps its own shape, id and time. custom_id is what
 * the producer called the text, so it names the document. A request that failed has no tokens: it
 * is set aside with its status and the error's code. Golden cases: openai_batch/*.
 *
 * <p>{@code response} of any other object is for {@link GatewayRecord}.
 */
final class Enclosed {
    private static final int STATUS_OK = 200;

    private String customId;
    private ResponseDraft response;
    private boolean responseNull;
    private ResponseDraft body;

    /** Answers of a body that is no object; null if there is none. */
    private List<ResponseDraft> bodyAnswers;

    private long statusCode;

    static void readCustomId(JsonCursor in, ResponseDraft draft) throws MalformedPayloadException {
        draft.enclosed.customId = ResponseFields.id(in, null);
    }

    static void readResponse(JsonCursor in, ResponseDraft draft) throws MalformedPayloadException {
        draft.enclosed.readResponse(in, false);
    }

    /**
     * Ollama's is a text, which is passed over.
     *
     * @param texts whether a body may also be an array or a string, as gateways have it
     */
    void readResponse(JsonCursor in, boolean texts) throws MalformedPayloadException {
        responseNull = in.isNull();
        if (!in.isObject()) {
            in.skip();
            return;
        }
        ResponseDraft answer = new ResponseDraft(in.offset());
        for (String key = in.nextKey(); key != null; key = in.nextKey()) {
            answer.keySeen(key);
            switch (key) {
                case "body" -> answer.enclosed.readBody(in, texts);
                case "status_code" -> answer.enclosed.readStatusCode(in);
                default -> ObjectReader.readInner(key, in, answer);
            }
        }
        answer.endObject(in);
        response = answer;
    }

    private void readBody(JsonCursor in, boolean texts) throws MalformedPayloadException {
        if (in.isObject()) {
            body = ObjectReader.read(in, true);
        } else if (texts && (in.isArray() || in.isString())) {
            bodyAnswers = PayloadReader.inner(in, "response.body");
        }
        in.skip();
    }

    private void readStatusCode(JsonCursor in) throws MalformedPayloadException {
        if (in.isNumber()) {
            statusCode = in.whole("status_code", 0, Integer.MAX_VALUE);
        } else {
            in.skip();
        }
    }

    /** Whether the object is a line of a batch or an event, and no gateway's. */
    boolean claims(ResponseDraft draft) {
        if (customId != null || draft.responses.event()) {
            return true;
        }
        return response != null
                && response.enclosed.statusCode != 0
                && response.enclosed.bodyAnswers == null
                && !draft.recognised;
    }

    /** The answers in a gateway's {@code response}; null if there are none. */
    List<ResponseDraft> answers(JsonCursor in) throws MalformedPayloadException {
        if (response == null || response.enclosed.bodyAnswers != null) {
            return response == null ? null : response.enclosed.bodyAnswers;
        }
        ResponseDraft answer = response.enclosed.body;
        if (answer == null) {
            answer = response.recognised ? response : null;
        }
        if (answer == null) {
            return null;
        }
        List<ResponseDraft> answers = new ArrayList<>();
        PayloadReader.addUsable(answers, answer, in);
        return answers;
    }

    /** The answer that an object wraps, or the object itself. */
    static ResponseDraft open(ResponseDraft draft) throws MalformedPayloadException {
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
        if (!draft.enclosed.claims(draft)) {
            return draft;
        }
        if (response != null) {
            return answerOf(draft, response);
        }
        if (draft.enclosed.customId != null && (draft.enclosed.responseNull || draft.failed)) {
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
