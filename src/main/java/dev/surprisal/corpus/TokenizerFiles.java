package dev.surprisal.corpus;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;

/** What our side needs of {@code tokenizer.json} and of {@code tokenizer_config.json} beside it. */
final class TokenizerFiles {
    private static final ObjectMapper JSON =
            new ObjectMapper(
                    JsonFactory.builder()
                            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                            .build());

    private TokenizerFiles() {}

    /**
     * @param path a tokenizer.json, or a folder that has one
     */
    static Path tokenizer(Path path) throws IOException {
        Path file = Files.isDirectory(path) ? path.resolve("tokenizer.json") : path;
        if (!Files.isRegularFile(file)) {
            throw new NoSuchFileException(
                    file.toString(), null, "expected a tokenizer.json, or a folder that has one");
        }
        return file;
    }

    /** Every token of the vocabulary and its id, added tokens included. */
    static Map<String, Integer> vocabulary(Path file, byte[] content) throws IOException {
        JsonNode root = parse(file, content);
        JsonNode vocab = root.path("model").path("vocab");
        Map<String, Integer> ids = new HashMap<>();
        if (vocab.isArray()) { // Unigram: [token, score], the id is the place
            for (int id = 0; id < vocab.size(); id++) {
                ids.putIfAbsent(vocab.get(id).path(0).asText(), id);
            }
        } else {
            vocab.fields().forEachRemaining(e -> ids.put(e.getKey(), e.getValue().asInt()));
        }
        for (JsonNode added : root.path("added_tokens")) {
            ids.put(added.path("content").asText(), added.path("id").asInt());
        }
        if (ids.isEmpty()) {
            throw InvalidDocumentException.of(
                    file, "no tokenizer: neither model.vocab nor added_tokens", null);
        }
        return ids;
    }

    /**
     * The special token that {@code tokenizer_config.json} names, as a string or as an object;
     * empty without that file, or where the name is absent or null.
     *
     * @param key {@code bos_token} or {@code eos_token}
     * @throws InvalidDocumentException if it names a token that the vocabulary lacks
     */
    static OptionalInt special(Path tokenizer, String key, Map<String, Integer> vocabulary)
            throws IOException {
        Path file = tokenizer.resolveSibling("tokenizer_config.json");
        if (!Files.isRegularFile(file)) {
            return OptionalInt.empty();
        }
        JsonNode value = parse(file, Files.readAllBytes(file)).path(key);
        JsonNode name = value.isObject() ? value.path("content") : value;
        if (name.isMissingNode() || name.isNull()) {
            return OptionalInt.empty();
        }
        Integer id = vocabulary.get(name.asText());
        if (id == null) {
            throw InvalidDocumentException.of(
                    file, key + " is \"" + name.asText() + "\", which is no token", null);
        }
        return OptionalInt.of(id);
    }

    private static JsonNode parse(Path file, byte[] content) throws IOException {
        try {
            JsonNode root = JSON.readTree(content);
            if (root == null || !root.isObject()) {
                throw InvalidDocumentException.of(file, "no JSON object", null);
            }
            return root;
        } catch (JsonProcessingException e) {
            throw InvalidDocumentException.of(file, "no JSON: " + e.getOriginalMessage(), e);
        }
    }
}
