package dev.surprisal.probe;

import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What is probed, how often, and what counts as a change.
 *
 * @param servers at least one: {@code URL}, {@code NAME=URL}, or {@code demo} for a server of our
 *     own; {@code demo@4} gets other weights before round 4
 * @param text file of the documents; null for the text that ships with the project
 * @param tokenizer tokenizer.json of the servers' model, or its folder; null to send text and take
 *     the servers' own tokens
 * @param model name to ask for; null for the only one that a server has
 * @param apiKeyVariable environment variable that holds the key; null for none
 * @param every time between the begins of two rounds
 * @param rounds after which the loop ends, those of its history included; 0 for never
 * @param directory of the history and, unless named, the baseline; null keeps nothing
 * @param baseline file of the frozen baseline; null: in the directory
 * @param baselineRuns how often the text is scored for a baseline
 * @param falseAlarms how many are accepted in {@code falseAlarmsPer}, over all replicas
 * @param falseAlarmsPer time that {@code falseAlarms} counts
 * @param tolerance relative difference of a document's perplexity that counts as none, on average
 *     over documents, beside the noise of the baseline's own runs
 * @param resolveAfter probes in a row within the tolerance after which a changed replica counts as
 *     the same again
 * @param unreadableAfter probes in a row without an answer after which there is a warning
 * @param concurrency requests in flight at most, per replica
 * @param timeout of one request
 * @param attempts at most, of one request
 * @param alertmanagers base URLs that alerts go to
 * @param webhooks URLs that alerts go to
 */
public record ProbeSettings(
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
        double falseAlarms,
        Duration falseAlarmsPer,
        double tolerance,
        int resolveAfter,
        int unreadableAfter,
        int concurrency,
        Duration timeout,
        int attempts,
        List<String> alertmanagers,
        List<String> webhooks)
        implements Serializable {

    /** Probes within the tolerance after which a changed replica is the same, unless told else. */
    public static final int RESOLVE_AFTER = 3;

    /** Probes without an answer before there is a warning, unless told else. */
    public static final int UNREADABLE_AFTER = 3;

    /** Of a round: as much as an hourly probe of one replica spends in a year and a half. */
    private static final double ROUND_BUDGET_MAX = 0.5;

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException naming the setting, its value and what is allowed
     */
    public ProbeSettings {
        servers = List.copyOf(servers);
        alertmanagers = List.copyOf(alertmanagers);
        webhooks = List.copyOf(webhooks);
        check(!servers.isEmpty(), "servers: an empty list; allowed: at least one");
        check(positive(every), "every: " + every + "; allowed: more than 0");
        check(rounds >= 0, "rounds: " + rounds + "; allowed: 0 or more");
        check(baselineRuns >= 1, "baseline_runs: " + baselineRuns + "; allowed: 1 or more");
        check(falseAlarms > 0, "false_alarms: " + falseAlarms + "; allowed: more than 0");
        check(positive(falseAlarmsPer), "false_alarms: in no time; allowed: 1/90d and the like");
        check(tolerance >= 0 && tolerance < 1, "tolerance: " + tolerance + "; allowed: 0 to 1");
        check(resolveAfter >= 1, "resolve_after: " + resolveAfter + "; allowed: 1 or more");
        check(
                unreadableAfter >= 1,
                "unreadable_after: " + unreadableAfter + "; allowed: 1 or more");
        double budget = roundBudget(falseAlarms, falseAlarmsPer, every);
        check(
                budget <= ROUND_BUDGET_MAX,
                "false_alarms: allows "
                        + budget
                        + " in every round; allowed: "
                        + ROUND_BUDGET_MAX
                        + " at most");
    }

    /** Every setting but the servers at its default. */
    public static ProbeSettings of(List<String> servers) {
        return new ProbeSettings(
                servers,
                null,
                null,
                null,
                null,
                Duration.ofMinutes(5),
                0,
                null,
                null,
                3,
                1,
                Duration.ofDays(90),
                0.005,
                RESOLVE_AFTER,
                UNREADABLE_AFTER,
                4,
                Duration.ofSeconds(30),
                3,
                List.of(),
                List.of());
    }

    /** The same with another schedule. */
    public ProbeSettings withSchedule(Duration otherEvery, long otherRounds) {
        return new ProbeSettings(
                servers,
                text,
                tokenizer,
                model,
                apiKeyVariable,
                otherEvery,
                otherRounds,
                directory,
                baseline,
                baselineRuns,
                falseAlarms,
                falseAlarmsPer,
                tolerance,
                resolveAfter,
                unreadableAfter,
                concurrency,
                timeout,
                attempts,
                alertmanagers,
                webhooks);
    }

    /** The same with other files. */
    public ProbeSettings withFiles(Path otherText, Path otherTokenizer, Path folder, Path frozen) {
        return new ProbeSettings(
                servers,
                otherText,
                otherTokenizer,
                model,
                apiKeyVariable,
                every,
                rounds,
                folder,
                frozen,
                baselineRuns,
                falseAlarms,
                falseAlarmsPer,
                tolerance,
                resolveAfter,
                unreadableAfter,
                concurrency,
                timeout,
                attempts,
                alertmanagers,
                webhooks);
    }

    /** The same with alerts sent. */
    public ProbeSettings withAlerts(List<String> toAlertmanagers, List<String> toWebhooks) {
        return new ProbeSettings(
                servers,
                text,
                tokenizer,
                model,
                apiKeyVariable,
                every,
                rounds,
                directory,
                baseline,
                baselineRuns,
                falseAlarms,
                falseAlarmsPer,
                tolerance,
                resolveAfter,
                unreadableAfter,
                concurrency,
                timeout,
                attempts,
                toAlertmanagers,
                toWebhooks);
    }

    /** Expected false alarms that a round of all replicas may add. */
    double roundBudget() {
        return roundBudget(falseAlarms, falseAlarmsPer, every);
    }

    private static double roundBudget(double alarms, Duration per, Duration every) {
        return alarms * every.toMillis() / per.toMillis();
    }

    private static boolean positive(Duration duration) {
        return duration.toMillis() > 0;
    }

    private static void check(boolean fine, String message) {
        if (!fine) {
            throw new IllegalArgumentException(message);
        }
    }
}
