package dev.surprisal.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * llama.cpp's {@code POST /completion} (b4365 and later): n_probs of what it generates, before
 * sampling and without temperature, and never of the prompt. A client scores a text by forcing its
 * tokens through logit_bias, one or several a request; the bias does not show in the values.
 *
 * <p>logit_bias is {@code [[id, bias], …]} or {@code {"id": bias}}, bias a number or false for
 * never.
 */
final class LlamaCppEndpoint implements Endpoint {

    private static final int PREDICT_DEFAULT = 16;

    @Override
    public void answer(byte[] body, Call call) throws RequestException {
        RequestFields fields = RequestFields.parse(body);
        if (fields.flag("stream", false)) {
            throw RequestException.bad("this demo serves no streams");
        }
        int predict = fields.integer("n_predict", PREDICT_DEFAULT, 0, 1 << 30);
        int top = fields.integer("n_probs", 0, 0, Integer.MAX_VALUE);
        Map<Integer, Double> bias = bias(fields.root().path("logit_bias"));
        int vocabulary = call.language().model.vocabulary();
        if (bias.keySet().stream().anyMatch(id -> id < 0 || id >= vocabulary)) {
            throw RequestException.bad("logit_bias names a token out of vocabulary");
        }
        if (bias.size() == vocabulary) {
            throw RequestException.bad("logit_bias leaves no token free");
        }
        int[] prompt = fields.prompts("prompt", call.language().tokenizer, true).get(0);
        int[] ids = call.admit(prompt, predict);
        int promptTokens = ids.length;
        JsonBuffer probabilities = new JsonBuffer();
        Scorer scorer = new Scorer(call.language());
        boolean ended = false;
        for (int i = 0; i < predict && !ended; i++) {
            int token = pick(scorer, ids, bias);
            entry(call, probabilities.ascii(i == 0 ? "" : ","), scorer, ids, token);
            tops(call, probabilities, scorer, ids, top);
            ids = Arrays.copyOf(ids, ids.length + 1);
            ids[ids.length - 1] = token;
            ended = token == BpeTokenizer.EOS;
        }
        int[] generated = Arrays.copyOfRange(ids, promptTokens, ids.length);
        JsonBuffer out = call.answer;
        out.ascii("{\"index\":0,\"content\":").string(call.language().text(generated));
        out.ascii(",\"tokens\":");
        out.ids(fields.flag("return_tokens", false) ? generated : new int[0]);
        out.ascii(",\"id_slot\":0,\"stop\":true,\"model\":").string(call.options().model());
        out.ascii(",\"tokens_predicted\":").number(generated.length);
        out.ascii(",\"tokens_evaluated\":").number(promptTokens);
        out.ascii(",\"stop_type\":").string(ended ? "eos" : "limit");
        out.ascii(",\"stopping_word\":\"\"");
        if (top > 0) {
            out.ascii(",\"completion_probabilities\":[");
            out.json(probabilities.toByteArray()).ascii("]");
        }
        out.ascii("}");
    }

    private static void entry(Call call, JsonBuffer out, Scorer scorer, int[] ids, int token) {
        out.ascii("{\"id\":").number(token).ascii(",\"token\":");
        out.json(call.language().tokenJson[token]).ascii(",\"bytes\":[");
        byte[] bytes = call.language().tokenizer.bytes(token);
        for (int i = 0; i < bytes.length; i++) {
            out.ascii(i == 0 ? "" : ",").number(bytes[i] & 0xff);
        }
        out.ascii("],\"logprob\":").rounded12(scorer.logprob(ids, token));
    }

    private static void tops(Call call, JsonBuffer out, Scorer scorer, int[] ids, int top) {
        out.ascii(",\"top_logprobs\":[");
        int[] likeliest = scorer.likeliest(ids, top);
        for (int i = 0; i < likeliest.length; i++) {
            entry(call, out.ascii(i == 0 ? "" : ","), scorer, ids, likeliest[i]);
            out.ascii("}");
        }
        out.ascii("]}");
    }

    /** The token with the greatest sum of log-prob and bias; the lowest id among equals. */
    private static int pick(Scorer scorer, int[] ids, Map<Integer, Double> bias) {
        int best = -1;
        double bestValue = Double.NEGATIVE_INFINITY;
        // The likeliest that has no bias is among the first |bias| + 1.
        for (int token : scorer.likeliest(ids, bias.size() + 1)) {
            if (!bias.containsKey(token)) {
                best = token;
                bestValue = scorer.logprob(ids, token);
                break;
            }
        }
        for (Map.Entry<Integer, Double> entry : bias.entrySet()) {
            double value = scorer.logprob(ids, entry.getKey()) + entry.getValue();
            if (value > bestValue) {
                best = entry.getKey();
                bestValue = value;
            }
        }
        return best;
    }

    private static Map<Integer, Double> bias(JsonNode node) throws RequestException {
        Map<Integer, Double> bias = new HashMap<>();
        if (node.isArray()) {
            for (JsonNode pair : node) {
                bias.put(pair.path(0).asInt(-1), value(pair.path(1)));
            }
        } else {
            for (var fields = node.fields(); fields.hasNext(); ) {
                var field = fields.next();
                try {
                    bias.put(Integer.valueOf(field.getKey()), value(field.getValue()));
                } catch (NumberFormatException e) {
                    throw RequestException.bad("logit_bias has " + field.getKey() + ", no id");
                }
            }
        }
        return bias;
    }

    private static double value(JsonNode node) throws RequestException {
        if (node.isBoolean() && !node.booleanValue()) {
            return Double.NEGATIVE_INFINITY;
        }
        if (!node.isNumber()) {
            throw RequestException.bad("logit_bias has " + node + ", expected a number or false");
        }
        return node.doubleValue();
    }
}
