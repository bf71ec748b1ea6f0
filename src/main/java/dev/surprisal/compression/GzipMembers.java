package dev.surprisal.compression;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * The content of gzip members one after the other. The JDK's stream ends quietly where the header
 * of a further member is cut or damaged, and the text behind it would be missing without a word.
 */
public final class GzipMembers extends GZIPInputStream {
    private static final int TRAILER_BYTES = 8;

    /** From the first byte of the first member. */
    public GzipMembers(InputStream in, int bufferBytes) throws IOException {
        super(in, bufferBytes);
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int read = super.read(target, offset, length);
        // The inflater keeps what it was given beyond the last member, the trailer included.
        if (read < 0 && (inf.getRemaining() > TRAILER_BYTES || in.read() >= 0)) {
            throw new ZipException("the last member is followed by bytes that start no other");
        }
        return read;
    }
}
