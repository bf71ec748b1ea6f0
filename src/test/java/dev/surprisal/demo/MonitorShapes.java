package dev.surprisal.demo;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;

/** Answers of the recorded stream as their servers write them. */
final class MonitorShapes {

    /** What is said in place of log-probs while they are out. */
    enum Outage {
        NONE,
        NO_FIELD,
        NULL_FIELD,
        NULL_VALUES
    }

    private static final int TOKENS_PER_CHUNK = 5;
    private static final String CHUNK = "\"object\":\"chat.completion.chunk\"";

    private final MonitorAnswer answer;
    private final DemoLanguage language;
    private final Outage outage;
    private final JsonBuffer out = new JsonBuffer();

    private MonitorShapes(MonitorAnswer answer, DemoLanguage language, Outage outage) {
        this.answer = answer;
        this.language = language;
        this.outage = outage;
    }

    /** The value of a record's {@code payload}. */
    static byte[] payload(MonitorAnswer answer, DemoLanguage language, Outage outage) {
        MonitorShapes shapes = new MonitorShapes(answer, language, outage);
        switch (answer.key()) {
            case A_CHAT -> shapes.chat();
            case A_CODE -> shapes.llamaCpp();
            case B_CHAT -> shapes.sglang();
            case B_CODE -> shapes.ollama();
            case C_CHAT -> shapes.chatStream();
            case C_CODE -> shapes.completions();
        }
        return shapes.out.toByteArray();
    }

