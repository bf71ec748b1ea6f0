package dev.surprisal.payload;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * numpy's npz: a zip of npy files, found by its central directory so that arrays are read in place.
 *
 * <p>{@code numpy.savez} stores, with zip64 fields. {@code savez_compressed} deflates: such an
 * array is refused if it is needed, since rows cannot be found in it without unpacking all before
 * them. Source: APPNOTE.TXT 6.3.10, 4.3.12 to 4.3.16 and 4.5.3.
 */
final class NpzDirectory {
    private static final int END_SIGNATURE = 0x06054b50;
    private static final int END_BYTES = 22;
    private static final int COMMENT_MAX = 0xFFFF;
    private static final int LOCATOR_SIGNATURE = 0x07064b50;
    private static final int LOCATOR_BYTES = 20;
    private static final int END64_SIGNATURE = 0x06064b50;
    private static final int END64_BYTES = 56;
    private static final int ENTRY_SIGNATURE = 0x02014b50;
    private static final int ENTRY_BYTES = 46;
    private static final int LOCAL_SIGNATURE = 0x04034b50;
    private static final int LOCAL_BYTES = 30;
    private static final int EXTRA_64 = 1;
    private static final long UNSIGNED_MAX = 0xFFFFFFFFL;

    /** Room for some 100,000 arrays; a dump of logits has a handful. */
    private static final int DIRECTORY_BYTES_MAX = 8 << 20;

    private record Member(String name, int flags, int method, long size, long local) {}

    private final FileBytes file;
    private long directoryOffset;
    private long directoryBytes;

    private NpzDirectory(FileBytes file) {
        this.file = file;
    }

    static boolean hasMagic(FileBytes file) throws IOException, MalformedPayloadException {
        return file.has(0, (byte) 'P', (byte) 'K', (byte) 3, (byte) 4);
    }

    static List<TensorEntry> read(FileBytes file) throws IOException, MalformedPayloadException {
        NpzDirectory directory = new NpzDirectory(file);
        directory.findDirectory();
        List<TensorEntry> tensors = new ArrayList<>();
        long end = 0;
        for (Member member : directory.members()) {
            long data = directory.dataOffset(member);
            if (member.local() < end || member.size() > directory.directoryOffset - data) {
                throw malformed(member.local(), "zip entries overlap, or reach into the directory");
            }
            end = data + member.size();
            if (member.name().endsWith(".npy")) {
                tensors.add(tensor(file, member, data));
            }
        }
        return tensors;
    }

    private static TensorEntry tensor(FileBytes file, Member member, long data)
            throws IOException, MalformedPayloadException {
        String name = member.name().substring(0, member.name().length() - ".npy".length());
        String refusal = null;
        if ((member.flags() & 1) != 0) {
            refusal = "is encrypted";
        } else if (member.method() != 0) {
            refusal = "is compressed: save it with numpy.savez, not savez_compressed";
        }
        if (refusal != null) {
            return new TensorEntry(name, "", new long[] {0}, data, refusal);
        }
        return NpyHeader.read(name, file, data, data + member.size());
    }

    /** The end record stands at the end, behind it at most a comment whose length it tells. */
    private void findDirectory() throws IOException, MalformedPayloadException {
        int length = (int) Math.min(file.size(), END_BYTES + COMMENT_MAX);
        long from = file.size() - length;
        ByteBuffer tail = file.read(from, length);
        for (int at = length - END_BYTES; at >= 0; at--) {
            if (tail.getInt(at) == END_SIGNATURE
                    && (tail.getShort(at + 20) & 0xFFFF) == length - at - END_BYTES) {
                readEnd(tail, at, from + at);
                return;
            }
        }
        throw malformed(file.size(), "a zip without its directory: truncated");
    }

