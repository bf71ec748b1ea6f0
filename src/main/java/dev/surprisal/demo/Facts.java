package dev.surprisal.demo;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What servers tell about themselves, and their tokenizers: everything but scoring. */
final class Facts {

    private Facts() {}

    /** Paths with their methods, such as {@code GET /health}. */
    static Map<String, Endpoint> of(Dialect dialect) {
        Map<String, Endpoint> facts = new LinkedHashMap<>();
        facts.put("GET /health", (body, call) -> call.answer.ascii("{\"status\":\"ok\"}"));
        if (dialect != Dialect.TGI) {
            facts.put("GET /v1/models", (body, call) -> models(call, owner(dialect)));
        }
        switch (dialect) {
            case VLLM, VLLM_GENERATE -> {
                facts.put("GET /version", (body, call) -> version(call));
                facts.put("POST /tokenize", Facts::tokenize);
                facts.put("POST /detokenize", (b, call) -> detokenize(b, call, "prompt"));
            }
            case SGLANG -> facts.put("GET /get_model_info", (body, call) -> modelInfo(call));
            case TGI -> facts.put("GET /info", (body, call) -> info(call));
            case LLAMA_CPP -> {
                facts.put("GET /props", (body, call) -> props(call));
                facts.put("POST /tokenize", Facts::tokenizeContent);
                facts.put("POST /detokenize", (b, call) -> detokenize(b, call, "content"));
            }
            case ECHO_ONLY -> {}
        }
        return facts;
    }

    private static String owner(Dialect dialect) {
        return switch (dialect) {
            case VLLM, VLLM_GENERATE -> "vllm";
            case SGLANG -> "sglang";
            case LLAMA_CPP -> "llamacpp";
            case ECHO_ONLY, TGI -> "me";
        };
    }

    private static void models(Call call, String owner) {
        JsonBuffer out = call.answer.ascii("{\"object\":\"list\",\"data\":[{\"id\":");
        out.string(call.options().model()).ascii(",\"object\":\"model\",\"created\":0");
        out.ascii(",\"owned_by\":").string(owner);
        if (owner.equals("vllm") || owner.equals("sglang")) {
            out.ascii(",\"root\":").string(call.options().model());
            out.ascii(",\"parent\":null,\"max_model_len\":")
                    .number(call.options().maxModelLength());
        }
        out.ascii("}]}");
    }

    /** The version whose shapes these are, with a local part that says who really answers. */
    private static void version(Call call) {
        call.answer.ascii("{\"version\":\"0.11.0+surprisal.demo\"}");
    }

    private static void modelInfo(Call call) {
        call.answer.ascii("{\"model_path\":").string(call.options().model());
        call.answer.ascii(",\"tokenizer_path\":").string(call.options().model());
        call.answer.ascii(",\"is_generation\":true,\"weight_version\":\"default\"}");
    }

    private static void info(Call call) {
        JsonBuffer out = call.answer.ascii("{\"model_id\":").string(call.options().model());
        out.ascii(",\"model_sha\":null,\"max_input_tokens\":");
        out.number(call.options().maxModelLength() - 1L);
        out.ascii(",\"max_total_tokens\":").number(call.options().maxModelLength());
        out.ascii(",\"version\":\"3.3.0+surprisal.demo\",\"router\":\"text-generation-router\"}");
    }

    private static void props(Call call) {
        JsonBuffer out = call.answer.ascii("{\"default_generation_settings\":{\"n_ctx\":");
        out.number(call.options().maxModelLength()).ascii("},\"total_slots\":1,\"model_path\":");
        out.string(call.options().model()).ascii(",\"build_info\":\"b4365-surprisal.demo\"}");
    }

    private static void tokenize(byte[] body, Call call) throws RequestException {
        RequestFields fields = RequestFields.parse(body);
        call.checkModel(fields);
        fields.text("prompt", null);
        boolean bos = fields.flag("add_special_tokens", true);
        int[] ids = one(fields, "prompt", call, bos);
        JsonBuffer out = call.answer.ascii("{\"count\":").number(ids.length);
        out.ascii(",\"max_model_len\":").number(call.options().maxModelLength());
        out.ascii(",\"tokens\":").ids(ids).ascii(",\"token_strs\":");
        if (fields.flag("return_token_strs", false)) {
            out.ascii("[");
            for (int i = 0; i < ids.length; i++) {
                out.ascii(i == 0 ? "" : ",");
                out.string(TokenizerFile.name(call.language().tokenizer, ids[i]));
            }
            out.ascii("]}");
        } else {
            out.ascii("null}");
        }
    }

    private static void tokenizeContent(byte[] body, Call call) throws RequestException {
        RequestFields fields = RequestFields.parse(body);
        int[] ids = one(fields, "content", call, fields.flag("add_special", false));
        call.answer.ascii("{\"tokens\":").ids(ids).ascii("}");
    }

    private static void detokenize(byte[] body, Call call, String key) throws RequestException {
        RequestFields fields = RequestFields.parse(body);
        int[] ids = one(fields, "tokens", call, false);
        call.answer.ascii("{\"").ascii(key).ascii("\":");
        call.answer.string(call.language().tokenizer.decode(ids)).ascii("}");
    }

    private static int[] one(RequestFields fields, String name, Call call, boolean bos)
            throws RequestException {
        List<int[]> prompts = fields.prompts(name, call.language().tokenizer, bos);
        if (prompts.size() != 1) {
            throw RequestException.bad(name + " has " + prompts.size() + " elements, expected one");
        }
        return prompts.get(0);
    }
}
