package dev.surprisal.cli;

import dev.surprisal.compare.RefusedComparisonException;
import dev.surprisal.compare.Run;
import dev.surprisal.compare.Runs;
import dev.surprisal.config.JobSettings;
import dev.surprisal.job.BoundedJob;
import dev.surprisal.job.RefusedInputException;
import dev.surprisal.job.WorkDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads KL base files with a job for each pair; what is compared are that job's result lines. */
final class KldComparison {

    private KldComparison() {}

    /** The base's run, then the candidates'. */
    static List<Run> runs(List<ComparedInput> inputs)
            throws RefusedComparisonException, RefusedInputException, Exception {
        ComparedInput base = inputs.get(0);
        List<Run> runs = new ArrayList<>();
        try (WorkDirectory work = WorkDirectory.create()) {
            for (ComparedInput candidate : inputs.subList(1, inputs.size())) {
                Path results = work.path().resolve(String.valueOf(runs.size()));
                Files.createDirectories(results);
                JobSettings settings =
                        JobSettings.ofPair(
                                candidate.path(), candidate.name(), base.path(), base.name());
                BoundedJob job = BoundedJob.build(settings, List.of(results));
                job.keepCheckpointsIn(work.path());
                job.start().await(null);
                if (runs.isEmpty()) {
                    runs.add(Runs.referenceOf(results, base.name()));
                }
                runs.add(Runs.candidateOf(results, candidate.name()));
            }
        }
        return runs;
    }
}
