package dev.surprisal.probe;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All results so far, in a file that is only appended to: a line for every probe of every replica,
 * forced to the disk before anybody hears of it. From the last line of a replica its test goes on.
 *
 * <p>A last line that is cut, as a crash leaves it, is taken away and said; a bad line before it is
 * not ours to repair and is refused.
 */
final class ProbeHistory implements Closeable {

    private static final String FILE = "probes.jsonl";

    private final FileChannel channel;
    private final Map<String, ProbedReplica> last = new LinkedHashMap<>();
    private final Map<String, ProbedReplica> before = new LinkedHashMap<>();
    private final List<String> findings = new ArrayList<>();
    private long end;

    private ProbeHistory(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Opens and reads a history, or begins one.
     *
     * @param folder of it; null keeps results in memory alone
     * @throws RefusedProbeException if another process has it open, or it is not a history
     */
    static ProbeHistory open(Path folder) throws RefusedProbeException, IOException {
        if (folder == null) {
            return new ProbeHistory(null);
        }
        Files.createDirectories(folder);
        Path file = folder.resolve(FILE);
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            lock(channel, folder);
            ProbeHistory history = new ProbeHistory(channel);
            history.readAll(file);
            return history;
        } catch (RefusedProbeException | IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static void lock(FileChannel channel, Path folder)
            throws RefusedProbeException, IOException {
        boolean locked;
        try {
            locked = channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            locked = false;
        }
        if (!locked) {
            throw new RefusedProbeException("directory: another probe writes to " + folder);
        }
    }

    private void readAll(Path file) throws RefusedProbeException, IOException {
        int number = 0;
        IOException bad = null;
        try (InputStream bytes = new BufferedInputStream(Files.newInputStream(file))) {
            for (byte[] line = line(bytes); line.length > 0; line = line(bytes)) {
                if (bad != null) {
                    throw new RefusedProbeException(
                            "directory: %s, line %d: %s".formatted(file, number, bad.getMessage()),
                            bad);
                }
                number++;
                try {
                    remember(whole(line));
                    end += line.length;
                } catch (IOException e) {
                    bad = e;
                }
            }
        }
        if (bad != null) {
            findings.add("history: line %d of %s was cut; ignored".formatted(number, file));
            channel.truncate(end);
        }
    }

    /** With its newline, if it has one; empty at the end of the file. */
    private static byte[] line(InputStream bytes) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(1024);
        for (int next = bytes.read(); next >= 0; next = bytes.read()) {
            line.write(next);
            if (next == '\n') {
                break;
            }
        }
        return line.toByteArray();
    }

    private static ProbedReplica whole(byte[] line) throws IOException {
        if (line[line.length - 1] != '\n') {
            throw new IOException("it has no end");
        }
        return ProbeLines.read(new String(line, StandardCharsets.UTF_8));
    }

    private void remember(ProbedReplica probed) {
        ProbedReplica previous = last.put(probed.result().replica(), probed);
        if (previous != null) {
            before.put(probed.result().replica(), previous);
        }
    }

    /** Adds what a round found, and returns when it is on the disk. */
    void append(List<ProbedReplica> round) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (ProbedReplica probed : round) {
            lines.append(ProbeLines.of(probed)).append('\n');
            remember(probed);
        }
        if (channel == null) {
            return;
        }
        ByteBuffer bytes = ByteBuffer.wrap(lines.toString().getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            end += channel.write(bytes, end);
        }
        channel.force(true);
    }

    /** The last line of a replica; null if there is none. */
    ProbedReplica last(String replica) {
        return last.get(replica);
    }

    /** The state of a replica before its last line. */
    ReplicaState stateBeforeLast(String replica) {
        ProbedReplica probed = before.get(replica);
        return probed == null ? ReplicaState.first() : probed.state();
    }

    /** Number of the last round, and 0 if there is none. */
    long rounds() {
        return last.values().stream().mapToLong(probed -> probed.result().round()).max().orElse(0);
    }

    /** When the last round began; 0 if there is none. */
    long lastMillis() {
        return last.values().stream().mapToLong(probed -> probed.result().millis()).max().orElse(0);
    }

    /** What was odd about the file, in words. */
    List<String> findings() {
        return List.copyOf(findings);
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
        }
    }
}
