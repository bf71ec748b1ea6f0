package dev.surprisal.corpus;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.OptionalInt;

/**
 * A tokenizer.json of Hugging Face's tokenizers, run by their own code (DJL 0.38.0): text to token
 * ids, and to the bytes that each token stands for. Never asks the network.
 *
 * <p>Truncation and padding that the file prescribes are off. A special token that stands in the
 * text, like {@code <|endoftext|>}, becomes that token, as it does in every evaluator. Special
 * tokens around the text are those of the file's post-processor; an {@code add_bos_token} of the
 * configuration, which some Python classes obey, is not looked at.
 *
 * <p>Thread-safe until closed; then its methods fail with {@link IllegalStateException}.
 */
public final class TextTokenizer implements AutoCloseable {
    /** Longest text that is encoded in one; about 100 MB beside its tokens. */
    private static final int SEGMENT_CHARS = 1 << 18;

    private static final int OVERLAP_CHARS = 1 << 12;

    private final HuggingFaceTokenizer tokenizer;
    private final Map<String, Integer> vocabulary;
    private final String hash;
    private final OptionalInt bos;
    private final OptionalInt eos;
    private final int[] specialBefore;
    private final int[] specialAfter;

    private TextTokenizer(
            HuggingFaceTokenizer tokenizer,
            Map<String, Integer> vocabulary,
            String hash,
            OptionalInt bos,
            OptionalInt eos) {
        this.tokenizer = tokenizer;
        this.vocabulary = vocabulary;
        this.hash = hash;
        this.bos = bos;
        this.eos = eos;
        // Around a text that every vocabulary has something for.
        int[] plain = toInts(tokenizer.encode("a", false, false).getIds());
        int[] with = toInts(tokenizer.encode("a", true, false).getIds());
        int at = 0;
        while (at + plain.length < with.length
                && !Arrays.equals(with, at, at + plain.length, plain, 0, plain.length)) {
            at++;
        }
        this.specialBefore = Arrays.copyOf(with, at);
        this.specialAfter = Arrays.copyOfRange(with, at + plain.length, with.length);
    }

    /**
     * @param path a tokenizer.json, or a folder that has one; BOS and EOS come from the
     *     tokenizer_config.json beside it, and there are none without it
     * @throws IOException if there is no such file, or it is no tokenizer
     */
    public static TextTokenizer load(Path path) throws IOException {
        Path file = TokenizerFiles.tokenizer(path);
        byte[] content = Files.readAllBytes(file);
        Map<String, Integer> vocabulary = TokenizerFiles.vocabulary(file, content);
        OptionalInt bos = TokenizerFiles.special(file, "bos_token", vocabulary);
        OptionalInt eos = TokenizerFiles.special(file, "eos_token", vocabulary);
        NativeTokenizers.load();
        HuggingFaceTokenizer tokenizer;
        try {
            tokenizer =
                    HuggingFaceTokenizer.newInstance(
                            new ByteArrayInputStream(content),
                            Map.of(
                                    "addSpecialTokens", "false",
                                    "truncation", "false",
                                    "padding", "false"));
        } catch (RuntimeException e) { // what the native side throws at a file it cannot read
            throw InvalidDocumentException.of(file, "no tokenizer: " + e.getMessage(), e);
        }
        return new TextTokenizer(tokenizer, vocabulary, sha256(content), bos, eos);
    }

    /**
     * The tokens of a text, without special tokens around it. Texts of over 2^18 characters are
     * encoded in overlapping segments that are joined where both agree.
     *
     * @throws IllegalArgumentException on half a surrogate pair, which has no bytes
     */
    public TokenizedText encode(String text) {
        return encode(text, SEGMENT_CHARS, OVERLAP_CHARS);
    }

    TokenizedText encode(String text, int segmentChars, int overlapChars) {
        Utf8.requirePairs(text);
        return SegmentedEncoding.encode(text, segmentChars, overlapChars, this::encodeInOne);
    }

