package dev.surprisal.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is written is what any JSON parser reads. */
class JsonBufferTest {

    @Test
    void roundedValuesPrintAndParseToTheSameBits() {
        long seed = BpeTokenizerTest.seed("roundedValuesPrintAndParseToTheSameBits");
        Random random = new Random(seed);
        for (int i = 0; i < 200_000; i++) {
            double value = -random.nextDouble() * StrictMath.pow(10, random.nextInt(20) - 16);
            double rounded = JsonBuffer.rounded(value);
            String text = text(new JsonBuffer().rounded12(rounded));
            assertEquals(rounded, Double.parseDouble(text), text);
            assertEquals(value, rounded, Math.max(6e-13, Math.ulp(value)));
        }
        assertEquals("-8999.123456789013", text(new JsonBuffer().rounded12(-8999.123456789013)));
        assertEquals(0, Double.parseDouble(text(new JsonBuffer().rounded12(0))));
    }

    @Test
    void integersOfAnySizeArePrinted() {
        for (long value : new long[] {0, 7, -7, 10, 99, 100, Long.MAX_VALUE, Long.MIN_VALUE}) {
            assertEquals(Long.toString(value), text(new JsonBuffer().number(value)));
        }
    }

    @Test
    void stringsOfAllCharactersParseToThemselves() throws Exception {
        StringBuilder all = new StringBuilder("\ud83d\ude42");
        for (char c = 0; c < 0xd800; c++) {
            all.append(c);
        }
        byte[] json = new JsonBuffer().string(all.toString()).toByteArray();

        assertEquals(all.toString(), new ObjectMapper().readTree(json).textValue());
        assertTrue(text(new JsonBuffer().string("\ud800")).contains("?"));
    }

    private static String text(JsonBuffer json) {
        return new String(json.toByteArray(), StandardCharsets.UTF_8);
    }
}
