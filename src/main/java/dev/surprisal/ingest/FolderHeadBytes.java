package dev.surprisal.ingest;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;

/** The first bytes of a file, as far as it goes. */
final class FolderHeadBytes {

    /** Enough to tell two logs apart, which differ in an id or a time in their first line. */
    static final int BYTES_MAX = 1024;

    private final byte[] bytes;
    private FolderHead longest = FolderHead.NONE;

    private FolderHeadBytes(byte[] bytes) {
        this.bytes = bytes;
    }

    static FolderHeadBytes read(FileChannel channel) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(BYTES_MAX);
        while (buffer.hasRemaining() && channel.read(buffer, buffer.position()) >= 0) {}
        return new FolderHeadBytes(Arrays.copyOf(buffer.array(), buffer.position()));
    }

    /** Whether a file of which {@code head} is known may be this one. */
    boolean startsWith(FolderHead head) {
        return head.length() <= bytes.length && hash(head.length()).equals(head);
    }

    /** What is known once the file was read to {@code offset}. */
    FolderHead upTo(long offset) {
        int length = (int) Math.min(offset, bytes.length);
        if (length != longest.length()) {
            longest = hash(length);
        }
        return longest;
    }

    private FolderHead hash(int length) {
        return length == 0
                ? FolderHead.NONE
                : new FolderHead(length, PayloadHash.of(Arrays.copyOf(bytes, length)));
    }
}
