package dev.surprisal.payload;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * safetensors: u64 length, a JSON object of {@code {name: {dtype, shape, data_offsets: [begin,
 * end]}}} and {@code __metadata__}, then the tensors.
 *
 * <p>As the format demands, the object begins at once, names are unique, and the tensors tile the
 * rest of the file: no gap, no overlap, nothing after the last. The header is limited to 16 MiB,
 * where the format allows 100 MB: a dump of logits has a handful of tensors.
 */
final class SafetensorsHeader {
    private static final int LENGTH_BYTES = 8;
    private static final int LENGTH_MAX = 16 << 20;
    private static final int DIMENSIONS_MAX = 8;

    private record Extent(String name, long begin, long end) {}

    private SafetensorsHeader() {}

    static boolean looksLike(FileBytes file) throws IOException, MalformedPayloadException {
        return file.has(LENGTH_BYTES, (byte) '{');
    }

    static List<TensorEntry> read(FileBytes file) throws IOException, MalformedPayloadException {
        long length = file.read(0, LENGTH_BYTES).getLong();
        if (length < 2 || length > LENGTH_MAX || length > file.size() - LENGTH_BYTES) {
            throw malformed(0, "safetensors header of " + Long.toUnsignedString(length) + " bytes");
        }
        byte[] header = file.read(LENGTH_BYTES, (int) length).array();
        long data = LENGTH_BYTES + length;
        List<TensorEntry> tensors = new ArrayList<>();
        List<Extent> extents = new ArrayList<>();
        try (JsonCursor in =
                new JsonCursor(header, 0, header.length, LENGTH_BYTES, new Budget(header.length))) {
            in.expectObject("safetensors header");
            Set<String> names = new HashSet<>();
            for (String key = in.nextKey(); key != null; key = in.nextKey()) {
                if (key.equals("__metadata__")) {
                    in.skip();
                    continue;
                }
                if (!names.add(key)) {
                    throw in.fault("tensor " + JsonWords.shown(key) + " stands twice");
                }
                readTensor(key, in, data, tensors, extents);
            }
            if (in.next() != null) {
                throw in.fault("bytes after the JSON value");
            }
        }
        checkTiles(extents, file.size() - data);
        return tensors;
    }

    private static void readTensor(
            String name, JsonCursor in, long data, List<TensorEntry> tensors, List<Extent> extents)
            throws MalformedPayloadException {
        in.expectObject("a tensor");
        String dtype = "";
        long[] shape = null;
        long[] offsets = null;
        for (String key = in.nextKey(); key != null; key = in.nextKey()) {
            switch (key) {
                case "dtype" -> dtype = in.string(key);
                case "shape" -> shape = wholes(in, key, DIMENSIONS_MAX);
                case "data_offsets" -> offsets = wholes(in, key, 2);
                default -> throw in.fault("a tensor has no key " + JsonWords.shown(key));
            }
        }
        if (shape == null || offsets == null || offsets.length != 2 || offsets[0] > offsets[1]) {
            throw in.fault("a tensor needs shape and data_offsets [begin, end]");
        }
        int elementBytes = TensorEntry.elementBytes(dtype);
        if (elementBytes > 0 && TensorEntry.bytes(shape, elementBytes) != offsets[1] - offsets[0]) {
            throw in.fault(
                    "tensor %s: its shape and its data_offsets are of different size"
                            .formatted(JsonWords.shown(name)));
        }
        extents.add(new Extent(name, offsets[0], offsets[1]));
        tensors.add(new TensorEntry(name, dtype, shape, data + offsets[0], null));
    }

    private static long[] wholes(JsonCursor in, String what, int max)
            throws MalformedPayloadException {
        in.expectArray(what);
        long[] values = new long[max];
        int size = 0;
        while (in.nextElement()) {
            if (size == max) {
                throw in.fault(what + " has more than " + max + " numbers");
            }
            values[size++] = in.whole(what + "[]", 0, Long.MAX_VALUE / 2);
        }
        return Arrays.copyOf(values, size);
    }

    private static void checkTiles(List<Extent> extents, long available)
            throws MalformedPayloadException {
        extents.sort(Comparator.comparingLong(Extent::begin).thenComparingLong(Extent::end));
        long end = 0;
        for (Extent extent : extents) {
            if (extent.begin() != end) {
                throw malformed(
                        LENGTH_BYTES,
                        "tensor %s begins at %d of the data, expected %d: gap or overlap"
                                .formatted(JsonWords.shown(extent.name()), extent.begin(), end));
            }
            end = extent.end();
        }
        if (end != available) {
            throw malformed(
                    LENGTH_BYTES, "tensors take %d bytes, %d are there".formatted(end, available));
        }
    }

    private static MalformedPayloadException malformed(long offset, String reason) {
        return new MalformedPayloadException(offset, null, reason);
    }
}
