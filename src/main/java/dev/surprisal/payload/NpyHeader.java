package dev.surprisal.payload;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * numpy's npy, versions 1.0 to 3.0: {@code \x93NUMPY}, major, minor, u16 or (from 2.0) u32 length,
 * then a Python dictionary of {@code descr}, {@code fortran_order} and {@code shape}, then rows.
 *
 * <p>Read: {@code <f4, <f2, <i4, <i8}. Refused with the reason: big endian, column order, objects
 * (pickles), structures, and {@code |V2}, as which bfloat16 is saved and other types too. Source:
 * numpy/lib/format.py.
 */
final class NpyHeader {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

    /** numpy itself refuses to read headers over 10,000 characters. */
    private static final int LENGTH_MAX = 10_000;

    private static final int DIMENSIONS_MAX = 8;

    private final String text;
    private final long offset;
    private int position;

    private String descr;
    private Boolean fortranOrder;
    private long[] shape;

    private NpyHeader(String text, long offset) {
        this.text = text;
        this.offset = offset;
    }

    static boolean hasMagic(FileBytes file) throws IOException, MalformedPayloadException {
        return file.has(0, MAGIC);
    }

    /** Reads the header of the array in {@code [from, end)} of the file. */
    static TensorEntry read(String name, FileBytes file, long from, long end)
            throws IOException, MalformedPayloadException {
        if (!file.has(from, MAGIC)) {
            throw new MalformedPayloadException(from, null, "not an npy array: no \\x93NUMPY");
        }
        int major = file.read(from + 6, 1).get() & 0xFF;
        if (major < 1 || major > 3) {
            throw new MalformedPayloadException(from + 6, null, "npy version " + major + ".x");
        }
        int lengthBytes = major == 1 ? 2 : 4;
        ByteBuffer field = file.read(from + 8, lengthBytes);
        long length = major == 1 ? field.getShort() & 0xFFFF : field.getInt() & 0xFFFFFFFFL;
        long start = from + 8 + lengthBytes;
        if (length > LENGTH_MAX || length > end - start) {
            throw new MalformedPayloadException(
                    from + 8, null, "npy header of " + length + " bytes");
        }
        byte[] text = file.read(start, (int) length).array();
        NpyHeader header = new NpyHeader(new String(text, StandardCharsets.ISO_8859_1), start);
        header.parse();
        return header.entry(name, start + length, end);
    }

    private TensorEntry entry(String name, long data, long end) throws MalformedPayloadException {
        String dtype =
                switch (descr) {
                    case "<f4" -> "F32";
                    case "<f2" -> "F16";
                    case "<i4" -> "I32";
                    case "<i8" -> "I64";
                    default -> descr;
                };
        String refusal = refusal(dtype);
        if (refusal == null) {
            long bytes = TensorEntry.bytes(shape, TensorEntry.elementBytes(dtype));
            if (bytes != end - data) {
                throw new MalformedPayloadException(
                        data,
                        null,
                        "array %s of shape %s takes %d bytes, %d are there"
                                .formatted(
                                        JsonWords.shown(name),
                                        Arrays.toString(shape),
                                        bytes,
                                        end - data));
            }
        }
        return new TensorEntry(name, dtype, shape, data, refusal);
    }

    private String refusal(String dtype) {
        if (descr.startsWith(">")) {
            return "is big endian: save it as '<f4'";
        }
        if (descr.contains("O")) {
            return "holds Python objects, which only Python can read";
        }
        if (descr.equals("|V2")) {
            return "is '|V2', which may be bfloat16: save it as float32, or as safetensors";
        }
        if (TensorEntry.elementBytes(dtype) == 0) {
            return "is '%s', expected <f4, <f2, <i4 or <i8".formatted(JsonWords.shown(descr));
        }
        return fortranOrder ? "is in column order: save numpy.ascontiguousarray of it" : null;
    }

    private void parse() throws MalformedPayloadException {
        expect('{');
        while (peek() != '}') {
            String key = quoted();
            expect(':');
            switch (key) {
                case "descr" -> descr = peek() == '[' ? structure() : quoted();
                case "fortran_order" -> fortranOrder = truth();
                case "shape" -> shape = tuple();
                default -> throw fault("unknown key");
            }
            if (peek() != '}') {
                expect(',');
            }
        }
        position++;
        if (peek() != 0 || descr == null || fortranOrder == null || shape == null) {
            throw fault("descr, fortran_order or shape is missing, or something follows them");
        }
    }

    /** The next character that is no blank; 0 at the end. */
    private char peek() {
        while (position < text.length() && " \n\t\r".indexOf(text.charAt(position)) >= 0) {
            position++;
        }
        return position < text.length() ? text.charAt(position) : 0;
    }

    private void expect(char character) throws MalformedPayloadException {
        if (peek() != character) {
            throw fault("no '" + character + "'");
        }
        position++;
    }

    private String quoted() throws MalformedPayloadException {
        char quote = peek();
        int end = quote == '\'' || quote == '"' ? text.indexOf(quote, position + 1) : -1;
        if (end < 0) {
            throw fault("no string");
        }
        String value = text.substring(position + 1, end);
        position = end + 1;
        return value;
    }

    /** A list of fields; passed over up to its last bracket, since it is refused if used. */
    private String structure() {
        position = Math.max(position, text.lastIndexOf(']')) + 1;
        return "a structure";
    }

    private boolean truth() throws MalformedPayloadException {
        peek();
        for (String word : new String[] {"True", "False"}) {
            if (text.startsWith(word, position)) {
                position += word.length();
                return word.equals("True");
            }
        }
        throw fault("neither True nor False");
    }

    private long[] tuple() throws MalformedPayloadException {
        long[] values = new long[DIMENSIONS_MAX];
        int size = 0;
        expect('(');
        while (peek() != ')') {
            if (size == DIMENSIONS_MAX) {
                throw fault("more than 8 dimensions");
            }
            values[size++] = whole();
            if (peek() != ')') {
                expect(',');
            }
        }
        position++;
        return Arrays.copyOf(values, size);
    }

    private long whole() throws MalformedPayloadException {
        peek();
        int from = position;
        while (position < text.length() && Character.isDigit(text.charAt(position))) {
            position++;
        }
        try {
            return Long.parseLong(text, from, position, 10);
        } catch (NumberFormatException e) {
            throw fault("no dimension");
        }
    }

    private MalformedPayloadException fault(String what) {
        return new MalformedPayloadException(offset + position, null, "npy header: " + what);
    }
}
