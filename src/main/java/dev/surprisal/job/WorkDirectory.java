package dev.surprisal.job;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** A folder for results that are only shown, deleted when closed. */
public final class WorkDirectory implements AutoCloseable {

    private final Path path;

    private WorkDirectory(Path path) {
        this.path = path;
    }

    /** A new folder among the temporary ones. */
    public static WorkDirectory create() throws IOException {
        return new WorkDirectory(Files.createTempDirectory("surprisal-"));
    }

    /** Where it is. */
    public Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        delete(path);
    }

    /**
     * Deletes a folder and all that is in it; what somebody else deletes meanwhile is no fault: an
     * embedded cluster clears its checkpoints while it closes.
     */
    static void delete(Path folder) throws IOException {
        Files.walkFileTree(
                folder,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        Files.deleteIfExists(file);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException fault)
                            throws IOException {
                        if (fault instanceof NoSuchFileException) {
                            return FileVisitResult.CONTINUE;
                        }
                        throw fault;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(Path visited, IOException fault)
                            throws IOException {
                        if (fault != null && !(fault instanceof NoSuchFileException)) {
                            throw fault;
                        }
                        Files.deleteIfExists(visited);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }
}
