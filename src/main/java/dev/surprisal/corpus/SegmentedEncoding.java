package dev.surprisal.corpus;

import java.util.Arrays;
import java.util.function.Function;

/**
 * Encodes a long text in segments, so that the room it takes beside its tokens does not grow with
 * it: the library needs hundreds of bytes a token, 50 MB of text would take some 5 GB.
 *
 * <p>Where a text may be cut depends on the tokenizer, so no cut is taken on trust. Segments
 * overlap, and they are joined in the middle of {@value #AGREEING} tokens that both have alike,
 * same ids and same bytes: what a tokenizer does at a place depends on what is near it. Where there
 * are no such tokens, as in a run of one letter, the segment is doubled until there are, or the
 * text ends and was encoded in one.
 */
final class SegmentedEncoding {
    private static final int AGREEING = 32;

    private final String text;
    private final int segmentChars;
    private final int overlapChars;
    private final Function<String, TokenizedText> encoder;
    private int[] ids = new int[0];
    private int[] start = new int[0];
    private int[] end = new int[0];
    private int size;

    private SegmentedEncoding(
            String text,
            int segmentChars,
            int overlapChars,
            Function<String, TokenizedText> encoder) {
        this.text = text;
        this.segmentChars = segmentChars;
        this.overlapChars = overlapChars;
        this.encoder = encoder;
    }

    /**
     * @param overlapChars less than half of {@code segmentChars}
     * @param encoder encodes a segment in one
     */
    static TokenizedText encode(
            String text,
            int segmentChars,
            int overlapChars,
            Function<String, TokenizedText> encoder) {
        if (text.length() <= segmentChars) {
            return encoder.apply(text);
        }
        return new SegmentedEncoding(text, segmentChars, overlapChars, encoder).encode();
    }

    private TokenizedText encode() {
        int from = 0;
        int fromByte = 0;
        int to = cut(segmentChars);
        TokenizedText left = encoder.apply(text.substring(0, to));
        int first = 0; // token of the segment that is not yet appended
        while (to < text.length()) {
            int nextFrom = cut(to - overlapChars);
            int nextTo = cut((long) nextFrom + segmentChars);
            TokenizedText right = encoder.apply(text.substring(nextFrom, nextTo));
            int shift = bytes(from, nextFrom);
            Join join = join(left, first, right, shift);
            if (join == null) {
                to = cut(from + 2L * (to - from));
                TokenizedText longer = encoder.apply(text.substring(from, to));
                if (!sameUpTo(first, left, longer)) {
                    return encoder.apply(text); // what is near does not decide here
                }
                left = longer;
            } else {
                append(left, first, join.left, fromByte);
                first = join.right;
                left = right;
                from = nextFrom;
                fromByte += shift;
                to = nextTo;
            }
        }
        append(left, first, left.tokens(), fromByte);
        return new TokenizedText(
                Arrays.copyOf(ids, size), Arrays.copyOf(start, size), Arrays.copyOf(end, size));
    }

    /** The same token in two segments. */
    private record Join(int left, int right) {}

    /** The middle of the first run of agreeing tokens, or null. */
    private static Join join(TokenizedText left, int first, TokenizedText right, int shift) {
        int run = 0;
        int i = first;
        int j = 0;
        while (i < left.tokens() && j < right.tokens()) {
            int ahead = left.byteStart()[i] - shift - right.byteStart()[j];
            boolean same =
                    ahead == 0
                            && left.ids()[i] == right.ids()[j]
                            && left.byteEnd()[i] - shift == right.byteEnd()[j];
            run = same ? run + 1 : 0;
            if (run == AGREEING) {
                return new Join(i - AGREEING / 2, j - AGREEING / 2);
            }
            i += same || ahead <= 0 ? 1 : 0;
            j += same || ahead > 0 ? 1 : 0;
        }
        return null;
    }

    private static boolean sameUpTo(int token, TokenizedText one, TokenizedText other) {
        return token <= other.tokens()
                && Arrays.equals(one.ids(), 0, token, other.ids(), 0, token)
                && Arrays.equals(one.byteEnd(), 0, token, other.byteEnd(), 0, token);
    }

    private void append(TokenizedText segment, int fromToken, int toToken, int fromByte) {
        int count = toToken - fromToken;
        if (size + count > ids.length) {
            int room = Math.max(size + count, (int) Math.min(Integer.MAX_VALUE - 8, size * 3L / 2));
            ids = Arrays.copyOf(ids, room);
            start = Arrays.copyOf(start, room);
            end = Arrays.copyOf(end, room);
        }
        for (int token = fromToken; token < toToken; token++) {
            ids[size] = segment.ids()[token];
            start[size] = segment.byteStart()[token] + fromByte;
            end[size] = segment.byteEnd()[token] + fromByte;
            size++;
        }
    }

    /** At most this many characters in, and not inside a surrogate pair. */
    private int cut(long at) {
        if (at >= text.length()) {
            return text.length();
        }
        int index = (int) at;
        return Character.isLowSurrogate(text.charAt(index)) ? index - 1 : index;
    }

    private int bytes(int from, int to) {
        int bytes = 0;
        for (int at = from; at < to; at++) {
            bytes += Utf8.length(text.charAt(at));
        }
        return bytes;
    }
}
