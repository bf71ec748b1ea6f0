package dev.surprisal.compression;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.zip.ZipException;

/**
 * The content of zstd frames one after the other. The library's own stream (1.5.7-6) ends quietly
 * when a frame other than the first is cut, and the text in it would be missing without a word.
 */
public final class ZstdFrames extends InputStream {
    private static final int BUFFER_BYTES = 128 << 10;

    private final InputStream in;
    private final ZstdDecompressCtx zstd = new ZstdDecompressCtx();
    private final byte[] read = new byte[BUFFER_BYTES];
    private final ByteBuffer source = ByteBuffer.allocateDirect(BUFFER_BYTES).limit(0);
    private final ByteBuffer target = ByteBuffer.allocateDirect(BUFFER_BYTES).limit(0);
    private boolean between = true;
    private boolean ended;

    /** From the first byte of the first frame. */
    public ZstdFrames(InputStream in) {
        this.in = in;
    }

    @Override
    public int read() throws IOException {
        return fill() ? target.get() & 0xff : -1;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int count = Math.min(length, target.remaining());
        target.get(bytes, offset, count);
        return count;
    }

    /** Whether there is content in {@code target}. */
    private boolean fill() throws IOException {
        while (!target.hasRemaining()) {
            if (!source.hasRemaining() && !ended) {
                int count = in.read(read, 0, read.length);
                ended = count < 0;
                source.clear().put(read, 0, Math.max(0, count)).flip();
            }
            if (ended && !source.hasRemaining() && between) {
                return false;
            }
            int before = source.remaining();
            target.clear();
            try {
                between = zstd.decompressDirectByteBufferStream(target, source);
            } catch (ZstdException e) {
                throw (IOException) new ZipException(e.getMessage()).initCause(e);
            }
            target.flip();
            if (ended && !between && before == source.remaining() && !target.hasRemaining()) {
                throw new EOFException("the last frame is cut");
            }
        }
        return true;
    }

    @Override
    public void close() throws IOException {
        zstd.close();
        in.close();
    }
}
