package dev.surprisal.reference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.luben.zstd.ZstdInputStream;
import dev.surprisal.event.TokenStatus;
import dev.surprisal.event.TopCandidates;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads a saved reference, one document after the other. */
public final class ReferenceReader implements Closeable {

    private static final int NAME_BYTES_MAX = 1 << 20;
    private static final int TOKENS_MAX = 1 << 26;
    private static final int CANDIDATES_MAX = 1 << 27;

    private final DataInputStream in;
    private final ReferenceHeader header;
    private long documents;
    private boolean ended;

    /**
     * Reads from a stream, which is closed with the reader.
     *
     * @throws IOException if it is no saved reference of this version
     */
    public ReferenceReader(InputStream stream) throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(stream);
        if (!hasMagic(buffered.readNBytes(ReferenceWriter.MAGIC.length))) {
            throw new IOException("not a saved reference: it does not begin with SRPRLREF");
        }
        in = new DataInputStream(new BufferedInputStream(new ZstdInputStream(buffered)));
        JsonNode json = new ObjectMapper().readTree(text());
        String schema = json == null ? null : json.path("schema").textValue();
        if (!ReferenceWriter.SCHEMA.equals(schema)) {
            throw new IOException(
                    "saved reference of schema " + schema + ", expected " + ReferenceWriter.SCHEMA);
        }
        header =
                new ReferenceHeader(
                        json.path("model").textValue(),
                        json.path("tokenizer").textValue(),
                        json.path("fingerprint").textValue(),
                        json.path("convention").textValue(),
                        json.path("k").intValue());
    }

    /** Whether bytes begin as such files do. */
    public static boolean hasMagic(byte[] head) {
        int length = ReferenceWriter.MAGIC.length;
        return head.length >= length
                && Arrays.equals(Arrays.copyOf(head, length), ReferenceWriter.MAGIC);
    }

    /** What it is of. */
    public ReferenceHeader header() {
        return header;
    }

    /**
     * The next document; null at the end.
     *
     * @throws IOException if the file was cut or damaged, with what was read so far
     */
    public ReferenceDocument next() throws IOException {
        if (ended) {
            return null;
        }
        try {
            int tag = in.readUnsignedByte();
            if (tag == ReferenceWriter.DOCUMENT) {
                ReferenceDocument document = document();
                documents++;
                return document;
            }
            long count = in.readLong();
            if (tag != ReferenceWriter.END || count != documents) {
                throw damaged("it says " + count + " documents");
            }
            if (in.read() >= 0) { // also what checks the checksum
                throw damaged("it goes on behind its end");
            }
            ended = true;
            return null;
        } catch (EOFException | IllegalArgumentException e) {
            throw damaged(e instanceof EOFException ? "it ends too early" : e.getMessage());
        }
    }

    private ReferenceDocument document() throws IOException {
        String name = text();
        String group = text();
        long words = in.readLong();
        long bytes = in.readLong();
        int tokens = count(TOKENS_MAX, "tokens");
        int[] ids = in.readBoolean() ? ints(tokens) : null;
        double[] nll = doubles(tokens);
        byte[] statuses = exactly(tokens);
        for (byte status : statuses) {
            if (status < 0 || status >= TokenStatus.values().length) {
                throw damaged("status " + status);
            }
        }
        TopCandidates top = null;
        if (in.readBoolean()) {
            int candidates = count(CANDIDATES_MAX, "candidates");
            int[] offsets = ints(tokens + 1);
            long[] candidateIds = new long[candidates];
            ByteBuffer.wrap(exactly(8 * candidates)).asLongBuffer().get(candidateIds);
            top = new TopCandidates(offsets, candidateIds, doubles(candidates));
        }
        return new ReferenceDocument(name, group, words, bytes, ids, nll, statuses, top);
    }

    private String text() throws IOException {
        int length = in.readInt();
        if (length < -1 || length > NAME_BYTES_MAX) {
            throw damaged("a name of " + length + " bytes");
        }
        return length < 0 ? null : new String(exactly(length), StandardCharsets.UTF_8);
    }

    private int count(int max, String what) throws IOException {
        int count = in.readInt();
        if (count < 0 || count > max) {
            throw damaged("a document of " + count + " " + what);
        }
        return count;
    }

    /** Grows with what is there, so that a damaged length costs no memory. */
    private byte[] exactly(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException();
        }
        return bytes;
    }

    private int[] ints(int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(exactly(4 * count));
        int[] values = new int[count];
        bytes.asIntBuffer().get(values);
        return values;
    }

    private double[] doubles(int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(exactly(8 * count));
        double[] values = new double[count];
        bytes.asDoubleBuffer().get(values);
        return values;
    }

    private IOException damaged(String what) {
        return new IOException(
                "saved reference cut or damaged behind " + documents + " documents: " + what);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
