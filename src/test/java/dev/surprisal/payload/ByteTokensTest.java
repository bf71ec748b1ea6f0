package dev.surprisal.payload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonToken;
import dev.surprisal.event.Origin;
import java.io.IOException;
import java.lang.reflect.Array;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read from bytes in place is what Jackson reads, token by token; or it is a doubt. */
class ByteTokensTest {
    private static final int MUTATIONS = 500;
    private static final int DECODED = 300;
    private static final int BYTES_MAX = 16 << 10;
    private static final long SEED = 0xB17E5L;

    private final JsonNames names = new JsonNames();

    static List<Path> goldens() {
        return Goldens.all();
    }

    private static String describe(JsonTokens tokens) throws IOException {
        JsonToken token = tokens.current();
        String place = " depth " + tokens.depth() + " end " + tokens.endOffset();
        if (token == null) {
            return "end" + place;
        }
        String at = token + " at " + tokens.offset();
        return switch (token) {
            case VALUE_STRING -> at + " " + tokens.chars(new CharSlice()) + " " + tokens.text();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> at + number(tokens);
            case END_OBJECT, END_ARRAY -> at + place;
            default -> at;
        };
    }

    private static String number(JsonTokens tokens) throws IOException {
        boolean isShort = tokens.length() <= 9 && tokens.current() == JsonToken.VALUE_NUMBER_INT;
        boolean isLong = tokens.length() <= 18 && tokens.current() == JsonToken.VALUE_NUMBER_INT;
        return tokens.chars(new CharSlice())
                + (isShort ? " int " + tokens.intValue() : "")
                + (isLong ? " long " + tokens.longValue() : "")
                + " double "
                + Double.doubleToRawLongBits(tokens.doubleValue());
    }

    /** All tokens by names and values; of some containers nothing, where a random says so. */
    private static List<String> read(JsonTokens tokens, SplittableRandom random)
            throws IOException {
        List<String> all = new ArrayList<>();
        while (true) {
            boolean inObject =
                    tokens.current() == JsonToken.START_OBJECT
                            || tokens.current() == JsonToken.VALUE_NULL && random.nextInt(2) == 0;
            String name = inObject ? tokens.nextName() : null;
            if (name != null) {
                all.add("name " + name);
            }
            if (!inObject || name != null) {
                tokens.next();
            }
            if (random.nextInt(8) == 0) {
                tokens.skip();
            }
            all.add(describe(tokens));
            if (tokens.current() == null) {
                return all;
            }
        }
    }

    private List<String> inPlace(byte[] json, int offset, int length, long seed) {
        try {
            return read(new ByteTokens(json, offset, length, names), new SplittableRandom(seed));
        } catch (IOException e) {
            throw new AssertionError("bytes in memory", e);
        }
    }

    /** Whether it is no doubt, and then the same as Jackson's. */
    private boolean agree(byte[] json, long seed) throws IOException {
        byte[] padded = new byte[json.length + 20];
        Arrays.fill(padded, (byte) '7');
        System.arraycopy(json, 0, padded, 10, json.length);
        List<String> found;
        try {
            found = inPlace(padded, 10, json.length, seed);
        } catch (ByteTokens.Doubt e) {
            return false;
        }
        JsonTokens jackson = new JsonParsers().of(padded, 10, json.length);
        assertEquals(read(jackson, new SplittableRandom(seed)), found, "seed " + seed);
        return true;
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void goldensAndTheirMutationsReadAsJacksonReadsThem(Path golden) throws Exception {
        byte[] json = Goldens.bytes(golden);
        agree(json, SEED);
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < MUTATIONS && json.length <= BYTES_MAX; i++) {
            agree(Mutations.mutate(json, random), random.nextLong());
        }
    }

    private static String deep(Object value) {
        if (value instanceof Record record) {
            return Arrays.stream(record.getClass().getRecordComponents())
                    .map(component -> deep(component(record, component)))
                    .toList()
                    .toString();
        }
        if (value != null && value.getClass().isArray()) {
            return IntStream.range(0, Array.getLength(value))
                    .mapToObj(i -> deep(Array.get(value, i)))
                    .toList()
                    .toString();
        }
        return value instanceof Double number
                ? Long.toHexString(Double.doubleToRawLongBits(number))
                : String.valueOf(value);
    }

    private static Object component(Record record, RecordComponent component) {
        try {
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(component.toString(), e);
        }
    }

