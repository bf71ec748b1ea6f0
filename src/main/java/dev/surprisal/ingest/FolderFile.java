package dev.surprisal.ingest;

import dev.surprisal.event.Origin;
import dev.surprisal.event.Payload;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One file, read in pieces. A file of plain lines is opened for each piece, so that thousands need
 * no more handles than one, and what has taken its place is noticed; a file that is compressed or
 * one payload is read once and stays open.
 *
 * <p>A file that cannot be opened becomes a fault; one that cannot be read on fails the job, which
 * tries again.
 */
final class FolderFile implements Closeable {

    private static final Logger LOG = LoggerFactory.getLogger(FolderFile.class);

    /** A piece ends with the payload that reaches it: files advance together by about as much. */
    private static final int PIECE_BYTES = 256 << 10;

    private static final int SNIFF_BYTES = 64 << 10;
    private static final byte[] NOTHING = {};

    private final FolderSpec spec;
    private final Path path;
    private final List<FolderRead> piece = new ArrayList<>();
    private FolderSplit split;
    private Compression compression;
    private Framing framing;
    private FileChannel channel;
    private LineReader stream;
    private boolean ended;
    private long length;
    private long modifiedMillis;
    private long lengthDone = -1;
    private long modifiedMillisDone = -1;

    FolderFile(FolderSpec spec, FolderSplit split) {
        this.spec = spec;
        this.split = split;
        path = Path.of(split.path());
        ended = split.saidItsLast();
    }

    /** How far it has been read; its number and name never change. */
    FolderSplit split() {
        return split;
    }

    /** Whether it keeps a stream open from piece to piece. */
    boolean isOpen() {
        return stream != null;
    }

    /** Whether nothing will come any more. */
    boolean hasEnded() {
        return ended;
    }

    /**
     * The next piece: empty when there is nothing for now, or nothing any more; a sole read without
     * a payload when a followed file is not there.
     *
     * @param mayOpen whether a stream may be opened that stays open
     * @throws IOException if the file was opened and cannot be read on
     */
    List<FolderRead> read(boolean mayOpen) throws IOException {
        piece.clear();
        try {
            if (ended || !open(mayOpen)) {
                return List.of();
            }
        } catch (IOException e) {
            if (spec.follow() && Files.notExists(path)) {
                return List.of(new FolderRead(null, split));
            }
            endWith(Files.notExists(path) ? "no such file" : "cannot be read: " + e.getMessage());
            return List.copyOf(piece);
        }
        if (stream != null) {
            readStream();
        } else {
            readLines();
        }
        return List.copyOf(piece);
    }

    /** False if there is nothing for now. */
    private boolean open(boolean mayOpen) throws IOException {
        if (stream != null) {
            return true;
        }
        BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
        if (!now.isRegularFile()) {
            throw new IOException(
                    now.isDirectory() ? "a directory without files" : "not a regular file");
        }
        length = now.size();
        modifiedMillis = now.lastModifiedTime().toMillis();
        if (length == lengthDone && modifiedMillis == modifiedMillisDone) {
            return false;
        }
        if (framing == null && !sniff()) {
            doneForNow();
            return false;
        }
        if (compression == Compression.NONE && framing == Framing.LINES) {
            channel = FileChannel.open(path);
            return true;
        }
        if (mayOpen) {
            stream = lines(compression.content(flinkPath(), 0), framing == Framing.WHOLE);
            for (long i = 0; i < split.payloads(); i++) {
                stream.next();
            }
        }
        return mayOpen;
    }

    /** False if there is too little of the file to tell. */
    private boolean sniff() throws IOException {
        compression = Compression.of(flinkPath());
        byte[] head = new byte[SNIFF_BYTES];
        try (InputStream in = compression.content(flinkPath(), 0)) {
            int read = Compression.readAvailable(in, head);
            framing =
                    spec.follow() && compression == Compression.NONE
                            ? Framing.ofGrowing(head, read)
                            : Framing.of(head, read);
        }
        return framing != null;
    }

