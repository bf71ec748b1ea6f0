package dev.surprisal.emit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class JsonLineTest {

    @Test
    void whatDoesNotExistIsNull() throws IOException {
        JsonLine json = new JsonLine();
        json.number("a", Double.NaN);
        json.number("b", Double.POSITIVE_INFINITY);
        json.text("c", null);

        assertEquals("{\"a\":null,\"b\":null,\"c\":null}", json.end());
    }

    @Test
    void doublesAreWrittenInTheirShortestForm() throws IOException {
        // Double.toString of JDK 17 gives 2.0E-3 as 0.002 but 2.2250738585072014E-308's
        // neighbours and 2E23 with digits too many.
        JsonLine json = new JsonLine();
        json.number("a", 2e23);
        json.number("b", 0.1 + 0.2);

        assertEquals("{\"a\":2.0E23,\"b\":0.30000000000000004}", json.end());
    }

    @Test
    void textIsEscaped() throws IOException {
        JsonLine json = new JsonLine();
        json.text("a", "\"\n\u0001");

        assertEquals("{\"a\":\"\\\"\\n\\u0001\"}", json.end());
    }
}
