package dev.surprisal.payload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KldHeaderTest {

    @Test
    void layoutIsLlamaCpps() throws Exception {
        KldHeader header = read(512, 32000, 2, 20 + 4 * 2 * 512 + 510L * 64008);

        assertEquals(255, header.rowsPerChunk());
        assertEquals(64008, header.rowBytes());
        assertEquals(257, header.firstTarget());
        assertEquals(20 + 4096, header.rowsOffset());
        assertEquals(255, header.rowsAvailable(1));
    }

    @Test
    void oddVocabularyIsPaddedToEven() throws Exception {
        assertEquals(2 * (6 + 4), read(4, 5, 1, 10_000 - 9_964 + 20).rowBytes());
    }

    @Test
    void rowsThatAreCutDoNotCount() throws Exception {
        KldHeader header = read(4, 6, 3, 20 + 4 * 12 + 20 + 19);

        assertEquals(1, header.rowsAvailable(0));
        assertEquals(0, header.rowsAvailable(1));
        assertEquals(0, header.rowsAvailable(2));
    }

    @ParameterizedTest
    @CsvSource({
        "2, 5, 1, 8, n_ctx is 2",
        "-1, 5, 1, 8, n_ctx is -1",
        "4, 0, 1, 12, n_vocab is 0",
        "4, 2000000000, 1, 12, n_vocab is 2000000000",
        "4, 5, 0, 16, n_chunk is 0",
        "4, 5, -7, 16, n_chunk is -7",
        "2000000000, 5, 2000000000, 100, ends before its first row"
    })
    void impossibleSizesAreRefused(int context, int vocabulary, int chunks, long at, String words) {
        MalformedPayloadException e =
                assertThrows(
                        MalformedPayloadException.class,
                        () -> read(context, vocabulary, chunks, 100));

        assertEquals(at, e.offset());
        assertTrue(e.reason().contains(words), e.reason());
    }

    @Test
    void bytesAfterTheLastRowAreRefused() {
        assertThrows(MalformedPayloadException.class, () -> read(4, 6, 1, 20 + 4 * 4 + 20 + 1));
    }

    @Test
    void everyPrefixOfTheHeaderIsMalformed() {
        byte[] bytes = bytes(4, 6, 1);
        for (int length = 0; length < bytes.length; length++) {
            byte[] prefix = java.util.Arrays.copyOf(bytes, length);
            assertThrows(
                    MalformedPayloadException.class,
                    () -> KldHeader.read(new ByteArrayInputStream(prefix), prefix.length));
        }
    }

    private static KldHeader read(int context, int vocabulary, int chunks, long fileBytes)
            throws IOException, MalformedPayloadException {
        return KldHeader.read(
                new ByteArrayInputStream(bytes(context, vocabulary, chunks)), fileBytes);
    }

    private static byte[] bytes(int context, int vocabulary, int chunks) {
        return ByteBuffer.allocate(KldHeader.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put("_logits_".getBytes(StandardCharsets.US_ASCII))
                .putInt(context)
                .putInt(vocabulary)
                .putInt(chunks)
                .array();
    }
}
