package dev.surprisal.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.surprisal.event.TopCandidates;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ReferenceFileTest {

    private static final long SEED = 37;

    private static final ReferenceHeader HEADER =
            new ReferenceHeader("m", "sha256:ab", "unit=token hash=1", "rolling", 2);

    private static final ReferenceDocument FIRST =
            new ReferenceDocument(
                    "é/0",
                    "wiki",
                    3,
                    17,
                    new int[] {5, 0, 1 << 30},
                    new double[] {Double.NaN, 0.1, 4.9e-324},
                    new byte[] {1, 0, 0},
                    new TopCandidates(
                            new int[] {0, 0, 2, 3},
                            new long[] {7, -(1L << 60), 9},
                            new double[] {-0.1, -1e-300, -12.5}));

    private static final ReferenceDocument SECOND =
            new ReferenceDocument("b", null, -1, -1, null, new double[0], new byte[0], null);

    @Test
    void everyBitOfADocumentComesBack() throws IOException {
        assertWhole(file());
    }

    private static void assertWhole(byte[] bytes) throws IOException {
        try (ReferenceReader reader = reader(bytes)) {
            assertEquals(HEADER, reader.header());
            assertSame(FIRST, reader.next());
            assertSame(SECOND, reader.next());
            assertNull(reader.next());
            assertNull(reader.next());
        }
    }

    @Test
    void fileWithoutItsEndIsRefusedWithWhatIsWhole() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ReferenceWriter writer = new ReferenceWriter(bytes, HEADER);
        writer.write(FIRST);
        writer.close();
        byte[] whole = bytes.toByteArray();

        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThrows(IOException.class, () -> readAll(cut));
        }
    }

    @Test
    void damageIsAnIoExceptionAndNeverAnotherDocument() throws IOException {
        System.out.println("damage to a saved reference, seed " + SEED);
        SplittableRandom random = new SplittableRandom(SEED);
        byte[] whole = file();
        int refused = 0;
        for (int i = 0; i < 5_000; i++) {
            byte[] damaged = whole.clone();
            damaged[random.nextInt(damaged.length)] ^= (byte) (1 + random.nextInt(255));
            try {
                // The window's size in the stream's header may change and do no harm.
                assertWhole(damaged);
            } catch (IOException e) {
                assertNotNull(e.getMessage());
                refused++;
            }
        }
        assertTrue(refused > 4_900, refused + " refused");
    }

    @Test
    void arraysThatDoNotFitAreRefused() {
        TopCandidates backwards =
                new TopCandidates(new int[] {0, 2, 1}, new long[1], new double[1]);

        assertThrows(
                IllegalArgumentException.class,
                () ->
                        new ReferenceDocument(
                                "d", null, 1, 1, null, new double[2], new byte[2], backwards));
        assertThrows(
                IllegalArgumentException.class,
                () ->
                        new ReferenceDocument(
                                "d", null, 1, 1, new int[1], new double[2], new byte[2], null));
    }

    private static byte[] file() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ReferenceWriter writer = new ReferenceWriter(bytes, HEADER)) {
            writer.write(FIRST);
            writer.write(SECOND);
        }
        return bytes.toByteArray();
    }

    private static ReferenceReader reader(byte[] bytes) throws IOException {
        return new ReferenceReader(new ByteArrayInputStream(bytes));
    }

    private static void readAll(byte[] bytes) throws IOException {
        try (ReferenceReader reader = reader(bytes)) {
            while (reader.next() != null) {
                // to the end
            }
        }
    }

    private static void assertSame(ReferenceDocument expected, ReferenceDocument actual) {
        assertEquals(expected.document(), actual.document());
        assertEquals(expected.group(), actual.group());
        assertEquals(expected.words(), actual.words());
        assertEquals(expected.bytes(), actual.bytes());
        assertArrayEquals(expected.tokenIds(), actual.tokenIds());
        assertArrayEquals(expected.nll(), actual.nll());
        assertArrayEquals(expected.statuses(), actual.statuses());
        assertEquals(expected.top() == null, actual.top() == null);
        if (expected.top() != null) {
            assertArrayEquals(expected.top().offsets(), actual.top().offsets());
            assertArrayEquals(expected.top().tokens(), actual.top().tokens());
            assertArrayEquals(expected.top().logprobs(), actual.top().logprobs());
        }
    }
}