    private void chat() {
        head("chatcmpl-", "\"object\":\"chat.completion\"");
        out.ascii(",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":");
        out.string(text(0, answer.tokens())).ascii("}");
        chatLogprobs(0, answer.tokens());
        out.ascii(",\"finish_reason\":").string(answer.finishReason()).ascii("}]");
        usage();
        out.ascii("}");
    }

    /** The whole transcript, as one string. */
    private void chatStream() {
        StringBuilder stream = new StringBuilder();
        for (int from = 0; from < answer.tokens(); from += TOKENS_PER_CHUNK) {
            int to = Math.min(answer.tokens(), from + TOKENS_PER_CHUNK);
            out.clear();
            head("chatcmpl-", CHUNK);
            out.ascii(",\"choices\":[{\"index\":0,\"delta\":{\"content\":").string(text(from, to));
            out.ascii("}");
            chatLogprobs(from, to);
            out.ascii(",\"finish_reason\":");
            if (to == answer.tokens()) {
                out.string(answer.finishReason());
            } else {
                out.ascii("null");
            }
            out.ascii("}]}");
            stream.append("data: ").append(string(out)).append("\n\n");
        }
        out.clear();
        head("chatcmpl-", CHUNK);
        out.ascii(",\"choices\":[]");
        usage();
        out.ascii("}");
        stream.append("data: ").append(string(out)).append("\n\ndata: [DONE]\n\n");
        out.clear();
        out.string(stream.toString());
    }

    private void chatLogprobs(int from, int to) {
        if (outage == Outage.NO_FIELD) {
            return;
        }
        if (outage == Outage.NULL_FIELD) {
            out.ascii(",\"logprobs\":null");
            return;
        }
        out.ascii(",\"logprobs\":{\"content\":[");
        for (int i = from; i < to; i++) {
            out.ascii(i == from ? "{" : ",{").ascii("\"token\":").json(token(answer.ids()[i]));
            if (outage == Outage.NULL_VALUES) {
                out.ascii(",\"logprob\":null,\"top_logprobs\":[]}");
                continue;
            }
            value(",\"logprob\":", answer.logprobs()[i]);
            out.ascii(",\"top_logprobs\":[");
            for (int k = 0; k < answer.top()[i].length; k++) {
                out.ascii(k == 0 ? "{" : ",{").ascii("\"token\":").json(token(answer.top()[i][k]));
                value(",\"logprob\":", answer.topLogprobs()[i][k]);
                out.ascii("}");
            }
            out.ascii("]}");
        }
        out.ascii("]}");
    }

    private void completions() {
        head("cmpl-", "\"object\":\"text_completion\"");
        out.ascii(",\"choices\":[{\"index\":0,\"text\":").string(text(0, answer.tokens()));
        out.ascii(",\"logprobs\":{\"token_logprobs\":[");
        for (int i = 0; i < answer.tokens(); i++) {
            value(i == 0 ? "" : ",", answer.logprobs()[i]);
        }
        out.ascii("],\"tokens\":[");
        for (int i = 0; i < answer.tokens(); i++) {
            out.ascii(i == 0 ? "" : ",").json(token(answer.ids()[i]));
        }
        out.ascii("],\"top_logprobs\":[");
        for (int i = 0; i < answer.tokens(); i++) {
            out.ascii(i == 0 ? "{" : ",{");
            for (int k = 0; k < answer.top()[i].length; k++) {
                out.ascii(k == 0 ? "" : ",").json(token(answer.top()[i][k]));
                value(":", answer.topLogprobs()[i][k]);
            }
            out.ascii("}");
        }
        out.ascii("]},\"finish_reason\":").string(answer.finishReason()).ascii("}]");
        usage();
        out.ascii("}");
    }

    private void llamaCpp() {
        out.ascii("{\"index\":0,\"content\":").string(text(0, answer.tokens()));
        out.ascii(",\"tokens\":[],\"id_slot\":0,\"stop\":true,\"model\":")
                .string(answer.key().model);
        out.ascii(",\"tokens_predicted\":").number(answer.tokens());
        out.ascii(",\"tokens_evaluated\":").number(answer.promptTokens());
        out.ascii(",\"stop_type\":").string(answer.ended() ? "eos" : "limit");
        out.ascii(",\"completion_probabilities\":[");
        for (int i = 0; i < answer.tokens(); i++) {
            out.ascii(i == 0 ? "" : ",");
            llamaCpp(answer.ids()[i], answer.logprobs()[i]);
            out.ascii(",\"top_logprobs\":[");
            for (int k = 0; k < answer.top()[i].length; k++) {
                out.ascii(k == 0 ? "" : ",");
                llamaCpp(answer.top()[i][k], answer.topLogprobs()[i][k]);
                out.ascii("}");
            }
            out.ascii("]}");
        }
        out.ascii("]}");
    }

    private void llamaCpp(int id, long logprob) {
        out.ascii("{\"id\":").number(id).ascii(",\"token\":").json(token(id));
        value(",\"logprob\":", logprob);
    }

    private void sglang() {
        out.ascii("{\"text\":").string(text(0, answer.tokens())).ascii(",\"output_ids\":");
        out.ids(answer.ids()).ascii(",\"meta_info\":{\"id\":").string(answer.requestId());
        out.ascii(",\"finish_reason\":{\"type\":").string(answer.finishReason());
        out.ascii("},\"prompt_tokens\":").number(answer.promptTokens());
        out.ascii(",\"completion_tokens\":").number(answer.tokens()).ascii(",\"cached_tokens\":0");
        out.ascii(",\"output_token_logprobs\":[");
        for (int i = 0; i < answer.tokens(); i++) {
            value(i == 0 ? "[" : ",[", answer.logprobs()[i]);
            out.ascii(",").number(answer.ids()[i]).ascii(",null]");
        }
        out.ascii("],\"output_top_logprobs\":[");
        for (int i = 0; i < answer.tokens(); i++) {
            out.ascii(i == 0 ? "[" : ",[");
            for (int k = 0; k < answer.top()[i].length; k++) {
                value(k == 0 ? "[" : ",[", answer.topLogprobs()[i][k]);
                out.ascii(",").number(answer.top()[i][k]).ascii(",null]");
            }
            out.ascii("]");
        }
        out.ascii("]}}");
    }

    private void ollama() {
        out.ascii("{\"model\":").string(answer.key().model).ascii(",\"created_at\":");
        out.string(Instant.ofEpochMilli(answer.millis()).toString());
        out.ascii(",\"message\":{\"role\":\"assistant\",\"content\":");
        out.string(text(0, answer.tokens())).ascii("},\"logprobs\":[");
        for (int i = 0; i < answer.tokens(); i++) {
            out.ascii(i == 0 ? "{" : ",{").ascii("\"token\":").json(token(answer.ids()[i]));
            value(",\"logprob\":", answer.logprobs()[i]);
            out.ascii(",\"top_logprobs\":[");
            for (int k = 0; k < answer.top()[i].length; k++) {
                out.ascii(k == 0 ? "{" : ",{").ascii("\"token\":").json(token(answer.top()[i][k]));
                value(",\"logprob\":", answer.topLogprobs()[i][k]);
                out.ascii("}");
            }
            out.ascii("]}");
        }
        out.ascii("],\"done\":true,\"done_reason\":").string(answer.finishReason());
        out.ascii(",\"eval_count\":").number(answer.tokens()).ascii("}");
    }

    private void head(String prefix, String object) {
        out.ascii("{\"id\":").string(prefix + answer.number()).ascii(",").ascii(object);
        out.ascii(",\"created\":").number(answer.millis() / 1000);
        out.ascii(",\"model\":").string(answer.key().model).ascii(",\"system_fingerprint\":");
        out.string(MonitorPlan.revision(answer.key(), answer.millis()));
    }

    private void usage() {
        out.ascii(",\"usage\":{\"prompt_tokens\":").number(answer.promptTokens());
        out.ascii(",\"completion_tokens\":").number(answer.tokens());
        int total = answer.promptTokens() + answer.tokens();
        out.ascii(",\"total_tokens\":").number(total).ascii("}");
    }

    private void value(String before, long scaled) {
        out.ascii(before).ascii(scaled < 0 ? "-" : "").number(Math.abs(scaled) / 1000);
        out.ascii(String.format(Locale.ROOT, ".%03d", Math.abs(scaled) % 1000));
    }

    private byte[] token(int id) {
        return language.tokenJson[id];
    }

    private String text(int from, int to) {
        return language.text(Arrays.copyOfRange(answer.ids(), from, to));
    }

    private static String string(JsonBuffer json) {
        return new String(json.toByteArray(), StandardCharsets.UTF_8);
    }
}
