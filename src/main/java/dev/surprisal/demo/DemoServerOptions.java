package dev.surprisal.demo;

import java.nio.file.Path;
import java.util.List;

/**
 * How a {@link DemoServer} is started.
 *
 * @param host to listen on; loopback unless asked otherwise
 * @param port 0 for any free one
 * @param model name that it answers to
 * @param weights seed of the training text, at least 0: replicas with other weights differ
 * @param temperature that every served distribution has; above 0
 * @param latencyMillis from a scoring request to its answer, at least
 * @param dialect whose HTTP it speaks
 * @param log file that every scoring request is appended to; null for none
 * @param maxModelLength tokens of prompt and answer together
 * @param maxLogprobs likeliest tokens a position that may be asked for; -1 for all of the
 *     vocabulary
 * @param faults what goes wrong from the start
 */
public record DemoServerOptions(
        String host,
        int port,
        String model,
        long weights,
        double temperature,
        long latencyMillis,
        Dialect dialect,
        Path log,
        int maxModelLength,
        int maxLogprobs,
        List<FaultRule> faults) {

    /** Refuses what cannot be served. */
    public DemoServerOptions {
        faults = List.copyOf(faults);
        check(port >= 0 && port <= 65_535, "port " + port + ", expected 0 to 65535");
        check(!model.isEmpty(), "model has an empty name");
        check(weights >= 0, "weights " + weights + ", expected 0 or more");
        check(
                temperature > 0 && temperature < Double.POSITIVE_INFINITY,
                "temperature " + temperature + ", expected more than 0");
        check(latencyMillis >= 0, "latency " + latencyMillis + ", expected 0 ms or more");
        check(maxModelLength >= 2, "max-model-len " + maxModelLength + ", expected 2 or more");
        check(maxLogprobs >= -1, "max-logprobs " + maxLogprobs + ", expected -1 or more");
    }

    /** vLLM on any free port of loopback, nothing wrong, nothing logged. */
    public static DemoServerOptions defaults() {
        return new DemoServerOptions(
                "127.0.0.1", 0, "demo", 0, 1, 0, Dialect.VLLM, null, 4096, 20, List.of());
    }

    /** The same with another dialect. */
    public DemoServerOptions withDialect(Dialect other) {
        return new DemoServerOptions(
                host,
                port,
                model,
                weights,
                temperature,
                latencyMillis,
                other,
                log,
                maxModelLength,
                maxLogprobs,
                faults);
    }

    /** The same with another port: that of a server that was there before, for instance. */
    public DemoServerOptions withPort(int other) {
        return new DemoServerOptions(
                host,
                other,
                model,
                weights,
                temperature,
                latencyMillis,
                dialect,
                log,
                maxModelLength,
                maxLogprobs,
                faults);
    }

    /** The same with other weights and another temperature. */
    public DemoServerOptions withWeights(long otherWeights, double otherTemperature) {
        return new DemoServerOptions(
                host,
                port,
                model,
                otherWeights,
                otherTemperature,
                latencyMillis,
                dialect,
                log,
                maxModelLength,
                maxLogprobs,
                faults);
    }

    /** The same, slow or faulty. */
    public DemoServerOptions withFaults(long latency, FaultRule... rules) {
        return new DemoServerOptions(
                host,
                port,
                model,
                weights,
                temperature,
                latency,
                dialect,
                log,
                maxModelLength,
                maxLogprobs,
                List.of(rules));
    }

    /** The same with a log. */
    public DemoServerOptions withLog(Path file) {
        return new DemoServerOptions(
                host,
                port,
                model,
                weights,
                temperature,
                latencyMillis,
                dialect,
                file,
                maxModelLength,
                maxLogprobs,
                faults);
    }

    /** The same with other limits. */
    public DemoServerOptions withLimits(int modelLength, int logprobs) {
        return new DemoServerOptions(
                host,
                port,
                model,
                weights,
                temperature,
                latencyMillis,
                dialect,
                log,
                modelLength,
                logprobs,
                faults);
    }

    private static void check(boolean fine, String message) {
        if (!fine) {
            throw new IllegalArgumentException(message);
        }
    }
}
