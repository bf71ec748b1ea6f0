package dev.surprisal.corpus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;

class TokenAlignmentTest {
    private static final byte[] TEXT = "a 😀!".getBytes(UTF_8);

    @Test
    void tokensThatSpellTheTextTileIt() {
        byte[][] tokens = {
            {'a'}, {' ', (byte) 0xf0}, {}, {(byte) 0x9f, (byte) 0x98, (byte) 0x80}, {'!'}
        };
        TokenAlignment alignment = TokenAlignment.of(tokens, TEXT);

        assertNull(alignment.difference());
        assertArrayEquals(new int[] {0, 1, 3, 3, 6}, alignment.byteStart());
        assertArrayEquals(new int[] {1, 3, 3, 6, 7}, alignment.byteEnd());
        assertNull(TokenAlignment.of(new byte[0][], new byte[0]).difference());
    }

    @Test
    void theFirstDifferenceIsTold() {
        byte[][] tokens = {{'a'}, {' ', (byte) 0xf0, (byte) 0x9f, (byte) 0x99}, {'x'}};
        TokenAlignment alignment = TokenAlignment.of(tokens, TEXT);

        assertEquals(new SpellingDifference(1, 4, "\\x98\\x80!", "\\x99"), alignment.difference());
        assertArrayEquals(new int[] {1}, alignment.byteEnd());
        assertEquals(
                "at byte 4 the text has \"\\x98\\x80!\", token 1 spells \"\\x99\"",
                alignment.difference().toString());
    }

    @Test
    void tokensThatEndEarlyOrLateDiffer() {
        assertEquals(
                new SpellingDifference(1, 1, " 😀!", ""),
                TokenAlignment.of(new byte[][] {{'a'}}, TEXT).difference());
        assertEquals(
                new SpellingDifference(1, 1, "", "b"),
                TokenAlignment.of(new byte[][] {{'a'}, {'b'}}, new byte[] {'a'}).difference());
    }
}
