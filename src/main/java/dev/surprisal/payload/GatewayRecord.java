package dev.surprisal.payload;

import java.util.List;
import java.util.Set;

/**
 * A gateway's log line around a server's answer, recognised by an object {@code response}.
 *
 * <ul>
 *   <li>LiteLLM's StandardLoggingPayload: {@code response} is the answer, {@code model_parameters}
 *       the request's settings, {@code startTime} epoch seconds
 *   <li>Kong's {@code http-log}, {@code kafka-log} and others: {@code response.body}, or {@code
 *       ai.proxy.payload.response} with payload logging; {@code started_at} epoch milliseconds
 *   <li>APISIX's {@code kafka-logger} with {@code include_resp_body}: {@code response.body}; {@code
 *       start_time} epoch milliseconds
 * </ul>
 *
 * <p>A body is a value, the same escaped as a string, or a whole event stream as a string, in any
 * known format, and may be cut. Like {@link NativeRecord} this reads fields before it is known
 * whether the object is a log line at all, and remembers a fault until then. {@code response} is
 * read by {@link Enclosed}, which other objects have too. Golden cases: gateway/*.
 */
final class GatewayRecord {
    private static final Set<String> KEYS =
            Set.of("response", "model_parameters", "ai", "started_at", "start_time", "startTime");

    private static final String NO_BODY =
            "a gateway's log line without the response's body: log bodies or payloads there";

    /** Answers in the body; null if there is none. */
    List<ResponseDraft> answers;

    /** What was asked, as far as the line tells; null if it does not. */
    RequestFields request;

    /** When the gateway received the request, epoch milliseconds; 0 if it does not say. */
    long timeMillis;

    private String requestModel;
    private String responseModel;
    private boolean responseSeen;
    private MalformedPayloadException firstFault;

    static boolean knows(String key) {
        return KEYS.contains(key);
    }

    /** Reads the value of one of the keys above. */
    void read(String key, JsonCursor in, ResponseDraft draft) throws MalformedPayloadException {
        int place = in.place();
        try {
            switch (key) {
                case "response" -> {
                    responseSeen |= in.isObject();
                    draft.enclosed.readResponse(in, true);
                }
                case "model_parameters" -> merge(RequestFields.readAny(in));
                case "ai" -> readAi(in);
                default -> readTime(in);
            }
        } catch (MalformedPayloadException e) {
            if (e.syntax()) {
                throw e;
            }
            boolean matters = key.equals("response") || key.equals("ai");
            firstFault = firstFault == null && matters ? e : firstFault;
            in.unwindTo(place);
        }
    }

    private void readTime(JsonCursor in) throws MalformedPayloadException {
        long millis = in.isNumber() ? EventTimes.millis(in.number("a gateway's time")) : 0;
        timeMillis = timeMillis == 0 ? millis : timeMillis;
        in.skip();
    }

    private void readAi(JsonCursor in) throws MalformedPayloadException {
        if (!in.isObject()) {
            in.skip();
            return;
        }
        for (String key = in.nextKey(); key != null; key = in.nextKey()) {
            switch (key) {
                case "proxy", "ai-proxy", "payload", "meta" -> readAi(in);
                case "request" -> merge(RequestFields.readAny(in));
                case "response" -> {
                    responseSeen = true;
                    if (in.isObject() || in.isArray() || in.isString()) {
                        answers = PayloadReader.inner(in, "ai.proxy.payload.response");
                    }
                    in.skip();
                }
                case "request_model" -> requestModel = in.isString() ? in.stringOrNull(key) : null;
                case "response_model" ->
                        responseModel = in.isString() ? in.stringOrNull(key) : null;
                default -> in.skip();
            }
        }
    }

    private void merge(RequestFields told) {
        request = request == null ? told : request.or(told);
    }

    /** Hooks the line up, now that the object has ended, if that is what it is. */
    void end(NativeRecord record, ResponseDraft draft, JsonCursor in)
            throws MalformedPayloadException {
        boolean enclosed = draft.enclosed.claims(draft);
        if (draft.record != null || (!enclosed && (draft.recognised || !responseSeen))) {
            return;
        }
        if (firstFault != null) {
            throw firstFault;
        }
        if (enclosed) {
            return;
        }
        List<ResponseDraft> logged = draft.enclosed.answers(in);
        answers = logged == null ? answers : logged;
        if (answers == null) {
            draft.refusal = NO_BODY;
            return;
        }
        merge(record.request);
        if (draft.id == null && request != null) {
            draft.id = request.id;
        }
        if (draft.model == null) {
            draft.model = responseModel == null ? requestModel : responseModel;
        }
        draft.gateway = this;
    }
}
