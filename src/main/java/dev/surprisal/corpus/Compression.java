package dev.surprisal.corpus;

import dev.surprisal.compression.GzipMembers;
import dev.surprisal.compression.ZstdFrames;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** How a file is compressed, told by its first bytes and not by its name. */
final class Compression {
    private static final int BUFFER_BYTES = 64 << 10;

    private Compression() {}

    /** The content of a file; gzip members and zstd frames are read one after the other. */
    static InputStream open(Path file) throws IOException {
        InputStream in = new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES);
        try {
            in.mark(4);
            byte[] head = in.readNBytes(4);
            in.reset();
            if (starts(head, 0x1f, 0x8b)) {
                return new GzipMembers(in, BUFFER_BYTES);
            }
            if (starts(head, 0x28, 0xb5, 0x2f, 0xfd)) {
                return new ZstdFrames(in);
            }
            return in;
        } catch (IOException e) {
            in.close();
            throw InvalidDocumentException.of(file, "cannot be decompressed", e);
        }
    }

    private static boolean starts(byte[] head, int... magic) {
        if (head.length < magic.length) {
            return false;
        }
        for (int at = 0; at < magic.length; at++) {
            if (head[at] != (byte) magic[at]) {
                return false;
            }
        }
        return true;
    }
}