    private static List<String> decode(byte[] payload, JsonParsers parsers)
            throws MalformedPayloadException {
        var assembler =
                new CompletionAssembler(
                        new Origin("topic-0", 7, payload.length, 1),
                        new PayloadDefaults("m", "topic-0:7"));
        Budget budget = new Budget(payload.length, parsers);
        return assembler.assemble(PayloadReader.read(payload, 0, payload.length, budget)).stream()
                .map(ByteTokensTest::deep)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void completionsAreThoseThatJacksonGives(Path golden) throws Exception {
        byte[] payload = Goldens.bytes(golden);
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < DECODED && payload.length <= BYTES_MAX; i++) {
            byte[] mutated = i == 0 ? payload : Mutations.mutate(payload, random);
            List<String> found;
            try {
                found = decode(mutated, new JsonParsers(names));
            } catch (ByteTokens.Doubt | MalformedPayloadException e) {
                continue;
            }
            assertEquals(decode(mutated, new JsonParsers()), found, "mutation " + i);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[1]", "[32,97,255,0]", "[32, 97]", "[]", "[256]", "[-1]", "[01]", "[1000]",
                        "[1.0]",
                "[1e2]", "[ 1]", "[1 ]", "[1,  2]", "[[1]]", "[null]", "[1", "[1,", "[1,]"
            })
    void arraysOfBytesHaveTheKeyOfTheirElements(String array) {
        byte[] bytes = array.getBytes(StandardCharsets.UTF_8);
        ByteTokens tokens = new ByteTokens(bytes, 0, bytes.length, names);
        tokens.next();

        long key = tokens.octetsKey();

        if (key == JsonTokens.UNKNOWN) {
            assertEquals(JsonToken.START_ARRAY, tokens.current());
            assertEquals(1, tokens.endOffset());
            return;
        }
        assertEquals(JsonToken.END_ARRAY, tokens.current());
        assertEquals(0, tokens.depth());
        assertEquals(bytes.length, tokens.endOffset());
        long hash = TokenKey.NO_BYTES;
        for (String octet : array.substring(1, array.length() - 1).split(", ?")) {
            hash = TokenKey.hash(hash, Integer.parseInt(octet));
        }
        assertEquals(TokenKey.ofHash(hash), key);
    }

    @Test
    void stringsOfAnyBytesReadAsJacksonReadsThem() throws Exception {
        SplittableRandom random = new SplittableRandom(SEED);
        String[] pieces = {
            "a", "\\n", "\\\"", "\\u00e9", "\\ud83d", "\\ude00", "é", "漢", "😀", "\u007f", "\\/",
            " "
        };
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(6); n > 0; n--) {
                text.append(pieces[random.nextInt(pieces.length)]);
            }
            byte[] value = ("[\"" + text + "\",1e5]").getBytes(StandardCharsets.UTF_8);
            assertTrue(agree(value, i), text.toString());
            byte[] json = ("{\"" + text + "\":[0]}").getBytes(StandardCharsets.UTF_8);
            assertTrue(agree(json, i) || text.indexOf("\\ud") >= 0, text.toString());
            int at = random.nextInt(json.length);
            json[at] = (byte) random.nextInt(256);
            agree(json, i);
            json[random.nextInt(json.length)] = (byte) random.nextInt(128, 256);
            agree(json, i);
        }
    }

    @Test
    void numbersReadAsJacksonReadsThem() throws Exception {
        SplittableRandom random = new SplittableRandom(SEED);
        String signs = "0123456789.eE+-";
        int plain = 0;
        for (int i = 0; i < 50_000; i++) {
            StringBuilder number = new StringBuilder();
            for (int n = random.nextInt(1, 24); n > 0; n--) {
                int one = random.nextInt(3) == 0 ? signs.length() : 10;
                number.append(signs.charAt(random.nextInt(one)));
            }
            String json = "[" + number + ",-" + number + ",\n-0]";
            plain += agree(json.getBytes(StandardCharsets.UTF_8), i) ? 1 : 0;
        }
        assertTrue(plain > 5_000, plain + " were numbers");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "\"a\"",
                "[1,]",
                "[,1]",
                "{\"a\":1,}",
                "{\"a\" 1}",
                "{a:1}",
                "[01]",
                "[-]",
                "[1.]",
                "[.5]",
                "[NaN]",
                "[tru]",
                "[\"\\x\"]",
                "[\"\\u12g4\"]",
                "[\"\n\"]",
                "[1",
                "[",
                "{",
                "{\"a\"",
                "{\"a\":",
                "[\"",
                "[}",
                "{]",
                "[1 2]",
                "[nul",
                "[\u00001]",
                "]",
                "[1]]"
            })
    void whatIsNotPlainlyJsonIsADoubt(String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);

        assertThrows(ByteTokens.Doubt.class, () -> inPlace(bytes, 0, bytes.length, SEED));
    }

    @Test
    void limitsAreNoWiderThanJacksons() {
        String[] over = {
            "[".repeat(257) + "]".repeat(257),
            "[" + "9".repeat(300) + "]",
            "{\"" + "n".repeat(60_000) + "\":1}"
        };
        for (String json : over) {
            byte[] bytes = json.getBytes(StandardCharsets.UTF_8);

            assertThrows(ByteTokens.Doubt.class, () -> inPlace(bytes, 0, bytes.length, SEED));
        }
    }
}
