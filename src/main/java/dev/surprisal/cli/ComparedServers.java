package dev.surprisal.cli;

import dev.surprisal.config.EvaluationSettings;
import dev.surprisal.config.EvaluationSettings.DataSettings;
import dev.surprisal.config.EvaluationSettings.ServerSettings;
import dev.surprisal.config.JobSettings;
import dev.surprisal.convention.Convention;
import dev.surprisal.convention.Conventions;
import dev.surprisal.corpus.DocumentFormat;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Servers among what is compared: each scores the same texts first, into a saved reference. */
final class ComparedServers {

    private static final int CONCURRENCY = 32;
    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final int ATTEMPTS = 8;

    @Option(
            names = "--data",
            paramLabel = "FILE",
            arity = "1..*",
            description = "texts that servers among the inputs score; URLs are inputs then")
    List<Path> data = List.of();

    @Option(names = "--tokenizer", paramLabel = "PATH", description = "of the servers' model")
    Path tokenizer;

    @Option(names = "--convention", paramLabel = "NAME", defaultValue = "lm-eval")
    String convention = "lm-eval";

    @Option(names = "--max-length", paramLabel = "TOKENS")
    Integer maxLength;

    @Option(
            names = "--top-logprobs",
            paramLabel = "K",
            defaultValue = "20",
            description = "likeliest tokens to ask servers for: bounds of KL; default 20")
    int topLogprobs = 20;

    @Option(names = "--api-key-env", paramLabel = "VARIABLE")
    String apiKeyVariable;

    /** Exit code of the last evaluation; what else is compared need not be looked at. */
    private int code = ExitCode.COMPLETE;

    static boolean isServer(String input) {
        String place = place(input);
        return place.startsWith("http://") || place.startsWith("https://");
    }

    private static String place(String input) {
        int equals = input.indexOf('=');
        boolean named = equals > 0 && input.startsWith("http", equals + 1);
        return named ? input.substring(equals + 1) : input;
    }

    int code() {
        return code;
    }

    /**
     * The inputs with what servers said in the place of their URLs.
     *
     * @param work folder for it
     */
    List<String> evaluated(List<String> inputs, Path work, PrintStream err) throws Exception {
        List<String> evaluated = new ArrayList<>();
        for (String input : inputs) {
            if (!isServer(input) || code != ExitCode.COMPLETE) {
                evaluated.add(input);
                continue;
            }
            if (data.isEmpty()) {
                throw new UsageException(input + ": a server needs --data to score");
            }
            String url = place(input);
            String name =
                    input.equals(url)
                            ? url.replaceFirst("^https?://", "").replaceFirst("/+$", "")
                            : input.substring(0, input.length() - url.length() - 1);
            Path file = work.resolve("server-" + evaluated.size() + ".ref");
            err.println("scoring on " + url);
            evaluate(url, file, work.resolve("journal-" + evaluated.size()), err);
            evaluated.add(name + "=" + file);
        }
        return evaluated;
    }

    private void evaluate(String url, Path file, Path journal, PrintStream err) throws Exception {
        EvaluationSettings evaluation =
                new EvaluationSettings(
                        new DataSettings(absolute(), DocumentFormat.AUTO, "text", 0),
                        new ServerSettings(
                                List.of(url),
                                null,
                                tokenizer == null ? null : tokenizer.toAbsolutePath(),
                                apiKeyVariable,
                                CONCURRENCY,
                                TIMEOUT,
                                ATTEMPTS,
                                topLogprobs),
                        convention(),
                        null,
                        journal,
                        file);
        OutputOptions silent = new OutputOptions();
        silent.json = true;
        try (PrintStream nowhere =
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
            JobSettings settings = JobSettings.ofTexts(evaluation, List.of());
            code = new JobRun(settings, silent, new EvalOutputs(), nowhere, err).call();
        }
    }

    private List<Path> absolute() {
        return data.stream().map(Path::toAbsolutePath).toList();
    }

    private Convention convention() {
        try {
            Convention preset = Conventions.named(convention);
            return maxLength == null ? preset : preset.change().maxLength(maxLength).build();
        } catch (IllegalArgumentException e) {
            throw new UsageException("convention: " + e.getMessage());
        }
    }
}
