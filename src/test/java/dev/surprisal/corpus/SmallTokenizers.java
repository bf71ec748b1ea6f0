package dev.surprisal.corpus;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Tokenizers of a few hundred tokens, in the shapes of those that models have. */
final class SmallTokenizers {
    private static final ObjectMapper JSON = new ObjectMapper();

    private SmallTokenizers() {}

    /**
     * Like GPT-2's, with some merges; BOS before a text and EOS behind it by its post-processor.
     */
    static Path byteLevel(Path folder) throws IOException {
        Map<String, Integer> vocabulary = new LinkedHashMap<>();
        for (int b = 0; b < 256; b++) {
            vocabulary.put(character(b), vocabulary.size());
        }
        List<String> merges = new ArrayList<>();
        for (String word :
                List.of(" the", " of", "ing", " token", "\r\n", "é", "字", "aaaa", "  ")) {
            merge(word, vocabulary, merges);
        }
        ObjectNode root = JSON.createObjectNode().put("version", "1.0");
        root.putObject("truncation")
                .put("direction", "Right")
                .put("max_length", 4)
                .put("strategy", "LongestFirst")
                .put("stride", 0);
        root.putNull("padding");
        special(root, "<s>", 1000);
        special(root, "</s>", 1001);
        root.putNull("normalizer");
        root.set("pre_tokenizer", byteLevelNode());
        ObjectNode template = root.putObject("post_processor").put("type", "TemplateProcessing");
        part(template.putArray("single"), "<s>", "</s>");
        part(template.putArray("pair"), "<s>", "</s>");
        ObjectNode specials = template.putObject("special_tokens");
        specials.set("<s>", templateToken("<s>", 1000));
        specials.set("</s>", templateToken("</s>", 1001));
        root.set("decoder", byteLevelNode());
        model(root, vocabulary, merges, false);
        return write(folder, root);
    }

    /** Like Llama 2's: blanks as U+2581, one put before the text, unknown characters as bytes. */
    static Path sentencePiece(Path folder) throws IOException {
        Map<String, Integer> vocabulary = new LinkedHashMap<>();
        vocabulary.put("<unk>", 0);
        for (int b = 0; b < 256; b++) {
            vocabulary.put("<0x%02X>".formatted(b), vocabulary.size());
        }
        for (char c = 'a'; c <= 'z'; c++) {
            vocabulary.put(String.valueOf(c), vocabulary.size());
        }
        vocabulary.put("\u2581", vocabulary.size());
        vocabulary.put("\u2581t", vocabulary.size());
        vocabulary.put("\u2581th", vocabulary.size());
        ObjectNode root = JSON.createObjectNode().put("version", "1.0");
        root.putNull("truncation");
        root.putNull("padding");
        root.putArray("added_tokens");
        ArrayNode steps =
                root.putObject("normalizer").put("type", "Sequence").putArray("normalizers");
        steps.addObject().put("type", "Prepend").put("prepend", "\u2581");
        replace(steps.addObject(), " ", "\u2581");
        root.putNull("pre_tokenizer");
        root.putNull("post_processor");
        ArrayNode decoders = root.putObject("decoder").put("type", "Sequence").putArray("decoders");
        replace(decoders.addObject(), "\u2581", " ");
        decoders.addObject().put("type", "ByteFallback");
        decoders.addObject().put("type", "Fuse");
        decoders.addObject()
                .put("type", "Strip")
                .put("content", " ")
                .put("start", 1)
                .put("stop", 0);
        model(root, vocabulary, List.of("\u2581 t", "\u2581t h"), true);
        return write(folder, root);
    }

    static void config(Path folder, String json) throws IOException {
        Files.writeString(folder.resolve("tokenizer_config.json"), json);
    }

    private static void replace(ObjectNode step, String from, String to) {
        step.put("type", "Replace").put("content", to).putObject("pattern").put("String", from);
    }

    private static void merge(String word, Map<String, Integer> vocabulary, List<String> merges) {
        String left = null;
        for (byte b : word.getBytes(StandardCharsets.UTF_8)) {
            String right = character(b & 0xff);
            if (left != null) {
                if (!vocabulary.containsKey(left + right)) {
                    vocabulary.put(left + right, vocabulary.size());
                    merges.add(left + " " + right);
                }
                left = left + right;
            } else {
                left = right;
            }
        }
    }

    /** As GPT-2 published it: bytes that are printable stay, the others follow from U+0100 on. */
    private static String character(int b) {
        int next = 256;
        for (int other = 0; other <= b; other++) {
            boolean stays =
                    (other > 32 && other < 127)
                            || (other > 160 && other < 173)
                            || (other > 173 && other < 256);
            if (other == b) {
                return String.valueOf((char) (stays ? b : next));
            }
            next += stays ? 0 : 1;
        }
        throw new IllegalArgumentException("no byte: " + b);
    }

    private static ObjectNode byteLevelNode() {
        return JSON.createObjectNode()
                .put("type", "ByteLevel")
                .put("add_prefix_space", false)
                .put("trim_offsets", false)
                .put("use_regex", true);
    }

    private static void special(ObjectNode root, String content, int id) {
        root.withArray("/added_tokens")
                .addObject()
                .put("id", id)
                .put("content", content)
                .put("single_word", false)
                .put("lstrip", false)
                .put("rstrip", false)
                .put("normalized", false)
                .put("special", true);
    }

    private static void part(ArrayNode parts, String before, String after) {
        parts.addObject().putObject("SpecialToken").put("id", before).put("type_id", 0);
        parts.addObject().putObject("Sequence").put("id", "A").put("type_id", 0);
        parts.addObject().putObject("SpecialToken").put("id", after).put("type_id", 0);
    }

    private static ObjectNode templateToken(String name, int id) {
        ObjectNode token = JSON.createObjectNode().put("id", name);
        token.putArray("ids").add(id);
        token.putArray("tokens").add(name);
        return token;
    }

    private static void model(
            ObjectNode root, Map<String, Integer> vocabulary, List<String> merges, boolean bytes) {
        ObjectNode model = root.putObject("model").put("type", "BPE");
        model.putNull("dropout");
        if (bytes) {
            model.put("unk_token", "<unk>");
        } else {
            model.putNull("unk_token");
        }
        model.put("fuse_unk", bytes).put("byte_fallback", bytes);
        ObjectNode vocab = model.putObject("vocab");
        vocabulary.forEach(vocab::put);
        ArrayNode list = model.putArray("merges");
        merges.forEach(list::add);
    }

    private static Path write(Path folder, ObjectNode root) throws IOException {
        return Files.writeString(folder.resolve("tokenizer.json"), JSON.writeValueAsString(root));
    }
}
