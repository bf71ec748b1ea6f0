package dev.surprisal.payload;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

/** Reads of a file at given places, none of which may be outside. */
final class FileBytes {
    private final FileChannel file;
    private final long size;

    FileBytes(FileChannel file) throws IOException {
        this.file = file;
        this.size = file.size();
    }

    long size() {
        return size;
    }

    /** The bytes {@code [offset, offset + length)}, little endian. */
    ByteBuffer read(long offset, int length) throws IOException, MalformedPayloadException {
        if (offset < 0 || offset > size || length > size - offset) {
            throw new MalformedPayloadException(
                    Math.max(0, Math.min(offset, size)), null, "the file ends too early");
        }
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            if (file.read(bytes, offset + bytes.position()) < 0) {
                throw new IOException("the file became shorter while it was read");
            }
        }
        return bytes.flip();
    }

    /** Whether the file has these bytes at this place. */
    boolean has(long offset, byte... expected) throws IOException, MalformedPayloadException {
        return offset + expected.length <= size
                && read(offset, expected.length).equals(ByteBuffer.wrap(expected));
    }
}
