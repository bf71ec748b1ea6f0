package dev.surprisal.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What {@code /v1/models} says; vLLM, SGLang, llama.cpp and most others have it.
 *
 * @param names of the models, as they are asked for
 * @param lengths [names] longest prompt with what is generated; -1 if not said
 */
record ModelList(List<String> names, List<Integer> lengths) {
    static final String PATH = "/v1/models";

    private static final ObjectMapper TREES = new ObjectMapper();

    /** An empty list if the reply is none. */
    static ModelList of(Reply reply) {
        List<String> names = new ArrayList<>();
        List<Integer> lengths = new ArrayList<>();
        if (reply.ok() && !reply.html()) {
            try {
                for (JsonNode model : TREES.readTree(reply.body()).path("data")) {
                    if (model.path("id").isTextual()) {
                        names.add(model.path("id").asText());
                        lengths.add(length(model));
                    }
                }
            } catch (IOException e) {
                // No JSON, so no list; the dialects will tell what kind of server it is.
                return new ModelList(List.of(), List.of());
            }
        }
        return new ModelList(names, lengths);
    }

    private static int length(JsonNode model) {
        // vLLM and SGLang. llama.cpp's n_ctx_train is of the model, not of what is served.
        return model.path("max_model_len").asInt(-1);
    }

    /** Longest prompt of a model with what is generated; -1 if unknown. */
    int lengthOf(String name) {
        int index = names.indexOf(name);
        return index < 0 ? -1 : lengths.get(index);
    }
}
