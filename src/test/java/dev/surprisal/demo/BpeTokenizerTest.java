package dev.surprisal.demo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The small tokenizer against Hugging Face's own, reading the committed file. */
class BpeTokenizerTest {

    static {
        System.setProperty("ai.djl.offline", "true"); // DJL would look for downloads
    }

    private static final BpeTokenizer TOKENIZER = DemoLanguage.trainTokenizer();

    private static final List<String> AWKWARD =
            List.of(
                    "",
                    " ",
                    "   leading and trailing   ",
                    "tabs\t\tand\r\nlines\n\n\n end",
                    "don't we'll I'M they've 're's",
                    "Straße, naïve, Ωμέγα, Привет, 日本語のテキスト, हिन्दी, ١٢٣ ½ Ⅷ",
                    "🙂👩‍👩‍👧‍👦 e\u0301 \u00a0nbsp\u2028line\u3000wide\u0085next",
                    "\u0000\u0001\u007f\ufeff\ufffd",
                    "x<|bos|>y<|eos|><|eos|>z <|bos| >",
                    "lighthouselighthouselighthouse 1,234.5 @-@ ==",
                    " \n = A title = \n \n = = Heading = = \n ");

    @Test
    void idsAreThoseOfHuggingFacesTokenizer() throws Exception {
        long seed = seed("idsAreThoseOfHuggingFacesTokenizer");
        Random random = new Random(seed);
        List<String> texts = new ArrayList<>(AWKWARD);
        for (int i = 0; i < 300; i++) {
            texts.add(randomText(random));
        }
        texts.addAll(new StoryTeller(random.nextLong()).texts(20_000));
        try (HuggingFaceTokenizer theirs =
                HuggingFaceTokenizer.newInstance(
                        Path.of("jobs/samples/demo/tokenizer/tokenizer.json"),
                        // Without it texts end at 512 tokens.
                        Map.of("truncation", "false"))) {
            for (String text : texts) {
                long[] expected = theirs.encode(text, false, false).getIds();
                long[] actual = Arrays.stream(TOKENIZER.encode(text)).asLongStream().toArray();
                assertArrayEquals(expected, actual, text);
                assertEquals(text, TOKENIZER.decode(TOKENIZER.encode(text)));
            }
            long[] withBos = theirs.encode("Hello", true, false).getIds();
            assertEquals(BpeTokenizer.BOS, withBos[0]);
            assertEquals(TOKENIZER.encode("Hello").length + 1, withBos.length);
        }
    }

    @Test
    void vocabularyIsFullAndOneWordOfAMillionLettersIsQuick() {
        assertEquals(DemoLanguage.VOCABULARY_MAX, TOKENIZER.vocabulary());
        String word = "lighthouse".repeat(100_000);
        int[] ids = TOKENIZER.encode(word);
        assertTrue(ids.length < word.length() / 2);
        assertEquals(word, TOKENIZER.decode(ids));
    }

    @Test
    void trainerMergesTheMostFrequentPairThenTheLowest() {
        BpeTokenizer tokenizer =
                BpeTrainer.train(List.of("abab abab cdcd"), BpeTokenizer.FIRST_MERGE + 3);
        List<String> merges = tokenizer.merges().stream().map(tokenizer::decode).toList();

        // ab: 4; then "abab": 2 with " abab" not yet made, and cd: 2, whose left id is lower.
        assertEquals(List.of("ab", "cd", "abab"), merges);
    }

    private static String randomText(Random random) {
        StringBuilder text = new StringBuilder();
        int[] ranges = {0x20, 0x7f, 0x20, 0x7f, 0xa0, 0x250, 0x370, 0x600, 0x4e00, 0x4f00};
        for (int n = random.nextInt(60); n > 0; n--) {
            int range = random.nextInt(ranges.length / 2) * 2;
            int width = ranges[range + 1] - ranges[range];
            text.appendCodePoint(ranges[range] + random.nextInt(width));
            text.append(" \n".substring(0, random.nextInt(3)));
        }
        return text.toString();
    }

    static long seed(String test) {
        long seed = Long.getLong("surprisal.seed", System.nanoTime());
        System.out.println(test + ": -Dsurprisal.seed=" + seed);
        return seed;
    }
}
