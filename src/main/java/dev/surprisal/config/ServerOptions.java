package dev.surprisal.config;

import static dev.surprisal.config.NumberTypes.integer;
import static dev.surprisal.config.TextTypes.text;
import static dev.surprisal.config.UnitTypes.duration;

import java.time.Duration;

/**
 * The options that every section has which asks a model server: each called the same, with the same
 * bounds, wherever it stands. How much is asked at once and for how long differs.
 */
final class ServerOptions {

    private ServerOptions() {}

    static Option<String> model(Section section) {
        return section.optional(
                "model", text(), "my-model", "Name of the model; else the only one.");
    }

    static Option<String> apiKeyEnv(Section section) {
        return section.optional(
                "api_key_env",
                text(),
                "OPENAI_API_KEY",
                "Environment variable that holds the key.");
    }

    static Option<Integer> concurrency(Section section, int standard, String description) {
        return section.option("concurrency", integer(1, 4096), standard, description);
    }

    static Option<Duration> timeout(Section section, Duration standard) {
        return section.option(
                "timeout",
                duration(Duration.ofMillis(10), Duration.ofDays(1)),
                standard,
                "Longest wait for one answer.");
    }

    static Option<Integer> attempts(Section section, int standard, String description) {
        return section.option("attempts", integer(1, 1000), standard, description);
    }
}
