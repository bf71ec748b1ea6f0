package dev.surprisal.cli;

import dev.surprisal.config.JobSettings;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
            description = "JSON, JSONL, an SSE transcript, or a llama.cpp KL base file")
    List<String> files;

    @Mixin OutputOptions output;

    @Override
    public Integer call() throws Exception {
        return surprisal.run(JobSettings.ofFiles(files), output);
    }
}
