package dev.surprisal.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A job that probes servers; docs/PROBE.md says what each setting means.
 *
 * @param servers URL, NAME=URL or demo
 * @param text file of documents; null for those that come along
 * @param tokenizer of the model; null for the server's own tokens
 * @param model name; null for the only one
 * @param apiKeyVariable environment variable that holds the key; null for no key
 * @param every time between two rounds
 * @param rounds 0 for ever
 * @param directory of history and baseline; null for none
 * @param baseline frozen answers; null for those in the directory
 * @param baselineRuns how often the text is scored for one
 * @param falseAlarms that are accepted, of all servers together
 * @param tolerance relative difference that counts as none
 * @param concurrency requests in flight, per server
 * @param timeout of a request
 * @param attempts of a request
 * @param alertmanagers base URLs; may be empty
 * @param webhooks URLs; may be empty
 */
public record ProbeJob(
        List<String> servers,
        Path text,
        Path tokenizer,
        String model,
        String apiKeyVariable,
        Duration every,
        long rounds,
        Path directory,
        Path baseline,
        int baselineRuns,
        Rate falseAlarms,
        double tolerance,
        int concurrency,
        Duration timeout,
        int attempts,
        List<String> alertmanagers,
        List<String> webhooks) {

    static ProbeJob of(OptionValues values, Path base) {
        return new ProbeJob(
                values.get(ProbeOptions.SERVERS),
                resolve(values.get(ProbeOptions.TEXT), base),
                resolve(values.get(ProbeOptions.TOKENIZER), base),
                values.get(ProbeOptions.MODEL),
                values.get(ProbeOptions.API_KEY_ENV),
                values.get(ProbeOptions.EVERY),
                values.get(ProbeOptions.ROUNDS),
                resolve(values.get(ProbeOptions.DIRECTORY), base),
                resolve(values.get(ProbeOptions.BASELINE), base),
                values.get(ProbeOptions.BASELINE_RUNS),
                values.get(ProbeOptions.FALSE_ALARMS),
                values.get(ProbeOptions.TOLERANCE),
                values.get(ProbeOptions.CONCURRENCY),
                values.get(ProbeOptions.TIMEOUT),
                values.get(ProbeOptions.ATTEMPTS),
                orNone(values.get(ProbeOptions.ALERTMANAGERS)),
                orNone(values.get(ProbeOptions.WEBHOOKS)));
    }

    private static Path resolve(Path path, Path base) {
        return path == null ? null : base.resolve(path).normalize();
    }

    private static List<String> orNone(List<String> texts) {
        return texts == null ? List.of() : texts;
    }
}
