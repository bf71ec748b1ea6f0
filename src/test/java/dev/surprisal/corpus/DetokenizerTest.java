package dev.surprisal.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;

class DetokenizerTest {
    private static final String SPACES =
            "[\\u0009-\\u000d\\u001c-\\u0020\\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029"
                    + "\\u202f\\u205f\\u3000]*";

    /** What lm-eval's own function makes of it. */
    @Test
    void wikiTextSentence() {
        String original =
                "It cost $ 3 @.@ 5 million ( £ 2 @.@ 1 million ) ; the actors ' guild : \" no comment \" .";
        assertEquals(
                "It cost $ 3.5 million (£ 2.1 million); the actors' guild: \"no comment\" .",
                Detokenizer.WIKITEXT.apply(original));
        assertEquals(new TextCounts(25, 88), TextCounts.of(original));
        assertEquals(original, Detokenizer.NONE.apply(original));
    }

    @Test
    void wikiTextArticle() {
        assertEquals(
                " = Robert Boulter =\n\nRobert Boulter is an English film, television and theatre actor.\n",
                Detokenizer.WIKITEXT.apply(
                        " = Robert Boulter = \n \n Robert Boulter is an English film , television and"
                                + " theatre actor . \n"));
    }

    @Test
    void eachStep() {
        becomes("x: y; z", "x : y ; z");
        becomes("a-b", "a @-@ b");
        becomes("()[]{}", "(  )[\u00a0]{\u2003}");
        becomes("(a ( b) c )", "( a ( b ) c )");
        becomes("'a' b'c'", "' a ' b' c '");
        becomes("(a", "(a");
        becomes("( a", "( a");
        becomes("====A====", "= = = =A= = = =");
        becomes("===", "= = =");
        becomes("40°C", "40 ° C");
        becomes("a 1 b", "a N b");
        becomes("/'[0-9]/", "/' 5/");
        becomes("1990s' 5", "1990s ' 5");
    }

    @Test
    void bracketsAreThoseOfTheExpressions() {
        long seed = new Random().nextLong();
        System.out.println("DetokenizerTest seed " + seed);
        Random random = new Random(seed);
        String[] pieces = {"(", ")", " ", "\u2003", "a", "\n", "\u001c", "b"};
        for (int round = 0; round < 20_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int at = random.nextInt(12); at > 0; at--) {
                text.append(pieces[random.nextInt(pieces.length)]);
            }
            String expected =
                    text.toString()
                            .replaceAll("\\(" + SPACES + "([^\\)]*?)" + SPACES + "\\)", "($1)")
                            .replace(" \n", "\n")
                            .replace("\n ", "\n");
            assertEquals(expected, Detokenizer.WIKITEXT.apply(text.toString()));
        }
    }

    /** A second for what an expression that looks ahead would need hours for. */
    @Test
    void bracketsThatNeverCloseTakeNoLonger() {
        String text = "(".repeat(20_000_000);
        assertEquals(text, Detokenizer.WIKITEXT.apply(text));
    }

    private static void becomes(String expected, String original) {
        assertEquals(expected, Detokenizer.WIKITEXT.apply(original));
    }
}
