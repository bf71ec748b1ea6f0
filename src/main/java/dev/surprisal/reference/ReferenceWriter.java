package dev.surprisal.reference;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.luben.zstd.ZstdOutputStream;
import dev.surprisal.event.TopCandidates;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Writes a saved reference: magic, then one zstd stream of a header, documents and their number.
 * docs/PAYLOADS.md has the layout. The number is written when the writer is closed, so a file that
 * was cut is told from a whole one.
 */
public final class ReferenceWriter implements Closeable {

    static final byte[] MAGIC = "SRPRLREF".getBytes(StandardCharsets.US_ASCII);
    static final String SCHEMA = "surprisal.reference/1";
    static final int DOCUMENT = 1;
    static final int END = 0;

    private final DataOutputStream out;
    private long documents;

    /** Writes to a stream, which is closed with the writer. */
    public ReferenceWriter(OutputStream stream, ReferenceHeader header) throws IOException {
        BufferedOutputStream buffered = new BufferedOutputStream(stream);
        buffered.write(MAGIC);
        ZstdOutputStream compressed = new ZstdOutputStream(buffered).setChecksum(true);
        out = new DataOutputStream(new BufferedOutputStream(compressed));
        ObjectNode json = new ObjectMapper().createObjectNode();
        json.put("schema", SCHEMA);
        json.put("model", header.model());
        json.put("tokenizer", header.tokenizer());
        json.put("fingerprint", header.fingerprint());
        json.put("convention", header.convention());
        json.put("k", header.k());
        text(json.toString());
    }

    /** Adds a document. */
    public void write(ReferenceDocument document) throws IOException {
        out.writeByte(DOCUMENT);
        text(document.document());
        text(document.group());
        out.writeLong(document.words());
        out.writeLong(document.bytes());
        int tokens = document.nll().length;
        out.writeInt(tokens);
        out.writeBoolean(document.tokenIds() != null);
        if (document.tokenIds() != null) {
            ints(document.tokenIds());
        }
        doubles(document.nll());
        out.write(document.statuses());
        TopCandidates top = document.top();
        out.writeBoolean(top != null);
        if (top != null) {
            out.writeInt(top.tokens().length);
            ints(top.offsets());
            ByteBuffer ids = ByteBuffer.allocate(Math.multiplyExact(top.tokens().length, 8));
            ids.asLongBuffer().put(top.tokens());
            out.write(ids.array());
            doubles(top.logprobs());
        }
        documents++;
    }

    private void text(String text) throws IOException {
        if (text == null) {
            out.writeInt(-1);
            return;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private void ints(int[] values) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(Math.multiplyExact(values.length, 4));
        buffer.asIntBuffer().put(values);
        out.write(buffer.array());
    }

    private void doubles(double[] values) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(Math.multiplyExact(values.length, 8));
        buffer.asDoubleBuffer().put(values);
        out.write(buffer.array());
    }

    /** Ends the file; without it the file counts as cut. */
    @Override
    public void close() throws IOException {
        try (out) {
            out.writeByte(END);
            out.writeLong(documents);
        }
    }
}
