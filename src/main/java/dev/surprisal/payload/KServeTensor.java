package dev.surprisal.payload;

import com.fasterxml.jackson.core.JsonToken;
import dev.surprisal.event.ElementType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** One of the tensors in {@code outputs[]}: its values from JSON, or its bytes behind the JSON. */
final class KServeTensor {
    /** Tensors of other names are passed over: texts, sums, flags. */
    static final Set<String> LOGPROBS = Set.of("output_log_probs", "log_probs", "logprobs");

    static final Set<String> LOGITS = Set.of("logits", "context_logits");
    static final Set<String> TOKEN_IDS = Set.of("token_ids", "input_ids", "output_ids");

    private static final int DIMENSIONS_MAX = 8;

    String name;
    String datatype;

    /** Bytes behind the JSON; -1 if the values stand in it. */
    long binaryBytes = -1;

    /** Values of BYTES. */
    final List<String> texts = new ArrayList<>();

    private long[] shape;
    private double[] numbers = {};
    private int size;

    /** The array that holds a binary tensor's bytes; null if there is none. */
    private byte[] binary;

    private int binaryOffset;

    /** Reads the current value, an object, whose members may come in any order. */
    static KServeTensor read(JsonCursor in) throws MalformedPayloadException {
        KServeTensor tensor = new KServeTensor();
        for (String key = in.nextKey(); key != null; key = in.nextKey()) {
            switch (key) {
                case "name" -> tensor.name = in.stringOrNull("outputs[].name");
                case "datatype" -> tensor.datatype = in.stringOrNull("outputs[].datatype");
                case "shape" -> tensor.shape = readShape(in);
                case "parameters" -> tensor.readParameters(in);
                case "data" -> {
                    if (tensor.name == null || tensor.wanted()) {
                        tensor.readData(in);
                    } else {
                        in.skip();
                    }
                }
                default -> in.skip();
            }
        }
        return tensor;
    }

    boolean wanted() {
        return name != null
                && (LOGPROBS.contains(name) || LOGITS.contains(name) || TOKEN_IDS.contains(name));
    }

    private static long[] readShape(JsonCursor in) throws MalformedPayloadException {
        in.expectArray("outputs[].shape");
        long[] shape = new long[DIMENSIONS_MAX];
        int dimensions = 0;
        while (in.nextElement()) {
            if (dimensions == DIMENSIONS_MAX) {
                throw in.fault("outputs[].shape has more than 8 dimensions");
            }
            shape[dimensions++] = in.whole("outputs[].shape[]", 0, Integer.MAX_VALUE);
        }
        return Arrays.copyOf(shape, dimensions);
    }

    private void readParameters(JsonCursor in) throws MalformedPayloadException {
        if (!in.isObject()) {
            in.skip();
            return;
        }
        for (String key = in.nextKey(); key != null; key = in.nextKey()) {
            if (key.equals("binary_data_size")) {
                binaryBytes = in.whole(key, 0, Integer.MAX_VALUE);
            } else {
                in.skip();
            }
        }
    }

    /** Flat or nested: the values in row-major order either way. */
    private void readData(JsonCursor in) throws MalformedPayloadException {
        in.expectArray("outputs[].data");
        for (int depth = 1; depth > 0; ) {
            JsonToken token = in.next();
            if (token == JsonToken.START_ARRAY) {
                depth++;
            } else if (token == JsonToken.END_ARRAY) {
                depth--;
            } else if (token == JsonToken.VALUE_STRING) {
                in.claimEntry();
                texts.add(in.string("outputs[].data[]"));
            } else {
                in.claimEntry();
                add(in.isNull() ? Double.NaN : in.number("outputs[].data[]"));
            }
        }
    }

    private void add(double value) {
        if (size == numbers.length) {
            numbers = Arrays.copyOf(numbers, Math.max(8, 2 * size));
        }
        numbers[size++] = value;
    }

    int size() {
        return size;
    }

