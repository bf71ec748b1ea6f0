package dev.surprisal.ingest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.surprisal.event.Completion;
import dev.surprisal.event.Delivery;
import dev.surprisal.event.Labels;
import dev.surprisal.event.Origin;
import dev.surprisal.payload.PayloadDecoder;
import dev.surprisal.payload.PayloadDefaults;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LabelReaderTest {

    private static final List<String> FIELDS =
            List.of("model", "revision", "segment", "format", "route", "header.x");

    private static Completion completion() throws Exception {
        byte[] json =
                ("{\"schema\":\"surprisal.payload/1\",\"model\":\"m\",\"segment\":\"prompt\","
                                + "\"logprobs\":[-1]}")
                        .getBytes(StandardCharsets.UTF_8);
        return new PayloadDecoder()
                .decode(
                        json,
                        0,
                        json.length,
                        new Origin("p", 0, 0, 0),
                        new PayloadDefaults("m", "d"))
                .get(0);
    }

    private static String[] read(String... values) throws Exception {
        String[] names = new String[values.length];
        java.util.Arrays.fill(names, "x");
        return new LabelReader(FIELDS).read(completion(), new Delivery(0, names, values));
    }

    @Test
    void everyFieldHasItsPlaceAndWhatIsNotThereIsEmpty() throws Exception {
        String[] expected = {"m", "", "prompt", "native", "", ""};

        assertArrayEquals(expected, new LabelReader(FIELDS).read(completion(), null));
        assertArrayEquals(expected, read());
        assertArrayEquals(expected, read((String) null));
    }

    @Test
    void theLastHeaderOfANameCounts() throws Exception {
        assertEquals("b", read("a", "b")[5]);
        assertEquals("", read("a", null)[5]);
    }

    @Test
    void whatNobodyReadsIsAHashThatTellsItApart() throws Exception {
        String limit = "x".repeat(256);
        String over = "x".repeat(4096);

        assertEquals(limit, read(limit)[5]);
        assertEquals(read(over)[5], read(over)[5]);
        assertNotEquals(read(over)[5], read(over + "y")[5]);
        assertEquals('#', read(over)[5].charAt(0));
    }

    /** Quotes, newlines, blanks and separators of ours. */
    @Test
    void noTwoKeysHaveTheSameWords() {
        List<String> hostile =
                List.of("", " ", "a", "a b=c", "\"", "\\\"", "\n", "\u0000", "\u0001", "a\" b=\"c");
        Set<String> words = new HashSet<>();
        for (String first : hostile) {
            for (String second : hostile) {
                String[] values = {first, second};
                words.add(new Labels(new String[] {"a", "b"}, values).text());
            }
        }

        assertEquals(hostile.size() * hostile.size(), words.size());
    }
}
