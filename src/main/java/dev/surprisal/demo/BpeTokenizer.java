package dev.surprisal.demo;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Byte-level BPE as GPT-2's, for text of any kind: every byte is a token, so nothing is unknown.
 *
 * <p>Ids: 0 {@code <|bos|>}, 1 {@code <|eos|>}, 2 to 257 the bytes, then the merges in the order
 * they were learnt. Gives the ids that Hugging Face's tokenizers give for the file that {@link
 * TokenizerFile} writes (a test compares). Special tokens are recognised in text, as there.
 * Thread-safe.
 */
final class BpeTokenizer {

    static final int BOS = 0;
    static final int EOS = 1;
    static final List<String> SPECIALS = List.of("<|bos|>", "<|eos|>");
    static final int FIRST_BYTE = SPECIALS.size();
    static final int FIRST_MERGE = FIRST_BYTE + 256;

    /** GPT-2's pieces (openai/gpt-2, encoder.py): merges never cross them. */
    private static final Pattern PIECE =
            Pattern.compile(
                    "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+"
                            + "|\\s+(?!\\S)|\\s+",
                    Pattern.UNICODE_CHARACTER_CLASS);

    private static final Pattern SPECIAL = Pattern.compile("<\\|[be]os\\|>");
    private static final int CACHED_PIECES_MAX = 20_000;
    private static final int CACHED_CHARS_MAX = 64;

    private final byte[][] tokens; // [vocabulary][bytes]
    private final List<int[]> merges; // [merges][2]
    private final Map<Long, Integer> mergeIds = new HashMap<>();
    private final Map<String, int[]> cache = new ConcurrentHashMap<>();

    /**
     * Makes a tokenizer of its merges.
     *
     * @param merges [merges][2] ids of the left and the right part; may name earlier merges
     */
    BpeTokenizer(List<int[]> merges) {
        this.merges = List.copyOf(merges);
        tokens = new byte[FIRST_MERGE + merges.size()][];
        for (int i = 0; i < FIRST_BYTE; i++) {
            tokens[i] = SPECIALS.get(i).getBytes(StandardCharsets.UTF_8);
        }
        for (int i = 0; i < 256; i++) {
            tokens[FIRST_BYTE + i] = new byte[] {(byte) i};
        }
        for (int[] pair : merges) {
            int id = FIRST_MERGE + mergeIds.size();
            mergeIds.put(pair(pair[0], pair[1]), id);
            tokens[id] = bytes(pair);
        }
    }

    static long pair(int left, int right) {
        return (long) left << 32 | right;
    }

    /** Ids of the left and the right part of every merge, [merges][2], in order. */
    List<int[]> merges() {
        return merges;
    }

    /** Number of tokens, specials included. */
    int vocabulary() {
        return tokens.length;
    }

    /** Pieces of {@code text} that are merged apart from each other, in order. */
    static void forEachPiece(CharSequence text, Consumer<String> action) {
        Matcher piece = PIECE.matcher(text);
        while (piece.find()) {
            action.accept(piece.group());
        }
    }

    /** Token ids of {@code text}; adds no BOS. Lone surrogates become question marks. */
    int[] encode(String text) {
        List<int[]> parts = new ArrayList<>();
        Matcher special = SPECIAL.matcher(text);
        int at = 0;
        while (special.find()) {
            forEachPiece(text.substring(at, special.start()), piece -> parts.add(ids(piece)));
            parts.add(new int[] {SPECIALS.indexOf(special.group())});
            at = special.end();
        }
        forEachPiece(text.substring(at), piece -> parts.add(ids(piece)));
        int[] ids = new int[parts.stream().mapToInt(part -> part.length).sum()];
        int n = 0;
        for (int[] part : parts) {
            System.arraycopy(part, 0, ids, n, part.length);
            n += part.length;
        }
        return ids;
    }

    /** The bytes of these tokens, one after the other; specials as they are written. */
    byte[] bytes(int... ids) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int id : ids) {
            bytes.writeBytes(tokens[id]);
        }
        return bytes.toByteArray();
    }

    /** The text of these tokens; U+FFFD where their bytes are no UTF-8. */
    String decode(int... ids) {
        return new String(bytes(ids), StandardCharsets.UTF_8);
    }

    private int[] ids(String piece) {
        int[] known = cache.get(piece);
        if (known != null) {
            return known;
        }
        int[] ids = merged(piece.getBytes(StandardCharsets.UTF_8));
        if (piece.length() <= CACHED_CHARS_MAX && cache.size() < CACHED_PIECES_MAX) {
            cache.put(piece, ids);
        }
        return ids;
    }

    /**
     * Earliest merge first, leftmost first; a heap, since a piece may be a document of one word.
     */
    private int[] merged(byte[] bytes) {
        int[] ids = new int[bytes.length];
        int[] next = new int[bytes.length];
        int[] previous = new int[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            ids[i] = FIRST_BYTE + (bytes[i] & 0xff);
            next[i] = i + 1;
            previous[i] = i - 1;
        }
        PriorityQueue<Long> candidates = new PriorityQueue<>();
        for (int i = 0; i < bytes.length; i++) {
            offer(candidates, ids, next, i);
        }
        int count = bytes.length;
        while (!candidates.isEmpty()) {
            long candidate = candidates.poll();
            int at = (int) candidate;
            int id = (int) (candidate >>> 32);
            if (ids[at] < 0 || mergeAt(ids, next, at) != id) {
                continue; // one of its parts went into another merge
            }
            int right = next[at];
            ids[at] = id;
            ids[right] = -1;
            next[at] = next[right];
            if (next[at] < bytes.length) {
                previous[next[at]] = at;
            }
            count--;
            offer(candidates, ids, next, at);
            if (previous[at] >= 0) {
                offer(candidates, ids, next, previous[at]);
            }
        }
        int[] result = new int[count];
        for (int i = 0, n = 0; i < bytes.length; i = next[i]) {
            result[n++] = ids[i];
        }
        return result;
    }

    private void offer(PriorityQueue<Long> candidates, int[] ids, int[] next, int at) {
        int id = mergeAt(ids, next, at);
        if (id >= 0) {
            candidates.add((long) id << 32 | at);
        }
    }

    private int mergeAt(int[] ids, int[] next, int at) {
        if (next[at] >= ids.length) {
            return -1;
        }
        return mergeIds.getOrDefault(pair(ids[at], ids[next[at]]), -1);
    }
}
