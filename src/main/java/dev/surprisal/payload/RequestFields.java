package dev.surprisal.payload;

import com.fasterxml.jackson.core.JsonToken;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;

/**
 * What was asked, where an envelope or a gateway tells: the fields without which an answer may be
 * misread.
 *
 * <ul>
 *   <li>{@code echo}: without the prompt's entries the answer is refused, see {@link #checkEcho}
 *   <li>{@code temperature}, {@code top_p}: what was generated depends on them, so they become part
 *       of the convention and unlike ones are never added up as one
 *   <li>{@code model}: if nothing else names it
 * </ul>
 */
final class RequestFields {
    /** No server takes more; a value beyond it is none. */
    private static final double SETTING_MAX = 1000;

    /** A gateway's id of the request; null if none. */
    String id;

    String model;

    private double temperature = Double.NaN;
    private double topP = Double.NaN;
    private boolean echo;

    private RequestFields() {}

    /** Reads a request, or a gateway's account of one with the request in {@code body}. */
    static RequestFields read(JsonCursor in) throws MalformedPayloadException {
        if (in.isNull()) {
            return null;
        }
        in.expectObject("request");
        RequestFields fields = new RequestFields();
        fields.readObject(in);
        return fields;
    }

    /** The same where it may also be a string, and anything else is no request. */
    static RequestFields readAny(JsonCursor in) throws MalformedPayloadException {
        RequestFields fields = new RequestFields();
        fields.readBody(in);
        return fields;
    }

    private void readObject(JsonCursor in) throws MalformedPayloadException {
        for (String key = in.nextKey(); key != null; key = in.nextKey()) {
            switch (key) {
                case "id" -> id = ResponseFields.id(in, null);
                case "model" -> model = in.stringOrNull(key);
                case "temperature" -> temperature = setting(in, key);
                case "top_p" -> topP = setting(in, key);
                case "echo" -> echo = flag(in);
                case "body" -> readBody(in);
                default -> in.skip();
            }
        }
    }

    private static double setting(JsonCursor in, String key) throws MalformedPayloadException {
        double value = in.isNull() ? Double.NaN : in.number("request." + key);
        return value >= 0 && value <= SETTING_MAX ? value : Double.NaN;
    }

    private static boolean flag(JsonCursor in) throws MalformedPayloadException {
        if (!in.isTrue() && in.token() != JsonToken.VALUE_FALSE && !in.isNull()) {
            throw in.wrongType("request.echo", "true or false");
        }
        return in.isTrue();
    }

    private void readBody(JsonCursor in) throws MalformedPayloadException {
        // A body may have an id of its own; the request's is the gateway's.
        String own = id;
        if (in.isObject()) {
            readObject(in);
        } else if (in.isString()) {
            in.claimText();
            readText(in.string("request.body").getBytes(StandardCharsets.UTF_8), in.budget());
        } else {
            in.skip();
        }
        id = own;
    }

    /**
     * A request that is cut or no JSON tells what it told until then: the answer is what counts.
     */
    private void readText(byte[] text, Budget budget) {
        try (JsonCursor in = new JsonCursor(text, 0, text.length, 0, budget)) {
            if (in.isObject()) {
                readObject(in);
            }
        } catch (MalformedPayloadException e) {
            return;
        }
    }

    /** What this one does not tell, another may. */
    RequestFields or(RequestFields other) {
        if (other == null) {
            return this;
        }
        id = id == null ? other.id : id;
        model = model == null ? other.model : model;
        temperature = Double.isNaN(temperature) ? other.temperature : temperature;
        topP = Double.isNaN(topP) ? other.topP : topP;
        echo |= other.echo;
        return this;
    }

    /**
     * Refuses an answer that should begin with the prompt and does not: its few generated tokens,
     * taken for the prompt's, would be a perplexity near 1 (llama.cpp some builds, trtllm-serve).
     */
    static void checkEcho(ResponseDraft draft, Prompts prompts) throws MalformedPayloadException {
        RequestFields request = draft.request();
        if (request == null || !request.echo || prompts.size() > 0) {
            return;
        }
        for (ChoiceDraft choice : draft.choices()) {
            if (choice.tokens.size() > 0) {
                throw new MalformedPayloadException(
                        draft.envelope.offset,
                        choice.format,
                        "echo was ignored: the request asks for the prompt's log-probs, the answer"
                                + " has "
                                + choice.tokens.size()
                                + " entries and none is the prompt's first null");
            }
        }
    }

    /** The convention of generated tokens: how they were sampled, as far as it is known. */
    static String convention(String served, RequestFields request) {
        if (request == null) {
            return served;
        }
        return served
                + named(", temperature ", request.temperature)
                + named(", top_p ", request.topP);
    }

    private static String named(String name, double value) {
        if (Double.isNaN(value)) {
            return "";
        }
        return name + BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }
}
