package dev.surprisal.server;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32;

/**
 * A journal's lines: native records (docs/PAYLOADS.md), so that whatever reads payloads reads them,
 * with our own fields inside {@code request}, where others are passed over.
 *
 * <p>The first fields have fixed widths and the body comes last, so that an index is built without
 * parsing JSON, at the speed of a checksum:
 *
 * <pre>
 * {"schema":"surprisal.payload/1","request":{"key":"32 hex","bytes":"10 digits","crc32":"8 hex",…},…,"payload":body}
 * </pre>
 *
 * <p>The checksum is of everything else in the line, without its newline.
 */
final class JournalLine {
    /** What a header's key reads. */
    static final String HEADER_KEY = "surprisal.journal/1.............";

    private static final byte[] START =
            ascii("{\"schema\":\"surprisal.payload/1\",\"request\":{\"key\":\"");
    private static final byte[] BYTES = ascii("\",\"bytes\":\"");
    private static final byte[] CRC = ascii("\",\"crc32\":\"");
    private static final int KEY_AT = START.length;
    private static final int BYTES_AT = KEY_AT + RequestKey.HEX_LENGTH + BYTES.length;
    private static final int BYTES_DIGITS = 10;
    private static final int CRC_AT = BYTES_AT + BYTES_DIGITS + CRC.length;
    private static final int CRC_DIGITS = 8;
    private static final int REST_AT = CRC_AT + CRC_DIGITS;

    private static final JsonFactory JSON = new JsonFactory();
    private static final ObjectMapper TREES = new ObjectMapper();

    private JournalLine() {}

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private interface Fields {
        void writeTo(JsonGenerator json) throws IOException;
    }

    /** A file's first line; its payload is null, which holds no tokens. */
    static byte[] header(String fingerprint) {
        return line(
                HEADER_KEY,
                json -> json.writeStringField("fingerprint", fingerprint),
                json -> {},
                ascii("null"));
    }

    static byte[] of(JournalEntry entry) {
        return line(
                entry.key().hex(),
                json -> {
                    json.writeStringField("document_id", entry.documentId());
                    json.writeNumberField("window", entry.window());
                    json.writeNumberField("first_position", entry.firstPosition());
                    json.writeStringField("dialect", entry.dialect().label());
                    if (entry.model() != null) {
                        json.writeStringField("model", entry.model());
                    }
                    json.writeNumberField("scored_from", entry.prompt().scoredFrom());
                    json.writeNumberField("top_logprobs", entry.prompt().topLogprobs());
                    prompt(json, entry.prompt());
                },
                json ->
                        json.writeStringField(
                                "document", entry.documentId() + "/" + entry.window()),
                entry.body());
    }

    private static void prompt(JsonGenerator json, ScoringPrompt prompt) throws IOException {
        if (prompt.tokenIds() == null) {
            json.writeStringField("prompt", prompt.text());
        } else {
            json.writeFieldName("prompt");
            json.writeArray(prompt.tokenIds(), 0, prompt.tokenIds().length);
        }
    }

    private static byte[] line(String key, Fields request, Fields record, byte[] body) {
        try (ByteArrayBuilder bytes = new ByteArrayBuilder(512 + body.length);
                JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringField("schema", "surprisal.payload/1");
            json.writeObjectFieldStart("request");
            json.writeStringField("key", key);
            json.writeStringField("bytes", "%010d".formatted(body.length));
            json.writeStringField("crc32", "00000000");
            request.writeTo(json);
            json.writeEndObject();
            record.writeTo(json);
            json.writeFieldName("payload");
            json.writeRaw(':');
            json.flush();
            bytes.write(body);
            bytes.append('}');
            bytes.append('\n');
            byte[] line = bytes.toByteArray();
            oneLine(line, line.length - 2 - body.length, line.length - 2);
            System.arraycopy(crc(line, 0, line.length - 1), 0, line, CRC_AT, CRC_DIGITS);
            return line;
        } catch (IOException e) {
            throw new UncheckedIOException("in memory", e);
        }
    }