    private org.apache.flink.core.fs.Path flinkPath() {
        return new org.apache.flink.core.fs.Path(path.toUri());
    }

    private LineReader lines(InputStream in, boolean whole) throws IOException {
        return new LineReader(in, 0, Long.MAX_VALUE, spec.payloadBytesMax(), whole);
    }

    private void readStream() throws IOException {
        for (long bytes = 0; bytes < PIECE_BYTES; bytes += stream.length()) {
            if (!stream.next()) {
                end(stream.damage());
                return;
            }
            add(stream, 0, 0, FolderHead.NONE);
        }
    }

    private void readLines() throws IOException {
        try (FileChannel open = channel) {
            FolderHeadBytes head = FolderHeadBytes.read(open);
            if (open.size() < split.offset() || !head.startsWith(split.head())) {
                LOG.warn("{} was cut or replaced: reading it from its beginning", path);
                split = split.anew();
            }
            long start = split.offset();
            LineReader lines = lines(Channels.newInputStream(open.position(start)), false);
            for (long bytes = 0; bytes < PIECE_BYTES; bytes += lines.length()) {
                if (!lines.next()) {
                    if (spec.follow()) {
                        doneForNow();
                    } else {
                        end(null);
                    }
                    return;
                }
                if (spec.follow() && !lines.terminated() && !isComplete(lines)) {
                    doneForNow();
                    return;
                }
                long newline = lines.terminated() ? 1 : 0;
                long next = start + lines.offset() + lines.length() + newline;
                add(lines, start, next, head.upTo(next));
            }
        }
    }

    /** What is a whole JSON value has no use for further bytes. */
    private static boolean isComplete(LineReader lines) {
        return Framing.endsItsValue(new String(lines.bytes(), StandardCharsets.ISO_8859_1).strip());
    }

    private void add(LineReader lines, long start, long next, FolderHead head) {
        long offset = start + lines.offset();
        String document = offset == 0 ? split.documents() : split.documents() + at(offset);
        split = split.readTo(next, head);
        if (lines.length() > spec.payloadBytesMax()) {
            Origin origin = new Origin(split.name(), offset, lines.length(), 0);
            String fault = "payload of %d bytes; the limit is %d";
            fault = fault.formatted(lines.length(), spec.payloadBytesMax());
            piece.add(new FolderRead(new Payload(origin, document, NOTHING, fault), split));
            return;
        }
        byte[] bytes = stripped(lines.bytes());
        Origin origin = new Origin(split.name(), offset, bytes.length, PayloadHash.of(bytes));
        piece.add(new FolderRead(new Payload(origin, document, bytes, null), split));
    }

    /** Of one width for all files, whose length nobody knows yet, so that names sort. */
    private static String at(long offset) {
        return String.format(Locale.ROOT, "@%012d", offset);
    }

    /** Without blanks at the end: the newline of a complete value may be read later, or never. */
    private static byte[] stripped(byte[] bytes) {
        int end = bytes.length;
        while (end > 0
                && (bytes[end - 1] == ' ' || bytes[end - 1] == '\t' || bytes[end - 1] == '\r')) {
            end--;
        }
        return end == bytes.length ? bytes : Arrays.copyOf(bytes, end);
    }

    private void doneForNow() {
        lengthDone = length;
        modifiedMillisDone = modifiedMillis;
    }

    /** Ends the file, with a fault if it was damaged or held nothing. */
    private void end(String damage) throws IOException {
        if (damage != null) {
            endWith(damage);
        } else if (split.payloads() == 0) {
            endWith(length == 0 ? "the file is empty" : "the file holds nothing but blanks");
        }
        ended = true;
        close();
    }

    private void endWith(String fault) {
        split = split.last();
        Origin origin = new Origin(split.name(), 0, 0, 0);
        Payload payload = new Payload(origin, split.documents(), NOTHING, fault);
        piece.add(new FolderRead(payload, split));
        ended = true;
    }

    @Override
    public void close() throws IOException {
        if (stream != null) {
            stream.close();
            stream = null;
        }
    }
}
