package dev.surprisal.job;

import dev.surprisal.config.JobFile;
import dev.surprisal.config.JobSettings;
import dev.surprisal.testing.JobRuns;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Runs jobs in tests, on the mini cluster of the test or one of their own. */
final class Runs {

    private Runs() {}

    /** Runs a job file's text, paths relative to {@code directory}; its result lines. */
    static List<String> run(Path directory, String yaml) throws Exception {
        return run(JobFile.parse(yaml, "test.yaml", directory, Map.of()), directory);
    }

    /** Runs a job; its result lines. Results stand in a new folder below {@code directory}. */
    static List<String> run(JobSettings settings, Path directory) throws Exception {
        Path results = Files.createTempDirectory(directory, "results");
        BoundedJob.build(settings, List.of(results)).start().await(null);
        return JobRuns.lines(results);
    }
}
