package dev.surprisal.payload;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.surprisal.event.ElementType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Headers say where rows lie; whatever a header says, no row lies outside the file. */
class TensorFileTest {
    private static final Path MADE = Goldens.ROOT.resolve("tensors");
    private static final float[] ROW_1 = {2.0f, -0.75f, 0.0f, 1.5f};

    @TempDir Path folder;

    /** Kept open, because a file a mutation takes seconds in all. */
    private FileChannel scratch;

    @AfterEach
    void closeScratch() throws IOException {
        if (scratch != null) {
            scratch.close();
        }
    }

    private static TensorFile read(Path file, Path ids)
            throws IOException, MalformedPayloadException {
        try (FileChannel logits = FileChannel.open(file);
                FileChannel tokens = ids == null ? null : FileChannel.open(ids)) {
            return TensorFile.read(logits, tokens);
        }
    }

    private TensorFile read(byte[] bytes) throws IOException, MalformedPayloadException {
        if (scratch == null) {
            scratch = FileChannel.open(folder.resolve("scratch"), CREATE, READ, WRITE);
        }
        scratch.truncate(0);
        scratch.write(ByteBuffer.wrap(bytes), 0);
        return TensorFile.read(scratch, null);
    }

    private static void assertFault(String reason, Path file, Path ids) {
        MalformedPayloadException fault =
                assertThrows(MalformedPayloadException.class, () -> read(file, ids));
        assertTrue(fault.reason().contains(reason), fault.reason());
    }

    private void assertFault(String reason, byte[] bytes) throws IOException {
        assertFault(reason, Files.write(folder.resolve("dump"), bytes), null);
    }

    /** Row 1 of every dump that numpy made lies where the header says. */
    private static void assertRow1(Path file, TensorFile tensor) throws IOException {
        long at = tensor.dataOffset() + tensor.strideBytes();
        ByteBuffer row =
                ByteBuffer.wrap(Files.readAllBytes(file), (int) at, tensor.strideBytes())
                        .order(ByteOrder.LITTLE_ENDIAN);
        for (float expected : ROW_1) {
            if (tensor.type() == ElementType.F32) {
                assertEquals(expected, row.getFloat());
            } else {
                assertEquals(half(expected), row.getShort() & 0xFFFF);
            }
        }
    }

    private static int half(float value) {
        return value == 2.0f ? 0x4000 : value == -0.75f ? 0xBA00 : value == 0.0f ? 0 : 0x3E00;
    }

    @Test
    void storedNpzIsReadInPlaceAndItsBatchOfOneTakenOff() throws Exception {
        TensorFile tensor = read(MADE.resolve("stored.npz"), null);

        assertEquals(ElementType.F16, tensor.type());
        assertEquals(2, tensor.rows());
        assertEquals(4, tensor.vocabulary());
        assertEquals(8, tensor.strideBytes());
        assertArrayEquals(new int[] {1, 3, 0}, tensor.tokenIds());
        assertRow1(MADE.resolve("stored.npz"), tensor);
    }

    @Test
    void inputIdsOfInt32AndRowsOneFewerAreRead() throws Exception {
        TensorFile tensor = read(MADE.resolve("input_ids.npz"), null);

        assertEquals(ElementType.F32, tensor.type());
        assertEquals(2, tensor.rows());
        assertRow1(MADE.resolve("input_ids.npz"), tensor);
    }

