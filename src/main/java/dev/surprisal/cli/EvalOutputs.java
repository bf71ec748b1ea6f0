package dev.surprisal.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** What an evaluation can leave beside its results. */
final class EvalOutputs {

    @Option(
            names = "--dry-run",
            description = "the plan (documents, windows, tokens), without asking for a score")
    boolean dryRun;

    @Option(
            names = "--rate",
            paramLabel = "TOKENS/S",
            description = "what the server does, for the time that --dry-run tells")
    Double rate;

    @Option(
            names = "--rescore",
            description = "take answers from a journal whose run has finished, without the server")
    boolean rescore;

    @Option(
            names = "--lm-eval",
            paramLabel = "DIR",
            description = "also results_*.json and samples_*.jsonl, as lm-eval writes them")
    Path lmEval;

    @Option(
            names = "--worst",
            paramLabel = "N",
            description = "worst documents and most surprising tokens to show; default 5")
    int worst = 5;
}