    /** Between JSON's tokens a newline is a space, and inside of strings there is none. */
    private static void oneLine(byte[] line, int from, int to) {
        for (int i = from; i < to; i++) {
            if (line[i] == '\n' || line[i] == '\r') {
                line[i] = ' ';
            }
        }
    }

    private static byte[] crc(byte[] bytes, int from, int length) {
        CRC32 crc = new CRC32();
        crc.update(bytes, from, CRC_AT);
        crc.update(bytes, from + REST_AT, length - REST_AT);
        return ascii(HexFormat.of().toHexDigits((int) crc.getValue()));
    }

    /** Length of the body of a whole line without its newline; -1 if the line is none of ours. */
    static int bodyLength(byte[] bytes, int from, int length) {
        if (length <= REST_AT || !matches(bytes, from, START)) {
            return -1;
        }
        if (!matches(bytes, from + CRC_AT, crc(bytes, from, length))) {
            return -1;
        }
        // With the sum right, the rest is as it was written.
        long body = 0;
        for (int i = 0; i < BYTES_DIGITS; i++) {
            body = body * 10 + bytes[from + BYTES_AT + i] - '0';
        }
        return (int) body;
    }

    private static boolean matches(byte[] bytes, int from, byte[] expected) {
        for (int i = 0; i < expected.length; i++) {
            if (bytes[from + i] != expected[i]) {
                return false;
            }
        }
        return true;
    }

    static boolean isHeader(byte[] bytes, int from) {
        return matches(bytes, from + KEY_AT, ascii(HEADER_KEY));
    }

    static long keyHigh(byte[] bytes, int from) {
        return hex(bytes, from + KEY_AT, 16);
    }

    static long keyLow(byte[] bytes, int from) {
        return hex(bytes, from + KEY_AT + 16, 16);
    }

    private static long hex(byte[] bytes, int from, int digits) {
        long value = 0;
        for (int i = from; i < from + digits; i++) {
            value = value << 4 | Character.digit(bytes[i], 16) & 0xF;
        }
        return value;
    }

    static String fingerprint(byte[] bytes, int from, int length) throws IOException {
        return TREES.readTree(bytes, from, length).path("request").path("fingerprint").asText();
    }

    /**
     * The entry of a line that {@link #bodyLength} found whole.
     *
     * @throws IOException if its fields are not those of this version
     */
    static JournalEntry entry(byte[] bytes, int from, int length, int bodyLength)
            throws IOException {
        int bodyFrom = from + length - 1 - bodyLength;
        byte[] body = Arrays.copyOfRange(bytes, bodyFrom, bodyFrom + bodyLength);
        JsonNode request = head(bytes, from, bodyFrom).path("request");
        JsonNode prompt = request.path("prompt");
        int[] ids = prompt.isArray() ? new int[prompt.size()] : null;
        for (int i = 0; ids != null && i < ids.length; i++) {
            ids[i] = prompt.path(i).intValue();
        }
        return new JournalEntry(
                new RequestKey(keyHigh(bytes, from), keyLow(bytes, from)),
                request.path("document_id").asText(),
                request.path("window").asInt(),
                request.path("first_position").asInt(),
                ServerDialect.of(request.path("dialect").asText()),
                request.path("model").textValue(),
                new ScoringPrompt(
                        ids,
                        prompt.textValue(),
                        request.path("scored_from").asInt(),
                        request.path("top_logprobs").asInt()),
                body);
    }

    /** The line with null for its body. */
    private static JsonNode head(byte[] bytes, int from, int bodyFrom) throws IOException {
        byte[] end = ascii("null}");
        byte[] head = Arrays.copyOfRange(bytes, from, bodyFrom + end.length);
        System.arraycopy(end, 0, head, bodyFrom - from, end.length);
        return TREES.readTree(head);
    }
}
