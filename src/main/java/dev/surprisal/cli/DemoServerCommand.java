package dev.surprisal.cli;

import dev.surprisal.demo.DemoServer;
import dev.surprisal.demo.DemoServerOptions;
import dev.surprisal.demo.Dialect;
import dev.surprisal.demo.FaultRule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code surprisal demo-server}. */
@Command(
        name = "demo-server",
        description = "Serves a small language model over HTTP, as vLLM and others do.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
final class DemoServerCommand implements Callable<Integer> {

    @ParentCommand SurprisalCli surprisal;

    @Option(names = "--host", description = "address to listen on", paramLabel = "HOST")
    String host = "127.0.0.1";

    @Option(names = "--port", description = "0 for any free one", paramLabel = "N")
    int port = 0;

    @Option(names = "--model", description = "name that it answers to", paramLabel = "NAME")
    String model = "demo";

    @Option(
            names = "--weights",
            description = "seed of the training text: another one, other weights",
            paramLabel = "N")
    long weights = 0;

    @Option(
            names = "--temperature",
            description = "of every distribution that is served",
            paramLabel = "T")
    double temperature = 1;

    @Option(names = "--latency", description = "of every answer, at least", paramLabel = "MS")
    long latencyMillis = 0;

    @Option(
            names = "--dialect",
            description = "vllm, echo-only, sglang, tgi, llama.cpp or vllm-generate",
            paramLabel = "D")
    String dialect = "vllm";

    @Option(
            names = "--log",
            description = "file that a line is appended to for every prompt that was asked",
            paramLabel = "FILE")
    Path log;

    @Option(
            names = "--max-model-len",
            description = "tokens of prompt and answer together",
            paramLabel = "N")
    int maxModelLength = 4096;

    @Option(
            names = "--max-logprobs",
            description = "likeliest tokens a position; -1 for the whole vocabulary",
            paramLabel = "K")
    int maxLogprobs = 20;

    @Option(
            names = "--fault",
            description = {
                "every EVERY-th request goes wrong, TIMES times at most; KIND is",
                "429, 500, 503, reset, short, no-echo, bos, html or hang"
            },
            paramLabel = "KIND:EVERY[:TIMES]")
    List<String> faults = List.of();

    @Override
    public Integer call() throws InterruptedException {
        DemoServerOptions options = options();
        try (DemoServer server = DemoServer.start(options)) {
            surprisal.say(
                    "demo-server: %s model %s, vocabulary %d, dialect %s"
                            .formatted(
                                    server.uri(),
                                    options.model(),
                                    server.vocabulary(),
                                    options.dialect().label()));
            new CountDownLatch(1).await(); // until the process is killed
            return ExitCode.COMPLETE;
        } catch (IOException e) {
            throw new UsageException("demo-server cannot start: " + e.getMessage());
        }
    }

    private DemoServerOptions options() {
        try {
            return new DemoServerOptions(
                    host,
                    port,
                    model,
                    weights,
                    temperature,
                    latencyMillis,
                    Dialect.of(dialect),
                    log,
                    maxModelLength,
                    maxLogprobs,
                    faults.stream().map(FaultRule::parse).toList());
        } catch (IllegalArgumentException e) {
            throw new UsageException("demo-server: " + e.getMessage());
        }
    }
}
