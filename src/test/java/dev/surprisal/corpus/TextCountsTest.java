package dev.surprisal.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class TextCountsTest {
    /** Golden counts of Python 3: len(re.split(r"\s+", text)), len(text.encode("utf-8")). */
    @Test
    void wordsAndBytesAreThoseOfPython() {
        counted(1, 0, "");
        counted(2, 1, " ");
        counted(4, 5, " a b ");
        counted(2, 4, "a\u00a0b");
        counted(2, 3, "a\u001cb");
        counted(1, 5, "a\u200bb");
        counted(1, 4, "😀");
        counted(2, 8, "\0é\r\n字");
    }

    @Test
    void whitespaceIsTheSetOfPython() {
        Pattern python =
                Pattern.compile(
                        "[\\u0009-\\u000d\\u001c-\\u0020\\u0085\\u00a0\\u1680\\u2000-\\u200a"
                                + "\\u2028\\u2029\\u202f\\u205f\\u3000]");
        int characters = 0;
        for (int c = 0; c <= Character.MAX_VALUE; c++) {
            boolean space = TextCounts.isSpace((char) c);
            assertEquals(python.matcher(String.valueOf((char) c)).matches(), space);
            characters += space ? 1 : 0;
        }
        assertEquals(29, characters);
    }

    @Test
    void halfASurrogatePairHasNoBytes() {
        assertThrows(IllegalArgumentException.class, () -> TextCounts.of("a\ud83d"));
        assertThrows(IllegalArgumentException.class, () -> TextCounts.of("\ude00\ud83d"));
    }

    private static void counted(long words, long bytes, String text) {
        assertEquals(new TextCounts(words, bytes), TextCounts.of(text));
    }
}
