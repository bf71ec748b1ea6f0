package dev.surprisal.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FramingTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data: {\"a\":1}\n\ndata: [DONE]\n",
                ": keep-alive\n\ndata: {}\n",
                "event: x\ndata: {}\n",
                "\uFEFFdata: {}\n\n",
                "{\n  \"a\": 1\n}\n",
                "[\n{\"a\":1},\n{\"a\":2}\n]\n",
                "{\"a\": [\n  1, 2]}\n",
                "not json\nat all\n",
                "[{\"a\":1},\n{\"a\":2}]\n"
            })
    void filesThatAreOnePayload(String text) {
        assertEquals(Framing.WHOLE, framing(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":1}",
                "{\"a\":1}\n",
                "{\"a\":1}\n{\"a\":2}\n",
                "\n\n{\"a\":1}\r\n\r\n{\"a\":2}\r\n",
                "{\"a\": broken\n{\"a\":2}\n",
                "oops\n{\"a\":2}\n",
                "[1]\n[2]\n",
                "{\"a\":1}\noops\n{\"a\":3}\n",
                "{\"a\":1}\n\"text\"\n",
                "{\"a\":\"}\\\"{\"}\n  {\"a\":2}\n",
                "oops\nworse\n{\"a\":3}\n",
                ""
            })
    void filesOfLines(String text) {
        assertEquals(Framing.LINES, framing(text));
    }

    private static Framing framing(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return Framing.of(bytes, bytes.length);
    }
}
