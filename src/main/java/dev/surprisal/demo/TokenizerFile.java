package dev.surprisal.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes a {@link BpeTokenizer} as Hugging Face's tokenizer.json and tokenizer_config.json.
 *
 * <p>As Llama 3's: ByteLevel before and after, and a template that puts BOS first when special
 * tokens are asked for.
 */
final class TokenizerFile {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final List<Character> ALPHABET = alphabet();

    private TokenizerFile() {}

    /** The text of tokenizer.json. */
    static String tokenizerJson(BpeTokenizer tokenizer) {
        ObjectNode root = MAPPER.createObjectNode();
        root.put("version", "1.0").putNull("truncation").putNull("padding");
        ArrayNode added = root.putArray("added_tokens");
        for (int id = 0; id < BpeTokenizer.SPECIALS.size(); id++) {
            added.addObject()
                    .put("id", id)
                    .put("content", BpeTokenizer.SPECIALS.get(id))
                    .put("single_word", false)
                    .put("lstrip", false)
                    .put("rstrip", false)
                    .put("normalized", false)
                    .put("special", true);
        }
        root.putNull("normalizer");
        byteLevel(root.putObject("pre_tokenizer"));
        ObjectNode post = root.putObject("post_processor").put("type", "Sequence");
        ArrayNode processors = post.putArray("processors");
        byteLevel(processors.addObject());
        template(processors.addObject().put("type", "TemplateProcessing"));
        byteLevel(root.putObject("decoder"));
        bpe(root.putObject("model"), tokenizer);
        return text(root);
    }

    /** The text of tokenizer_config.json. */
    static String configJson() {
        return text(
                MAPPER.createObjectNode()
                        .put("tokenizer_class", "PreTrainedTokenizerFast")
                        .put("bos_token", BpeTokenizer.SPECIALS.get(BpeTokenizer.BOS))
                        .put("eos_token", BpeTokenizer.SPECIALS.get(BpeTokenizer.EOS))
                        .put("clean_up_tokenization_spaces", false));
    }

    private static void byteLevel(ObjectNode node) {
        // Offsets keep the leading space: a token's bytes are all the text it stands for.
        node.put("type", "ByteLevel")
                .put("add_prefix_space", false)
                .put("trim_offsets", false)
                .put("use_regex", true);
    }

    private static void template(ObjectNode node) {
        String bos = BpeTokenizer.SPECIALS.get(BpeTokenizer.BOS);
        for (String use : List.of("single", "pair")) {
            ArrayNode parts = node.putArray(use);
            for (String sequence : use.equals("pair") ? List.of("A", "B") : List.of("A")) {
                int type = sequence.equals("A") ? 0 : 1;
                parts.addObject().putObject("SpecialToken").put("id", bos).put("type_id", type);
                parts.addObject().putObject("Sequence").put("id", sequence).put("type_id", type);
            }
        }
        ObjectNode special = node.putObject("special_tokens").putObject(bos).put("id", bos);
        special.putArray("ids").add(BpeTokenizer.BOS);
        special.putArray("tokens").add(bos);
    }

    private static void bpe(ObjectNode node, BpeTokenizer tokenizer) {
        node.put("type", "BPE").putNull("dropout").putNull("unk_token");
        node.putNull("continuing_subword_prefix").putNull("end_of_word_suffix");
        node.put("fuse_unk", false).put("byte_fallback", false).put("ignore_merges", false);
        ObjectNode vocabulary = node.putObject("vocab");
        for (int id = 0; id < tokenizer.vocabulary(); id++) {
            vocabulary.put(name(tokenizer, id), id);
        }
        ArrayNode pairs = node.putArray("merges");
        tokenizer
                .merges()
                .forEach(p -> pairs.add(name(tokenizer, p[0]) + " " + name(tokenizer, p[1])));
    }

    /**
     * A token's bytes in GPT-2's alphabet: printable characters are themselves, others from 256.
     */
    static String name(BpeTokenizer tokenizer, int id) {
        if (id < BpeTokenizer.FIRST_BYTE) {
            return BpeTokenizer.SPECIALS.get(id);
        }
        StringBuilder name = new StringBuilder();
        for (byte b : tokenizer.bytes(id)) {
            name.append(ALPHABET.get(b & 0xff));
        }
        return name.toString();
    }

    private static List<Character> alphabet() {
        List<Character> alphabet = new ArrayList<>();
        char other = 256;
        for (char b = 0; b < 256; b++) {
            boolean printable =
                    (b >= '!' && b <= '~') || (b >= '¡' && b <= '¬') || (b >= '®' && b <= 'ÿ');
            alphabet.add(printable ? b : other++);
        }
        return alphabet;
    }

    private static String text(ObjectNode node) {
        DefaultIndenter lines = new DefaultIndenter(" ", "\n");
        DefaultPrettyPrinter printer =
                new DefaultPrettyPrinter().withObjectIndenter(lines).withArrayIndenter(lines);
        try {
            return MAPPER.writer(printer).writeValueAsString(node) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of strings cannot fail", e);
        }
    }
}
