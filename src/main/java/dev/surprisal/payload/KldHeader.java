package dev.surprisal.payload;

import dev.surprisal.event.SourceFormat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Layout of a llama.cpp {@code --kl-divergence-base} file, little endian:
 *
 * <pre>
 * 0   8 bytes               "_logits_"
 * 8   int32                 n_ctx, tokens in a chunk
 * 12  int32                 n_vocab
 * 16  int32                 n_chunk, chunks that the run meant to write
 * 20  int32[n_chunk*n_ctx]  tokens
 * …   rows                  n_chunk × (n_ctx − 1 − n_ctx/2), each 2·⌈n_vocab/2⌉ + 4 uint16
 * </pre>
 *
 * <p>Row r of a chunk predicts its token {@code n_ctx/2 + r + 1}; the first half is context only. A
 * killed run leaves fewer rows than the header promises and nothing that says so. Source: llama.cpp
 * tools/perplexity/perplexity.cpp as of e2eb39e81; ik_llama.cpp writes the same layout.
 *
 * @param contextLength n_ctx
 * @param vocabulary n_vocab
 * @param chunks n_chunk
 * @param fileBytes length of the file
 */
public record KldHeader(int contextLength, int vocabulary, int chunks, long fileBytes) {

    /** What the file begins with. */
    private static final byte[] MAGIC = "_logits_".getBytes(StandardCharsets.US_ASCII);

    /** Bytes before the tokens. */
    public static final int BYTES = 20;

    /** A row of more than 64 MiB is no vocabulary but a broken header. */
    private static final int VOCABULARY_MAX = 32 << 20;

    /** Whether a file that begins with these bytes says that it is one. */
    public static boolean hasMagic(byte[] head, int length) {
        return length >= MAGIC.length
                && Arrays.equals(head, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
    }

    /**
     * Reads and checks the header.
     *
     * @throws MalformedPayloadException on a wrong magic, impossible sizes, or a file that ends
     *     before its first row
     */
    public static KldHeader read(InputStream in, long fileBytes)
            throws IOException, MalformedPayloadException {
        byte[] head = in.readNBytes(BYTES);
        if (!hasMagic(head, head.length)) {
            throw malformed(0, "not a llama.cpp KL base file: it does not begin with _logits_");
        }
        if (head.length < BYTES) {
            throw malformed(head.length, "the file ends inside its header of 20 bytes");
        }
        ByteBuffer fields = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
        KldHeader header =
                new KldHeader(fields.getInt(8), fields.getInt(12), fields.getInt(16), fileBytes);
        header.check();
        return header;
    }

    private void check() throws MalformedPayloadException {
        if (contextLength < 3) {
            throw malformed(8, "n_ctx is " + contextLength + "; at least 3 is needed for one row");
        }
        if (vocabulary < 1 || vocabulary > VOCABULARY_MAX) {
            throw malformed(12, "n_vocab is " + vocabulary + "; expected 1 to " + VOCABULARY_MAX);
        }
        if (chunks < 1) {
            throw malformed(16, "n_chunk is " + chunks + "; expected at least 1");
        }
        checkLength();
    }

    /** Products of sizes as a hostile header may give them overflow even a long. */
    private void checkLength() throws MalformedPayloadException {
        long tokens = (long) chunks * contextLength;
        if (tokens > (fileBytes - BYTES) / 4) {
            throw malformed(
                    fileBytes,
                    "the file has "
                            + fileBytes
                            + " bytes and ends before its first row: the header promises "
                            + tokens
                            + " tokens");
        }
        long rows = (long) chunks * rowsPerChunk();
        if (rows > (Long.MAX_VALUE - rowsOffset()) / rowBytes()) {
            throw malformed(16, "n_chunk is " + chunks + ": no file has so many rows");
        }
        long promised = rowsOffset() + rows * rowBytes();
        if (fileBytes > promised) {
            throw malformed(promised, fileBytes - promised + " bytes after the last row");
        }
    }

    /** Rows of a chunk: the predictions of its second half but the last. */
    public int rowsPerChunk() {
        return contextLength - 1 - contextLength / 2;
    }

    /** Index in its chunk of the token that row 0 predicts. */
    public int firstTarget() {
        return contextLength / 2 + 1;
    }

    /** Bytes of a row, header and padding included. */
    public int rowBytes() {
        return 2 * (2 * ((vocabulary + 1) / 2) + 4);
    }

    /** File offset of a chunk's first token. */
    public long tokensOffset(int chunk) {
        return BYTES + 4L * chunk * contextLength;
    }

    /** File offset of the first row. */
    public long rowsOffset() {
        return tokensOffset(chunks);
    }

    /** File offset of a row. */
    public long rowOffset(int chunk, int row) {
        return rowsOffset() + ((long) chunk * rowsPerChunk() + row) * rowBytes();
    }

    /** How many rows of a chunk are whole in the file. */
    public int rowsAvailable(int chunk) {
        long rows = (fileBytes - rowOffset(chunk, 0)) / rowBytes();
        return (int) Math.max(0, Math.min(rows, rowsPerChunk()));
    }

    private static MalformedPayloadException malformed(long offset, String reason) {
        return new MalformedPayloadException(offset, SourceFormat.KLD_FILE, reason);
    }
}