    double number(int index) {
        return numbers[index];
    }

    /** Dimensions without ones in front, which are batches of one, down to {@code rank}. */
    long[] shape(int rank) {
        if (shape == null) {
            return new long[] {size};
        }
        int from = 0;
        while (from < shape.length - rank && shape[from] == 1) {
            from++;
        }
        return Arrays.copyOfRange(shape, from, shape.length);
    }

    /** Elements that the shape promises; -1 if no array can have so many. */
    long elements() {
        long product = 1;
        for (long dimension : shape(1)) {
            product *= dimension;
            if (product > Integer.MAX_VALUE) {
                return -1;
            }
        }
        return product;
    }

    boolean isBinary() {
        return binaryBytes >= 0;
    }

    /** Takes the tensor's bytes; numbers are read at once, logits stay where they are. */
    void take(byte[] bytes, int offset, JsonCursor in) throws MalformedPayloadException {
        binary = bytes;
        binaryOffset = offset;
        int length = (int) binaryBytes;
        if (!wanted()) {
            return;
        }
        ByteBuffer values = ByteBuffer.wrap(bytes, offset, length).order(ByteOrder.LITTLE_ENDIAN);
        if ("BYTES".equals(datatype)) {
            takeTexts(values, in);
            return;
        }
        long expected = elements() * elementBytes(in);
        if (expected != length) {
            throw in.fault(
                    "%s has %d bytes of %s, its shape says %d elements"
                            .formatted(name, length, datatype, elements()));
        }
        if (!LOGITS.contains(name)) {
            for (int i = 0; i < elements(); i++) {
                in.claimEntry();
                add(number(values));
            }
        }
    }

    private void takeTexts(ByteBuffer values, JsonCursor in) throws MalformedPayloadException {
        while (values.hasRemaining()) {
            in.claimEntry();
            long length = values.remaining() < 4 ? -1 : values.getInt() & 0xFFFFFFFFL;
            if (length < 0 || length > values.remaining()) {
                throw in.fault(name + " ends inside a string");
            }
            byte[] text = new byte[(int) length];
            values.get(text);
            texts.add(new String(text, StandardCharsets.UTF_8));
        }
    }

    private int elementBytes(JsonCursor in) throws MalformedPayloadException {
        return switch (String.valueOf(datatype)) {
            case "FP64", "INT64" -> Long.BYTES;
            case "FP32", "INT32", "UINT32" -> Integer.BYTES;
            case "FP16", "BF16" -> Short.BYTES;
            default -> throw in.fault(name + " is of a datatype that is not read in binary");
        };
    }

    private double number(ByteBuffer values) {
        return switch (datatype) {
            case "FP64" -> values.getDouble();
            case "FP32" -> values.getFloat();
            case "INT64" -> values.getLong();
            case "INT32" -> values.getInt();
            case "UINT32" -> values.getInt() & 0xFFFFFFFFL;
            case "BF16" -> Float.intBitsToFloat(values.getShort() << 16);
            // Log-probs of half precision are none that anybody sends.
            default -> {
                values.getShort();
                yield Double.NaN;
            }
        };
    }

    /** The logits with these ids: in place if they are binary, else as float32. */
    LogitTensor logits(int vocabulary, int[] ids, JsonCursor in) throws MalformedPayloadException {
        if (binary != null) {
            ElementType type =
                    switch (datatype) {
                        case "FP32" -> ElementType.F32;
                        case "FP16" -> ElementType.F16;
                        case "BF16" -> ElementType.BF16;
                        default -> throw in.fault(name + " is " + datatype + ", expected FP32");
                    };
            return new LogitTensor(type, vocabulary, binary, binaryOffset, ids);
        }
        ByteBuffer rows = ByteBuffer.allocate(size * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < size; i++) {
            rows.putFloat((float) numbers[i]);
        }
        return new LogitTensor(ElementType.F32, vocabulary, rows.array(), 0, ids);
    }
}
