package dev.surprisal.cli;

import dev.surprisal.config.EvaluationSettings;
import dev.surprisal.config.EvaluationSettings.DataSettings;
import dev.surprisal.config.EvaluationSettings.ServerSettings;
import dev.surprisal.config.JobSettings;
import dev.surprisal.convention.Convention;
import dev.surprisal.convention.ConventionBuilder;
import dev.surprisal.convention.Conventions;
import dev.surprisal.corpus.DocumentFormat;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code surprisal eval}. */
@Command(
        name = "eval",
        description = "Has texts scored by a model server, under a named convention.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class EvalCommand implements Callable<Integer> {

    @ParentCommand SurprisalCli surprisal;

    @Option(
            names = "--data",
            paramLabel = "FILE",
            required = true,
            arity = "1..*",
            description = "text, WikiText raw or JSONL; gzip and zstd too; folders, quoted globs")
    List<Path> data;

    @Option(
            names = "--server",
            paramLabel = "URL",
            required = true,
            split = ",",
            description = "base URL, several of one model, or demo for a small model of our own")
    List<String> servers;

    @Option(
            names = "--convention",
            paramLabel = "NAME",
            defaultValue = "lm-eval",
            description = "as docs/CONVENTIONS.md lists them; default ${DEFAULT-VALUE}")
    String convention;

    @Option(names = "--max-length", paramLabel = "TOKENS", description = "most that the model sees")
    Integer maxLength;

    @Option(names = "--stride", paramLabel = "TOKENS", description = "of strided windows")
    Integer stride;

    @Option(
            names = "--tokenizer",
            paramLabel = "PATH",
            description = "the model's tokenizer.json, or its folder; demo brings its own")
    Path tokenizer;

    @Option(names = "--model", paramLabel = "NAME", description = "where the server has several")
    String model;

    @Option(
            names = "--api-key-env",
            paramLabel = "VARIABLE",
            description = "environment variable that holds the key")
    String apiKeyVariable;

    @Option(names = "--concurrency", paramLabel = "N", defaultValue = "32")
    int concurrency;

    @Option(names = "--timeout", paramLabel = "SECONDS", defaultValue = "120")
    int timeoutSeconds;

    @Option(names = "--attempts", paramLabel = "N", defaultValue = "8")
    int attempts;

    @Option(
            names = "--top-logprobs",
            paramLabel = "K",
            defaultValue = "0",
            description = "likeliest tokens to ask for, for --save")
    int topLogprobs;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "auto",
            description = "what a document is: ${COMPLETION-CANDIDATES}")
    DocumentFormat format;

    @Option(names = "--text-field", paramLabel = "FIELD", defaultValue = "text")
    String textField;

    @Option(names = "--group-by", paramLabel = "FIELD", description = "figures per value of it")
    String groupBy;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "0",
            description = "documents from the front; 0 is all")
    long limit;

    @Option(
            names = "--journal",
            paramLabel = "DIR",
            description = "answers so far: a run that was interrupted goes on from them")
    Path journal;

    @Option(names = "--save", paramLabel = "FILE", description = "for later comparisons")
    Path save;

    @Option(names = "--out", paramLabel = "DIR", description = "folder for result lines")
    Path out;

    @Mixin EvalOutputs outputs;

    @Mixin OutputOptions output;

    @Override
    public Integer call() throws Exception {
        EvaluationSettings evaluation =
                new EvaluationSettings(
                        new DataSettings(absolute(data), format, textField, limit),
                        new ServerSettings(
                                servers,
                                model,
                                absolute(tokenizer),
                                apiKeyVariable,
                                concurrency,
                                Duration.ofSeconds(timeoutSeconds),
                                attempts,
                                topLogprobs),
                        convention(),
                        groupBy,
                        absolute(journal),
                        absolute(save));
        JobSettings settings =
                JobSettings.ofTexts(evaluation, out == null ? List.of() : List.of(absolute(out)));
        return surprisal.evaluate(settings, outputs, output);
    }

    private Convention convention() {
        try {
            ConventionBuilder builder = Conventions.named(convention).change();
            if (maxLength != null) {
                builder.maxLength(maxLength);
            }
            if (stride != null) {
                builder.stride(stride);
            }
            return builder.build();
        } catch (IllegalArgumentException e) {
            throw new UsageException("convention: " + e.getMessage());
        }
    }

    private static List<Path> absolute(List<Path> paths) {
        return paths.stream().map(EvalCommand::absolute).toList();
    }

    private static Path absolute(Path path) {
        return path == null ? null : path.toAbsolutePath().normalize();
    }
}
