package dev.surprisal.cli;

import dev.surprisal.config.JobSettings;
import dev.surprisal.job.WorkDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code surprisal score FILE…}. */
@Command(
        name = "score",
        description = "Scores recorded payloads; the format of each is recognised by itself.",
        mixinStandardHelpOptions = true)
final class ScoreCommand implements Callable<Integer> {

    @ParentCommand SurprisalCli surprisal;

    @Parameters(
            paramLabel = "FILE",
            arity = "1..*",
            description = {
                "JSON, JSONL, an SSE transcript (gzip and zstd too), a llama.cpp KL base file,",
                "a folder or a quoted glob of them, or - for standard input"
            })
    List<String> files;

    @Mixin OutputOptions output;

    @Option(
            names = "--explain",
            description = "also says which format was seen, and what was set aside and why")
    void explain(boolean explain) {
        output.explain = explain;
    }

    @Override
    public Integer call() throws Exception {
        if (!files.contains("-")) {
            return surprisal.run(JobSettings.ofFiles(files), output);
        }
        // Flink reads files, in parallel and again after a failure; a pipe can do neither.
        try (WorkDirectory work = WorkDirectory.create()) {
            Path copy = work.path().resolve("stdin");
            Files.copy(System.in, copy);
            List<String> named =
                    files.stream().map(file -> file.equals("-") ? copy.toString() : file).toList();
            return surprisal.run(JobSettings.ofFiles(named), output);
        }
    }
}
