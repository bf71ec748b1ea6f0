package dev.surprisal.ingest;

import dev.surprisal.compression.GzipMembers;
import dev.surprisal.compression.ZstdFrames;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.ZipException;
import org.apache.flink.core.fs.Path;

/** How a file of payloads is compressed, told by its first bytes and not by its name. */
enum Compression {
    NONE,
    GZIP,
    ZSTD;

    private static final int MAGIC_BYTES = 4;
    private static final int BUFFER_BYTES = 64 << 10;

    /** A file as it is, compressed bytes and all. */
    private static InputStream open(Path path) throws IOException {
        return new BufferedInputStream(path.getFileSystem().open(path), BUFFER_BYTES);
    }

    static Compression of(Path path) throws IOException {
        try (InputStream in = open(path)) {
            return of(in.readNBytes(MAGIC_BYTES));
        }
    }

    private static Compression of(byte[] head) {
        if (head.length >= 2 && head[0] == 0x1f && head[1] == (byte) 0x8b) {
            return GZIP;
        }
        boolean zstd =
                head.length == MAGIC_BYTES
                        && head[0] == 0x28
                        && head[1] == (byte) 0xb5
                        && head[2] == 0x2f
                        && head[3] == (byte) 0xfd;
        return zstd ? ZSTD : NONE;
    }

    /**
     * The content of a file, from {@code offset} on; only files that are not compressed have one.
     */
    InputStream content(Path path, long offset) throws IOException {
        InputStream in = open(path);
        in.skipNBytes(offset);
        return switch (this) {
            case NONE -> in;
            // One member or frame after the other, as the tools write them when appending.
            case GZIP -> gzip(in);
            case ZSTD -> new ZstdFrames(in);
        };
    }

    /** A damaged header is told where a damaged body is: when it is read. */
    private static InputStream gzip(InputStream in) throws IOException {
        try {
            return new GzipMembers(in, BUFFER_BYTES);
        } catch (ZipException | EOFException e) {
            return new InputStream() {
                @Override
                public int read() throws IOException {
                    throw e;
                }

                @Override
                public int read(byte[] target, int offset, int length) throws IOException {
                    throw e;
                }

                @Override
                public void close() throws IOException {
                    in.close();
                }
            };
        }
    }

    /**
     * Fills {@code buffer} as far as the content goes, or as it can be read; its damage is told
     * later.
     */
    static int readAvailable(InputStream in, byte[] buffer) throws IOException {
        int length = 0;
        try {
            while (length < buffer.length) {
                int read = in.read(buffer, length, buffer.length - length);
                if (read < 0) {
                    break;
                }
                length += read;
            }
        } catch (ZipException | EOFException e) {
            return length;
        }
        return length;
    }
}