    private TokenizedText encodeInOne(String text) {
        Encoding encoding = tokenizer.encode(text, false, false);
        return TokenSpans.tile(
                text,
                toInts(encoding.getIds()),
                encoding.getTokens(),
                encoding.getCharTokenSpans());
    }

    /** The same with the special tokens that the tokenizer adds by default, their spans empty. */
    public TokenizedText encodeWithSpecialTokens(String text) {
        TokenizedText plain = encode(text);
        int before = specialBefore.length;
        int tokens = plain.tokens();
        int end = tokens == 0 ? 0 : plain.byteEnd()[tokens - 1];
        int[] ids = Arrays.copyOf(specialBefore, before + tokens + specialAfter.length);
        int[] byteStart = new int[ids.length];
        int[] byteEnd = new int[ids.length];
        System.arraycopy(plain.ids(), 0, ids, before, tokens);
        System.arraycopy(plain.byteStart(), 0, byteStart, before, tokens);
        System.arraycopy(plain.byteEnd(), 0, byteEnd, before, tokens);
        System.arraycopy(specialAfter, 0, ids, before + tokens, specialAfter.length);
        Arrays.fill(byteStart, before + tokens, ids.length, end);
        Arrays.fill(byteEnd, before + tokens, ids.length, end);
        return new TokenizedText(ids, byteStart, byteEnd);
    }

    /** The text that tokens spell, special ones included; parts of characters become U+FFFD. */
    public String decode(int[] ids) {
        return tokenizer.decode(Arrays.stream(ids).asLongStream().toArray(), false);
    }

    /**
     * Where tokens, decoded together, first spell something else than a text; null if they spell
     * it. The check that a tokenizer keeps its text, and that ids of a server are those of this
     * text.
     */
    public SpellingDifference spells(String text, int[] ids) {
        byte[] expected = text.getBytes(StandardCharsets.UTF_8);
        byte[] seen = decode(ids).getBytes(StandardCharsets.UTF_8);
        int at = Arrays.mismatch(expected, seen);
        if (at < 0) {
            return null;
        }
        // The first token with which the decoded start leaves the text.
        int agreeing = 0;
        int leaving = ids.length;
        while (agreeing < leaving) {
            int middle = (agreeing + leaving) >>> 1;
            if (startsText(text, Arrays.copyOf(ids, middle + 1))) {
                agreeing = middle + 1;
            } else {
                leaving = middle;
            }
        }
        return SpellingDifference.of(agreeing, at, expected, seen, at);
    }

    /** Whether what some first tokens spell starts the text, half a character at its end aside. */
    private boolean startsText(String text, int[] ids) {
        String start = decode(ids);
        int end = start.length();
        while (end > 0 && start.charAt(end - 1) == '\ufffd' && !text.startsWith(start)) {
            end--;
            start = start.substring(0, end);
        }
        return text.startsWith(start);
    }

    /** The id of a token as the vocabulary writes it, or empty. */
    public OptionalInt tokenId(String token) {
        Integer id = vocabulary.get(token);
        return id == null ? OptionalInt.empty() : OptionalInt.of(id);
    }

    /** BOS of tokenizer_config.json; empty if it has none. */
    public OptionalInt bos() {
        return bos;
    }

    /** EOS of tokenizer_config.json; empty if it has none. */
    public OptionalInt eos() {
        return eos;
    }

    /** Whether the tokenizer puts BOS before a text by default. */
    public boolean addsBos() {
        return bos.isPresent() && specialBefore.length > 0 && specialBefore[0] == bos.getAsInt();
    }

    /** Number of tokens, added ones included. */
    public int vocabularySize() {
        return vocabulary.size();
    }

    /** SHA-256 of tokenizer.json, in hexadecimal. */
    public String hash() {
        return hash;
    }

    @Override
    public void close() {
        tokenizer.close();
    }

    private static int[] toInts(long[] ids) {
        int[] ints = new int[ids.length];
        for (int at = 0; at < ids.length; at++) {
            ints[at] = Math.toIntExact(ids[at]);
        }
        return ints;
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
