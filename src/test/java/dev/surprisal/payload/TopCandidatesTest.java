package dev.surprisal.payload;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.surprisal.event.Completion;
import dev.surprisal.event.TopCandidates;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Candidates are kept once each, under keys that two servers have in common. */
class TopCandidatesTest {
    private static TopCandidates chat(String... lists) throws MalformedPayloadException {
        StringBuilder entries = new StringBuilder();
        for (String list : lists) {
            entries.append(entries.isEmpty() ? "" : ",");
            entries.append("{\"top_logprobs\":").append(list);
            entries.append(",\"token\":\"t\",\"logprob\":-1}");
        }
        String choice = "{\"index\":0,\"logprobs\":{\"content\":[" + entries + "]}}";
        return Answers.only("{\"id\":\"a\",\"choices\":[" + choice + "]}").top();
    }

    private static String entry(String name, double logprob) {
        return "{" + name + ",\"logprob\":" + logprob + "}";
    }

    @Test
    void chosenTokenThatIsListedTwiceIsKeptOnce() throws Exception {
        TopCandidates top =
                chat(
                        "[{\"token\":\"a\",\"logprob\":-2.5},{\"token\":\"b\",\"logprob\":-0.5},"
                                + "{\"token\":\"a\",\"logprob\":-2.5}]");

        assertArrayEquals(new long[] {TopLists.key("a"), TopLists.key("b")}, top.tokens());
        assertArrayEquals(new double[] {-2.5, -0.5}, top.logprobs());
    }

    @Test
    void idIsKeptOnceWhateverItsValues() throws Exception {
        TopCandidates top =
                chat("[" + entry("\"id\":7", -1) + "," + entry("\"token_id\":7", -2) + "]");

        assertArrayEquals(new long[] {7}, top.tokens());
        assertArrayEquals(new double[] {-1}, top.logprobs());
    }

    @Test
    void otherTokenOfTheSameTextIsKeptUnderAKeyThatNothingElseHas() throws Exception {
        String half = "\"token\":\"\uFFFD\"";
        TopCandidates top =
                chat(
                        "[%s,%s,%s,%s]"
                                .formatted(
                                        entry(half, -1),
                                        entry(half, -2),
                                        entry(half, -3),
                                        entry(half, -2)));

        assertArrayEquals(new double[] {-1, -2, -3}, top.logprobs());
        assertEquals(TopLists.key("\uFFFD"), top.tokens()[0]);
        assertNotEquals(top.tokens()[1], top.tokens()[2]);
        assertEquals(3, LongStream.of(top.tokens()).filter(key -> key < 0).distinct().count());
    }

    @Test
    void bytesNameATokenRatherThanItsText() throws Exception {
        TopCandidates top =
                chat(
                        "[{\"token\":\"\uFFFD\",\"bytes\":[226,130],\"logprob\":-1},"
                                + "{\"bytes\":[226],\"token\":\"\uFFFD\",\"logprob\":-2},"
                                + "{\"bytes\":[],\"token\":\"c\",\"logprob\":-3},"
                                + "{\"bytes\":[300],\"token\":\"d\",\"logprob\":-4}]");

        long[] expected = {
            TopLists.key(new byte[] {(byte) 226, (byte) 130}),
            TopLists.key(new byte[] {(byte) 226}),
            TopLists.key("c"),
            TopLists.key("d")
        };
        assertArrayEquals(expected, top.tokens());
    }

    @Test
    void whatIsNoLogProbIsLeftOut() throws Exception {
        TopCandidates top =
                chat(
                        "[{\"id\":1,\"logprob\":-9999.0},{\"id\":2,\"logprob\":-3.4028235e38},"
                                + "{\"id\":3,\"logprob\":NaN},{\"id\":4,\"logprob\":null},"
                                + "{\"id\":5,\"logprob\":\"-inf\"},{\"id\":6,\"logprob\":-Infinity},"
                                + "{\"id\":7,\"logprob\":0.5},{\"id\":8,\"logprob\":0.00005},"
                                + "{\"id\":9},{\"logprob\":-1},{\"id\":10,\"logprob\":[-1]},3,null]",
                        "{\"a\":-1}",
                        "\"x\"");

        assertArrayEquals(new long[] {8}, top.tokens());
        assertArrayEquals(new double[] {0}, top.logprobs());
        assertArrayEquals(new int[] {0, 1, 1, 1}, top.offsets());
    }

