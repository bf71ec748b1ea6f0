package dev.surprisal.server;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/** The files of a journal's folder: {@code journal-000001.jsonl} and so on, one a writer. */
final class JournalFiles {
    private static final String PATTERN = "journal-\\d{6}\\.jsonl";

    private JournalFiles() {}

    /** In the order in which they were begun; empty if the folder is not there. */
    static List<Path> in(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(file -> file.getFileName().toString().matches(PATTERN))
                    .sorted()
                    .toList();
        }
    }

    /** A new file, which no other writer has. */
    static Path create(Path folder) throws IOException {
        List<Path> present = in(folder);
        int number = 1;
        if (!present.isEmpty()) {
            String last = present.get(present.size() - 1).getFileName().toString();
            number = 1 + Integer.parseInt(last.substring(8, 14));
        }
        while (true) {
            try {
                return Files.createFile(folder.resolve("journal-%06d.jsonl".formatted(number)));
            } catch (FileAlreadyExistsException e) {
                // Another writer was quicker.
                number++;
            }
        }
    }

    /**
     * Cuts an unfinished line off, unless the file's writer is still at work: then it has the lock,
     * or the file has grown since it was read.
     */
    static void truncate(Path file, long length, long lengthSeen) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            if (lock(channel) != null && channel.size() == lengthSeen) {
                channel.truncate(length);
            }
        }
    }

    /** null if a writer has it, of this process or of another. */
    static FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }
}
