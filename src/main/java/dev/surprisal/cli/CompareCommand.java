package dev.surprisal.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code surprisal compare BASE CANDIDATE…}. */
@Command(
        name = "compare",
        description = {
            "Compares models on the same text: paired by document, with a 95 %% interval of the",
            "difference and a verdict. Each of BASE and CANDIDATE is a folder of results, an lm-eval",
            "samples file (or the folder of a model's), a llama.cpp KL base file, a saved reference,",
            "or the URL of a server that scores --data; NAME=PATH gives it a name."
        },
        mixinStandardHelpOptions = true)
final class CompareCommand implements Callable<Integer> {

    @ParentCommand SurprisalCli surprisal;

    @Parameters(
            paramLabel = "BASE CANDIDATE",
            arity = "2..*",
            description = "what is compared with, then what is compared; told apart by content")
    List<String> inputs;

    @Mixin ComparedServers servers;

    @Mixin OutputOptions output;

    @Option(names = "--documents", description = "also each document, the worst first")
    boolean documents;

    @Option(
            names = "--force",
            description = "compares unlike conventions too, and leaves unlike documents out")
    boolean force;

    @Option(
            names = "--size",
            paramLabel = "TEXT",
            description = "a size to show beside a model, such as 4.1GB; one each, BASE first")
    List<String> sizes = List.of();

    @Override
    public Integer call() throws Exception {
        List<Gate> gates = output.gates();
        CompareRun.check(gates);
        if (output.format() == OutputFormat.LLAMA_CPP) {
            throw new UsageException("--output llama.cpp is for one pair; use run or score");
        }
        if (!sizes.isEmpty() && sizes.size() != inputs.size()) {
            throw new UsageException(
                    "--size is given " + sizes.size() + " times for " + inputs.size() + " models");
        }
        return surprisal.compare(this, gates);
    }
}
