package dev.surprisal.cli;

import dev.surprisal.config.JobFile;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code surprisal run JOB}. */
@Command(name = "run", description = "Runs a job file.", mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {

    @ParentCommand SurprisalCli surprisal;

    @Parameters(paramLabel = "JOB", description = "a YAML file, such as jobs/quickstart.yaml")
    Path file;

    @Mixin OutputOptions output;

    @Override
    public Integer call() throws Exception {
        return surprisal.run(JobFile.read(file, System.getenv()), output);
    }
}
