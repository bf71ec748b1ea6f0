package dev.surprisal.payload;

import dev.surprisal.event.ElementType;
import dev.surprisal.event.LogitRows;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Where the logits of one text lie in a dump, and the text's token ids; headers are read, rows are
 * not. Formats: npy 1.0 to 3.0, npz with stored entries, safetensors.
 *
 * <p>Convention: a tensor {@code logits} of [tokens, vocabulary], after leading dimensions of 1,
 * and beside it {@code token_ids}, else {@code input_ids}, of [tokens] int32 or int64. Both cover
 * the same positions, so row t is the prediction of token t + 1, and the last row predicts nothing
 * that is known (it may be missing). An npy file holds one tensor, whatever it is called: its ids
 * are another npy file.
 *
 * @param type of an element, little endian
 * @param rows that score a token: {@code tokenIds.length - 1}
 * @param vocabulary elements in a row
 * @param dataOffset of row 0 in the file
 * @param strideBytes from row to row; at most {@link LogitRows#BYTES_MAX}
 * @param tokenIds [rows + 1] of the whole text; row t scores {@code tokenIds[t + 1]}
 */
public record TensorFile(
        ElementType type,
        int rows,
        int vocabulary,
        long dataOffset,
        int strideBytes,
        int[] tokenIds) {

    private static final String LOGITS = "logits";

    /** Ending of the file of ids that belongs to an npy file of logits: logits.token_ids.npy. */
    private static final String IDS_SUFFIX = ".token_ids.npy";

    /** Whether a file begins like one of the formats. */
    public static boolean looksLike(Path path) throws IOException {
        try (FileChannel file = FileChannel.open(path)) {
            FileBytes bytes = new FileBytes(file);
            return NpyHeader.hasMagic(bytes)
                    || NpzDirectory.hasMagic(bytes)
                    || SafetensorsHeader.looksLike(bytes);
        } catch (MalformedPayloadException e) {
            // Shorter than any of their beginnings.
            return false;
        }
    }

    /** Whether a file is by its name the ids of another one. */
    public static boolean isIds(Path path) {
        return String.valueOf(path.getFileName()).endsWith(IDS_SUFFIX);
    }

    /**
     * Reads what stands in front of the rows of a file. The ids of {@code x.npy} are {@code
     * x.token_ids.npy} beside it.
     *
     * @throws MalformedPayloadException as {@link #read(FileChannel, FileChannel)}
     */
    public static TensorFile read(Path path) throws IOException, MalformedPayloadException {
        String name = String.valueOf(path.getFileName());
        Path ids = path.resolveSibling(name.replaceFirst("\\.npy$", "") + IDS_SUFFIX);
        try (FileChannel file = FileChannel.open(path);
                FileChannel idFile = Files.exists(ids) ? FileChannel.open(ids) : null) {
            return read(file, idFile);
        }
    }

    /**
     * Reads what stands in front of the rows.
     *
     * @param file the logits
     * @param ids the token ids' own npy file; null if they stand in {@code file}
     * @throws MalformedPayloadException with the offset in the file, if it is no such dump or says
     *     what cannot be
     */
    public static TensorFile read(FileChannel file, FileChannel ids)
            throws IOException, MalformedPayloadException {
        FileBytes bytes = new FileBytes(file);
        if (NpyHeader.hasMagic(bytes)) {
            if (ids == null) {
                throw malformed(
                        0,
                        "an npy file of logits needs its token ids beside it, in NAME"
                                + IDS_SUFFIX);
            }
            FileBytes idBytes = new FileBytes(ids);
            TensorEntry logits = NpyHeader.read(LOGITS, bytes, 0, bytes.size());
            return of(bytes, logits, idBytes, NpyHeader.read("ids", idBytes, 0, idBytes.size()));
        }
        List<TensorEntry> tensors;
        if (NpzDirectory.hasMagic(bytes)) {
            tensors = NpzDirectory.read(bytes);
        } else if (SafetensorsHeader.looksLike(bytes)) {
            tensors = SafetensorsHeader.read(bytes);
        } else {
            throw malformed(0, "neither npy, npz nor safetensors");
        }
        TensorEntry found = named(tensors, "token_ids");
        found = found == null ? named(tensors, "input_ids") : found;
        return of(
                bytes,
                needed(tensors, named(tensors, LOGITS), LOGITS),
                bytes,
                needed(tensors, found, "token_ids or input_ids"));
    }

    private static TensorEntry named(List<TensorEntry> tensors, String name) {
        for (TensorEntry tensor : tensors) {
            if (tensor.name().equals(name)) {
                return tensor;
            }
        }
        return null;
    }

    private static TensorEntry needed(List<TensorEntry> tensors, TensorEntry found, String what)
            throws MalformedPayloadException {
        if (found == null) {
            List<String> names =
                    tensors.stream()
                            .map(t -> JsonWords.shown(t.name()))
                            .sorted()
                            .limit(12)
                            .toList();
            throw malformed(
                    0, "no tensor " + what + "; tensors there: " + String.join(", ", names));
        }
        return found;
    }

    private static TensorFile of(
            FileBytes bytes, TensorEntry logits, FileBytes idBytes, TensorEntry ids)
            throws IOException, MalformedPayloadException {
        ElementType type = logits.elementType();
        long[] shape = logits.shape(2);
        if (shape.length != 2) {
            throw malformed(logits.offset(), "logits have no shape of [tokens, vocabulary]");
        }
        long vocabulary = shape[1];
        if (vocabulary < 1 || vocabulary > LogitRows.BYTES_MAX / type.bytes()) {
            throw malformed(logits.offset(), "logits have a vocabulary of " + vocabulary);
        }
        long[] idShape = ids.shape(1);
        if (idShape.length != 1) {
            throw malformed(ids.offset(), "token ids have no shape of [tokens]");
        }
        if (idShape[0] != shape[0] && idShape[0] - 1 != shape[0]) {
            throw malformed(
                    logits.offset(),
                    "logits have %d rows, there are %d token ids".formatted(shape[0], idShape[0]));
        }
        int[] tokens = ids.readIds(idBytes, vocabulary);
        int stride = (int) vocabulary * type.bytes();
        int rows = Math.max(0, tokens.length - 1);
        return new TensorFile(type, rows, (int) vocabulary, logits.offset(), stride, tokens);
    }

    private static MalformedPayloadException malformed(long offset, String reason) {
        return new MalformedPayloadException(offset, null, reason);
    }
}
