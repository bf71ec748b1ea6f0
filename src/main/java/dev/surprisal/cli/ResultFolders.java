package dev.surprisal.cli;

import dev.surprisal.config.JobSettings;
import dev.surprisal.job.WorkDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Folders that results go to. */
final class ResultFolders {

    private ResultFolders() {}

    /**
     * The folders of a job that may have no end, made; of one that ends and names none, its own.
     *
     * @param alone whether nothing else takes results
     */
    static List<Path> of(JobSettings settings, boolean alone, boolean ends, WorkDirectory work)
            throws IOException {
        List<Path> directories = new ArrayList<>();
        for (JobSettings.SinkSettings sink : settings.sinks()) {
            if (ends) {
                refuseUsed(sink.directory());
            }
            make(sink.directory());
            directories.add(sink.directory());
        }
        if (ends && directories.isEmpty()) {
            directories.add(work.path());
        }
        if (directories.isEmpty() && alone) {
            throw new UsageException(
                    "sinks: missing; the results of a job without an end would go nowhere");
        }
        return directories;
    }

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