    @ParameterizedTest
    @ValueSource(strings = {"logits.npy", "version2.npy", "version3.npy"})
    void everyVersionOfNpyIsRead(String name) throws Exception {
        TensorFile tensor = read(MADE.resolve(name), MADE.resolve("logits.token_ids.npy"));

        assertArrayEquals(new int[] {1, 3, 0}, tensor.tokenIds());
        assertRow1(MADE.resolve(name), tensor);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "fortran.npy; column order: save numpy.ascontiguousarray",
                "big_endian.npy; big endian",
                "double.npy; is '<f8'",
                "void2.npy; may be bfloat16",
                "objects.npy; Python objects",
                "structure.npy; is 'a structure'",
                "logits.token_ids.npy; is I64, expected F32",
                "deflated.npz; numpy.savez, not savez_compressed",
                "positional.npz; tensors there: arr_0, arr_1"
            })
    void whatCannotBeReadInPlaceIsRefusedWithTheReason(String name, String reason) {
        assertFault(reason, MADE.resolve(name), MADE.resolve("logits.token_ids.npy"));
    }

    @Test
    void npyWithoutIdsIsRefused() {
        assertFault("needs its token ids beside it", MADE.resolve("logits.npy"), null);
    }

    @Test
    void safetensorsOfEveryTypeAreReadInPlace() throws Exception {
        for (ElementType type : new ElementType[] {ElementType.F32, ElementType.BF16}) {
            int bytes = 6 * type.bytes();
            String header =
                    """
                    {"__metadata__":{"model":"m"},"token_ids":{"dtype":"I64","shape":[1,3],\
                    "data_offsets":[%d,%d]},"logits":{"dtype":"%s","shape":[3,2],\
                    "data_offsets":[0,%d]}}   """
                            .formatted(bytes, bytes + 24, type, bytes);
            byte[] data = new byte[bytes + 24];
            data[bytes + 8] = 1;

            TensorFile tensor = read(safetensors(header, data));

            assertEquals(type, tensor.type());
            assertEquals(8 + header.length(), tensor.dataOffset());
            assertEquals(2 * type.bytes(), tensor.strideBytes());
            assertArrayEquals(new int[] {0, 1, 0}, tensor.tokenIds());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "[2,2]; [0,16]; [2]; [16,32]; 33; tensors take 32 bytes, 33",
                "[2,2]; [0,16]; [2]; [16,32]; 31; tensors take 32 bytes, 31",
                "[2,2]; [0,16]; [2]; [17,33]; 33; gap or overlap",
                "[2,2]; [0,16]; [2]; [8,24]; 24; gap or overlap",
                "[2,2]; [0,16]; [2]; [32,16]; 32; needs shape and data_offsets",
                "[2,2]; [-16,0]; [2]; [0,16]; 16; expected 0 to",
                "[-2,-2]; [0,16]; [2]; [16,32]; 32; expected 0 to",
                "[3,2]; [0,16]; [2]; [16,32]; 32; are of different size",
                "[4611686018427387904,4]; [0,0]; [2]; [0,16]; 16; expected 0 to",
                "[4611686018427387900,4]; [0,0]; [2]; [0,16]; 16; are of different size",
                "[0,2]; [0,0]; [2]; [0,16]; 16; logits have 0 rows, there are 2 token ids",
                "[2,0]; [0,0]; [2]; [0,16]; 16; a vocabulary of 0",
                "[1,1,4]; [0,16]; [3]; [16,40]; 40; logits have 1 rows",
                "[2,2,1]; [0,16]; [2]; [16,32]; 32; no shape of [tokens, vocabulary]",
                "[]; [0,4]; [2]; [4,20]; 20; no shape of [tokens, vocabulary]",
                "[2,2]; [0,16]; []; [16,24]; 24; no shape of [tokens]",
                "[1,1,1,1,1,1,1,2,2]; [0,16]; [2]; [16,32]; 32; more than 8",
                "[1,2000000]; [0,8000000]; [2]; [8000000,8000016]; 8000016; vocabulary of 2000000"
            })
    void tensorsThatDoNotTileTheFileAreRefused(
            String shape, String at, String idShape, String idAt, int bytes, String reason)
            throws IOException {
        String header =
                """
                {"logits":{"dtype":"F32","shape":%s,"data_offsets":%s},\
                "token_ids":{"dtype":"I64","shape":%s,"data_offsets":%s}}"""
                        .formatted(shape, at, idShape, idAt);

        assertFault(reason, safetensors(header, new byte[bytes]));
    }

    @Test
    void idsOutsideTheVocabularyAreRefused() throws IOException {
        String header =
                """
                {"logits":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]},\
                "token_ids":{"dtype":"I32","shape":[2],"data_offsets":[16,24]}}""";
        byte[] data = new byte[24];
        data[20] = 2;
        assertFault("[1] is 2, no token below 2", safetensors(header, data));
        Arrays.fill(data, 16, 24, (byte) 0xFF);
        assertFault("[0] is -1, no token below 2", safetensors(header, data));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 32, 17 << 20})
    void headerLengthThatCannotBeIsRefused(long length) throws IOException {
        byte[] bytes = safetensors("{}", new byte[0]);
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(length);

        assertFault("safetensors header of", bytes);
    }

    @Test
    void tensorThatStandsTwiceIsRefused() throws IOException {
        String tensor = "\"a\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}";

        assertFault("stands twice", safetensors("{" + tensor + "," + tensor + "}", new byte[0]));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 5), }",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (-3, -4), }",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999, 4), }",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (4611686018427387904, 4), }",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (1,1,1,1,1,1,1,1,12), }",
                "{'descr': '<f4', 'fortran_order': maybe, 'shape': (3, 4), }",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), 'more': 1}",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4)} + x",
                "{'descr': '<f4', 'shape': (3, 4), }",
                "{'descr: ",
                "",
                "{}"
            })
    void npyHeaderThatCannotBeIsRefused(String header) throws IOException {
        Path file = Files.write(folder.resolve("hostile.npy"), npy(header, new byte[48]));

        assertThrows(
                MalformedPayloadException.class,
                () -> read(file, MADE.resolve("logits.token_ids.npy")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"stored.npz", "input_ids.npz", "deflated.npz"})
    void everyPrefixAndMutationOfAnNpzIsReadOrRefused(String name) throws IOException {
        byte[] bytes = Files.readAllBytes(MADE.resolve(name));
        for (int length = 0; length < bytes.length; length++) {
            byte[] prefix = Arrays.copyOf(bytes, length);
            assertThrows(MalformedPayloadException.class, () -> read(prefix), "prefix");
        }
        mutate(bytes);
    }

    @Test
    void everyMutationOfSafetensorsIsReadOrRefused() throws IOException {
        mutate(
                safetensors(
                        """
                        {"logits":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]},\
                        "token_ids":{"dtype":"I32","shape":[2],"data_offsets":[16,24]}}""",
                        new byte[24]));
    }

    private void mutate(byte[] original) throws IOException {
        SplittableRandom random = new SplittableRandom(0x5EEDL);
        for (int i = 0; i < 2_000; i++) {
            byte[] bytes = original.clone();
            for (int n = random.nextInt(1, 4); n > 0; n--) {
                int at = random.nextInt(bytes.length);
                bytes[at] = random.nextBoolean() ? (byte) 0xFF : (byte) random.nextInt(256);
            }
            try {
                TensorFile tensor = read(bytes);
                long end = tensor.dataOffset() + (long) tensor.rows() * tensor.strideBytes();
                assertTrue(tensor.dataOffset() >= 0 && end <= bytes.length);
            } catch (MalformedPayloadException e) {
                assertTrue(e.offset() >= 0 && e.offset() <= bytes.length, e.getMessage());
            }
        }
    }

    private static byte[] safetensors(String header, byte[] data) {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + text.length + data.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(text.length)
                .put(text)
                .put(data)
                .array();
    }

    private static byte[] npy(String header, byte[] data) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
        out.write(header.length());
        out.write(header.length() >> 8);
        out.writeBytes(header.getBytes(StandardCharsets.ISO_8859_1));
        out.writeBytes(data);
        return out.toByteArray();
    }
}