    private void readEnd(ByteBuffer tail, int at, long endOffset)
            throws IOException, MalformedPayloadException {
        directoryBytes = tail.getInt(at + 12) & UNSIGNED_MAX;
        directoryOffset = tail.getInt(at + 16) & UNSIGNED_MAX;
        if (directoryBytes == UNSIGNED_MAX || directoryOffset == UNSIGNED_MAX) {
            ByteBuffer locator = file.read(endOffset - LOCATOR_BYTES, LOCATOR_BYTES);
            if (locator.getInt(0) != LOCATOR_SIGNATURE) {
                throw malformed(endOffset, "a zip64 without its locator");
            }
            ByteBuffer end = file.read(locator.getLong(8), END64_BYTES);
            if (end.getInt(0) != END64_SIGNATURE) {
                throw malformed(endOffset, "a zip64 without its end record");
            }
            directoryBytes = end.getLong(40);
            directoryOffset = end.getLong(48);
        }
        if (directoryBytes < 0
                || directoryBytes > DIRECTORY_BYTES_MAX
                || directoryOffset < 0
                || directoryOffset > endOffset - directoryBytes) {
            throw malformed(endOffset, "a zip directory of " + directoryBytes + " bytes");
        }
    }

    /** Entries in order of their place in the file. */
    private List<Member> members() throws IOException, MalformedPayloadException {
        ByteBuffer directory = file.read(directoryOffset, (int) directoryBytes);
        List<Member> members = new ArrayList<>();
        while (directory.remaining() >= ENTRY_BYTES) {
            int at = directory.position();
            int name = directory.getShort(at + 28) & 0xFFFF;
            int extra = directory.getShort(at + 30) & 0xFFFF;
            int comment = directory.getShort(at + 32) & 0xFFFF;
            int next = at + ENTRY_BYTES + name + extra + comment;
            if (directory.getInt(at) != ENTRY_SIGNATURE || next > directory.limit()) {
                throw malformed(directoryOffset + at, "no entry of a zip directory");
            }
            members.add(member(directory, at, name, extra));
            directory.position(next);
        }
        members.sort(Comparator.comparingLong(Member::local));
        return members;
    }

    private Member member(ByteBuffer directory, int at, int nameBytes, int extraBytes)
            throws MalformedPayloadException {
        byte[] name = new byte[nameBytes];
        directory.get(at + ENTRY_BYTES, name);
        int flags = directory.getShort(at + 8) & 0xFFFF;
        int method = directory.getShort(at + 10) & 0xFFFF;
        long[] wide = {
            directory.getInt(at + 24) & UNSIGNED_MAX,
            directory.getInt(at + 20) & UNSIGNED_MAX,
            directory.getInt(at + 42) & UNSIGNED_MAX
        };
        int from = at + ENTRY_BYTES + nameBytes;
        widen(directory, from, from + extraBytes, wide);
        // A stored entry is as long in the file as it is.
        boolean honest = method != 0 || wide[0] == wide[1];
        if (wide[1] < 0 || wide[2] < 0 || wide[2] > directoryOffset || !honest) {
            throw malformed(directoryOffset + at, "sizes or place of a zip entry are impossible");
        }
        return new Member(
                new String(name, StandardCharsets.UTF_8), flags, method, wide[1], wide[2]);
    }

    /** Zip64's extra field holds, in this order, those of the values that are all ones. */
    private void widen(ByteBuffer directory, int from, int to, long[] values)
            throws MalformedPayloadException {
        int at = from;
        while (at + 4 <= to) {
            int id = directory.getShort(at) & 0xFFFF;
            int end = at + 4 + (directory.getShort(at + 2) & 0xFFFF);
            if (end > to) {
                throw malformed(directoryOffset + at, "a zip entry's extra field is cut");
            }
            at += 4;
            for (int i = 0; id == EXTRA_64 && i < values.length; i++) {
                if (values[i] == UNSIGNED_MAX && at + 8 <= end) {
                    values[i] = directory.getLong(at);
                    at += 8;
                }
            }
            at = end;
        }
    }

    private long dataOffset(Member member) throws IOException, MalformedPayloadException {
        ByteBuffer local = file.read(member.local(), LOCAL_BYTES);
        if (local.getInt(0) != LOCAL_SIGNATURE) {
            throw malformed(member.local(), "no zip entry where the directory says that one is");
        }
        int name = local.getShort(26) & 0xFFFF;
        int extra = local.getShort(28) & 0xFFFF;
        return member.local() + LOCAL_BYTES + name + extra;
    }

    private static MalformedPayloadException malformed(long offset, String reason) {
        return new MalformedPayloadException(offset, null, reason);
    }
}
