package dev.surprisal.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Folders that results go to. */
final class ResultFolders {

    private ResultFolders() {}

    /** Two runs in one folder could not be told apart by whoever reads it. */
    static void refuseUsed(Path directory) throws IOException {
        if (Results.existIn(directory)) {
            throw new UsageException(
                    "sinks.file: "
                            + directory
                            + " holds results already; move them or name another folder");
        }
    }

    /** Before the job has run, and not when it wants to write. */
    static void make(Path directory) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UsageException("sinks.file: " + directory + " cannot be made a folder: " + e);
        }
        if (!Files.isWritable(directory)) {
            throw new UsageException("sinks.file: " + directory + " may not be written to");
        }
    }
}
