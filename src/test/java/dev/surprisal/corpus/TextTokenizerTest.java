package dev.surprisal.corpus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextTokenizerTest {
    @TempDir static Path bytesFolder;
    @TempDir static Path piecesFolder;
    private static TextTokenizer byteLevel;
    private static TextTokenizer sentencePiece;

    @BeforeAll
    static void load() throws IOException {
        SmallTokenizers.byteLevel(bytesFolder);
        SmallTokenizers.config(
                bytesFolder, "{\"bos_token\":{\"content\":\"<s>\"},\"eos_token\":\"</s>\"}");
        SmallTokenizers.sentencePiece(piecesFolder);
        byteLevel = TextTokenizer.load(bytesFolder);
        sentencePiece = TextTokenizer.load(piecesFolder.resolve("tokenizer.json"));
    }

    @AfterAll
    static void close() {
        byteLevel.close();
        sentencePiece.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "    ",
                "a",
                "the tokens of the text",
                "\0",
                "a\0b\0",
                "line\r\nline\r\n",
                "😀👩‍👩‍👧‍👦 🏳️‍🌈",
                "漢字かな交じり文 字字",
                "é e\u0301 n\u0303\u0323",
                "\u00a0\u2003\u3000\u200b\ufeff",
                "<s> in </s> text",
                "x\ufffdy",
            })
    void tokensTileTheTextAndSpellIt(String text) {
        for (TextTokenizer tokenizer : List.of(byteLevel, sentencePiece)) {
            TokenizedText tokens = tokenizer.encode(text);
            assertTiles(text, tokens);
            assertNull(tokenizer.spells(text, tokens.ids()));
            assertEquals(text, tokenizer.decode(tokens.ids()));
        }
    }

    @Test
    void byteLevelTokensHaveTheirOwnBytes() {
        TokenizedText tokens = byteLevel.encode(" the 😀字é");

        // The merges make one token of " the", of 字 and of é; the others are single bytes.
        assertArrayEquals(new int[] {0, 4, 5, 6, 7, 8, 9, 12}, tokens.byteStart());
        assertArrayEquals(new int[] {4, 5, 6, 7, 8, 9, 12, 14}, tokens.byteEnd());
    }

    @Test
    void theLastOfTokensThatShareACharacterHasItsBytes() {
        TokenizedText tokens = sentencePiece.encode("b😀 th");

        // U+2581 before the text, b, four bytes, " th".
        assertArrayEquals(new int[] {0, 0, 1, 1, 1, 1, 5}, tokens.byteStart());
        assertArrayEquals(new int[] {0, 1, 1, 1, 1, 5, 8}, tokens.byteEnd());
    }

    @Test
    void specialTokensAreAddedOnceAndStandForNoBytes() {
        TokenizedText with = byteLevel.encodeWithSpecialTokens("ab");

        assertArrayEquals(new int[] {1000, 'a' - '!' + 33, 'b' - '!' + 33, 1001}, with.ids());
        assertArrayEquals(new int[] {0, 0, 1, 2}, with.byteStart());
        assertArrayEquals(new int[] {0, 1, 2, 2}, with.byteEnd());
        assertArrayEquals(new int[] {1000, 1001}, byteLevel.encodeWithSpecialTokens("").ids());
        assertArrayEquals(
                sentencePiece.encode("ab").ids(),
                sentencePiece.encodeWithSpecialTokens("ab").ids());
    }

    @Test
    void truncationOfTheFileIsOff() {
        assertEquals(100, byteLevel.encode("x".repeat(100)).tokens());
    }

    @Test
    void specialTokensComeFromTheConfiguration(@TempDir Path folder) throws IOException {
        assertEquals(OptionalInt.of(1000), byteLevel.bos());
        assertEquals(OptionalInt.of(1001), byteLevel.eos());
        assertTrue(byteLevel.addsBos());
        assertEquals(OptionalInt.empty(), sentencePiece.bos());
        assertFalse(sentencePiece.addsBos());
        assertEquals(OptionalInt.of(1001), byteLevel.tokenId("</s>"));
        assertEquals(OptionalInt.empty(), byteLevel.tokenId("<none>"));
        assertEquals(284, sentencePiece.vocabularySize() - 2);

        SmallTokenizers.byteLevel(folder);
        SmallTokenizers.config(folder, "{\"bos_token\":null,\"eos_token\":\"<eos>\"}");
        assertTrue(
                assertThrows(InvalidDocumentException.class, () -> TextTokenizer.load(folder))
                        .getMessage()
                        .contains("eos_token is \"<eos>\", which is no token"));
    }

    @Test
    void longTextsGiveTheTokensThatOneCallGives() {
        long seed = new Random().nextLong();
        System.out.println("TextTokenizerTest seed " + seed);
        Random random = new Random(seed);
        String[] words = {
            " the", " token", "ing", "😀", "字", "aaaaaaa", "  ", "\r\n", "12345", ".", "<s>", "é",
            "th"
        };
        for (TextTokenizer tokenizer : List.of(byteLevel, sentencePiece)) {
            for (int round = 0; round < 30; round++) {
                StringBuilder text = new StringBuilder();
                for (int at = 0; at < 2000; at++) {
                    String word = words[random.nextInt(words.length)];
                    text.append(random.nextInt(500) == 0 ? "a".repeat(1500) : word);
                }
                int segment = 600 + random.nextInt(1000);
                TokenizedText one = tokenizer.encode(text.toString());
                TokenizedText cut = tokenizer.encode(text.toString(), segment, segment / 3);
                assertArrayEquals(one.ids(), cut.ids());
                assertArrayEquals(one.byteStart(), cut.byteStart());
                assertArrayEquals(one.byteEnd(), cut.byteEnd());
            }
        }
    }

    @Test
    void whatIsSpelledDifferentlyIsTold() {
        int[] ids = byteLevel.encode("the tokens 😀 of").ids();
        int[] other = ids.clone();
        other[5] = byteLevel.encode("X").ids()[0];

        SpellingDifference difference = byteLevel.spells("the tokens 😀 of", other);

        assertEquals(5, difference.token());
        String start = byteLevel.decode(Arrays.copyOf(ids, 5));
        assertEquals(start.getBytes(UTF_8).length, difference.byteOffset());
        assertTrue(difference.seen().startsWith("X"), difference.toString());
        SpellingDifference cut = byteLevel.spells("ab", byteLevel.encode("a").ids());
        assertEquals(new SpellingDifference(1, 1, "b", ""), cut);
        SpellingDifference more = byteLevel.spells("a", byteLevel.encode("ab\n").ids());
        assertEquals(new SpellingDifference(1, 1, "", "b\\x0a"), more);
    }

    @Test
    void halfASurrogatePairIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> byteLevel.encode("a\ud83d"));
    }

    @Test
    void whatIsNoTokenizerIsRefused(@TempDir Path folder) throws IOException {
        assertThrows(NoSuchFileException.class, () -> TextTokenizer.load(folder));
        Path file = folder.resolve("tokenizer.json");
        for (String content : List.of("", "[]", "{}", "{\"model\":{\"vocab\":{\"a\":0}}}", "x")) {
            Files.writeString(file, content);
            assertTrue(
                    assertThrows(InvalidDocumentException.class, () -> TextTokenizer.load(file))
                            .getMessage()
                            .startsWith(file.toString()));
        }
    }

    @Test
    void theHashIsThatOfTheFile(@TempDir Path folder) throws IOException {
        Path file = SmallTokenizers.byteLevel(folder);
        try (TextTokenizer same = TextTokenizer.load(file)) {
            assertEquals(byteLevel.hash(), same.hash());
        }
        Files.writeString(file, Files.readString(file) + " ");
        try (TextTokenizer other = TextTokenizer.load(file)) {
            assertFalse(byteLevel.hash().equals(other.hash()));
            assertEquals(64, other.hash().length());
        }
    }

    private static void assertTiles(String text, TokenizedText tokens) {
        int at = 0;
        for (int token = 0; token < tokens.tokens(); token++) {
            assertEquals(at, tokens.byteStart()[token]);
            assertTrue(tokens.byteEnd()[token] >= at);
            at = tokens.byteEnd()[token];
        }
        assertEquals(text.getBytes(UTF_8).length, at);
    }
}