    @Test
    void payloadWithoutCandidatesHasNoLists() throws Exception {
        assertNull(chat("[]", "null"));
        String one = "{\"7\":{\"logprob\":-1.5,\"rank\":1}}";
        String prompt = "{\"prompt_logprobs\":[null," + one + "," + one + "]}";

        assertNull(Answers.only(prompt).top(), "asked for the prompt's own tokens only");
    }

    @Test
    void clippedCandidatesGoWithTheAnswersClippedValues() throws Exception {
        String entry = "{\"logprob\":-100.0,\"top_logprobs\":[%s]}";
        String content =
                entry.formatted(entry("\"id\":1", -100) + "," + entry("\"id\":2", -1))
                        + ","
                        + entry.formatted(entry("\"id\":3", -100) + "," + entry("\"id\":4", -2));
        Completion completion =
                Answers.only("{\"choices\":[{\"logprobs\":{\"content\":[" + content + "]}}]}");

        assertArrayEquals(new long[] {2, 4}, completion.top().tokens());
        assertArrayEquals(new int[] {0, 1, 2}, completion.top().offsets());
    }

    @Test
    void listsOfAnotherLengthThanTheTokensAreLeftOut() throws Exception {
        String arrays =
                "{\"token_logprobs\":[-1,-2],\"tokens\":[\"a\",\"b\"],\"top_logprobs\":[{\"a\":-1}]}";

        assertNull(Answers.only("{\"choices\":[{\"logprobs\":" + arrays + "}]}").top());
    }

    @Test
    void thousandsAPositionAreToldApart() throws Exception {
        long seed = 20260;
        System.out.println("seed " + seed);
        SplittableRandom random = new SplittableRandom(seed);
        int[] ids = IntStream.range(0, 5000).map(i -> random.nextInt(4000)).toArray();
        StringBuilder map = new StringBuilder();
        for (int id : ids) {
            map.append(map.isEmpty() ? "" : ",").append('"').append(id).append("\":-1.5");
        }
        Completion prompt = Answers.only("{\"prompt_logprobs\":[null,{" + map + "}]}");

        assertArrayEquals(
                IntStream.of(ids).asLongStream().distinct().toArray(), prompt.top().tokens());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "a", " the", "\u00e9", "\u20ac", "\ud83d\ude00", "x\u4f60y", "bytes:"})
    void keyOfATextIsThatOfItsUtf8(String text) {
        assertEquals(TopLists.key(text), TokenKey.of(text));
    }

    @Test
    void keyIsThePublishedHash() {
        // Fowler, Noll, Vo: FNV-1a of 64 bits, test vectors of their reference code.
        assertEquals(0xcbf29ce484222325L, TokenKey.of(""));
        assertEquals(0xaf63dc4c8601ec8cL, TokenKey.of("a"));
        assertEquals(0x85944171f73967e8L, TokenKey.of("foobar"));
    }

    @Test
    void textsThatStandForSomethingElseAreReadAsThat() {
        assertEquals(123, TokenKey.of("token_id:123"));
        assertEquals(
                TopLists.key(new byte[] {(byte) 0xe2, (byte) 0x80}),
                TokenKey.of("bytes:\\xe2\\x80"));
        assertEquals(TopLists.key("bytes:\\xe2\\x8"), TokenKey.of("bytes:\\xe2\\x8"));
        assertEquals(TopLists.key("\uFFFD"), TokenKey.of("\ud83d"));
    }

    @Test
    void shortDecimalIsTheNearestDouble() {
        long seed = 77;
        System.out.println("seed " + seed);
        SplittableRandom random = new SplittableRandom(seed);
        int read = 0;
        for (int i = 0; i < 100_000; i++) {
            double value = -8 * random.nextDouble() * Math.pow(10, random.nextInt(6) - 3);
            String text =
                    switch (i % 3) {
                        case 0 -> Float.toString((float) value);
                        case 1 -> Double.toString(value);
                        default -> Long.toString((long) (1e4 * value));
                    };
            double parsed = ShortDecimal.parse(text.toCharArray(), 0, text.length());
            read += Double.isNaN(parsed) ? 0 : 1;
            if (!Double.isNaN(parsed)) {
                assertEquals(Double.parseDouble(text), parsed, text);
            }
        }
        // Most are short enough, or the test tests little.
        assertEquals(true, read > 50_000, read + " of 100,000");
        assertEquals(-0.0, ShortDecimal.parse("-0.0".toCharArray(), 0, 4));
        assertEquals(Double.NaN, ShortDecimal.parse("NaN".toCharArray(), 0, 3));
        assertEquals(Double.NaN, ShortDecimal.parse("-".toCharArray(), 0, 1));
    }
}
