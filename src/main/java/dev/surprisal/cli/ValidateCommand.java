package dev.surprisal.cli;

import dev.surprisal.config.JobFile;
import dev.surprisal.config.JobSettings;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code surprisal validate JOB}. */
@Command(
        name = "validate",
        description = "Checks a job file without running it.",
        mixinStandardHelpOptions = true)
final class ValidateCommand implements Callable<Integer> {

    @ParentCommand SurprisalCli surprisal;

    @Parameters(paramLabel = "JOB", description = "a YAML file")
    Path file;

    @Override
    public Integer call() throws Exception {
        JobSettings settings = JobFile.read(file, System.getenv());
        surprisal.say(file + ": job \"" + settings.name() + "\" can be run");
        return ExitCode.COMPLETE;
    }
}
