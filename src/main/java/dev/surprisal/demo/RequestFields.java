package dev.surprisal.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The fields of a request's body, refused with a message where they are of the wrong type. */
final class RequestFields {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final JsonNode root;

    RequestFields(JsonNode root) {
        this.root = root;
    }

    static RequestFields parse(byte[] body) throws RequestException {
        JsonNode root;
        try {
            root = MAPPER.readTree(body);
        } catch (IOException e) {
            throw RequestException.bad("JSON decode error: " + e.getMessage());
        }
        if (!root.isObject()) {
            throw RequestException.bad("the body is not a JSON object");
        }
        return new RequestFields(root);
    }

    JsonNode root() {
        return root;
    }

    /** The object {@code name}; without fields if it is absent. */
    RequestFields object(String name) throws RequestException {
        JsonNode node = root.path(name);
        if (absent(node)) {
            return new RequestFields(MAPPER.createObjectNode());
        }
        if (!node.isObject()) {
            throw RequestException.bad(name + " is not an object");
        }
        return new RequestFields(node);
    }

    boolean has(String name) {
        return !absent(root.path(name));
    }

    boolean flag(String name, boolean byDefault) throws RequestException {
        JsonNode node = root.path(name);
        if (absent(node)) {
            return byDefault;
        }
        if (!node.isBoolean()) {
            throw RequestException.bad(name + " is " + node + ", expected true or false");
        }
        return node.booleanValue();
    }

    int integer(String name, int byDefault, int min, int max) throws RequestException {
        JsonNode node = root.path(name);
        if (absent(node)) {
            return byDefault;
        }
        if (!node.canConvertToInt() || !node.isIntegralNumber()) {
            throw RequestException.bad(name + " is " + node + ", expected an integer");
        }
        int value = node.intValue();
        if (value < min || value > max) {
            throw RequestException.bad(
                    "%s is %d, expected %d to %d".formatted(name, value, min, max));
        }
        return value;
    }

    String text(String name, String byDefault) throws RequestException {
        JsonNode node = root.path(name);
        if (absent(node)) {
            return byDefault;
        }
        if (!node.isTextual()) {
            throw RequestException.bad(name + " is " + node + ", expected a string");
        }
        return node.textValue();
    }

    /** Prompts of {@code name}: a string, ids, several strings, or several lists of ids. */
    List<int[]> prompts(String name, BpeTokenizer tokenizer, boolean bos) throws RequestException {
        JsonNode node = root.path(name);
        List<int[]> prompts = new ArrayList<>();
        boolean several = node.isArray() && node.size() > 0 && !node.get(0).isNumber();
        if (several) {
            for (JsonNode element : node) {
                prompts.add(prompt(name, element, tokenizer, bos));
            }
        } else {
            prompts.add(prompt(name, node, tokenizer, bos));
        }
        return prompts;
    }

    private static int[] prompt(String name, JsonNode node, BpeTokenizer tokenizer, boolean bos)
            throws RequestException {
        if (node.isTextual()) {
            return encode(name, node.textValue(), tokenizer, bos);
        }
        if (!node.isArray()) {
            throw RequestException.bad(
                    name + " is missing, or neither a string nor a list of token ids");
        }
        int[] ids = new int[node.size()];
        for (int i = 0; i < ids.length; i++) {
            JsonNode id = node.get(i);
            if (!id.isIntegralNumber()) {
                throw RequestException.bad(name + " has " + id + " where a token id should be");
            }
            boolean small = id.canConvertToInt();
            if (!small || id.intValue() < 0 || id.intValue() >= tokenizer.vocabulary()) {
                throw RequestException.bad("Token id " + id + " is out of vocabulary");
            }
            ids[i] = id.intValue();
        }
        return ids;
    }

    private static int[] encode(String name, String text, BpeTokenizer tokenizer, boolean bos)
            throws RequestException {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw RequestException.bad(name + " has half a surrogate pair, which is no text");
        }
        return tokenizer.encode(bos ? BpeTokenizer.SPECIALS.get(BpeTokenizer.BOS) + text : text);
    }

    private static boolean absent(JsonNode node) {
        return node.isMissingNode() || node.isNull();
    }
}
