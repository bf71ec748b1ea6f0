package dev.surprisal.probe;

import dev.surprisal.event.Alert;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Probes on a schedule. A process that is killed and started again goes on from its history with
 * the same verdicts that it would have come to.
 *
 * <p>Alerts are handed over when their lines are on the disk, and the open ones once more at every
 * start: at least once, with the same id.
 */
public final class ProbeLoop implements AutoCloseable {

    private static final String BASELINE_FILE = "baseline.jsonl";

    private final ProbeSettings settings;
    private final ProbeText text;
    private final Replicas replicas;
    private final ProbeHistory history;
    private final ProbeRound round;
    private final ProbeJudge judge;
    private final ProbeAlerts rules;
    private final Consumer<Alert> alerts;
    private final ProbeNotifier notifier;
    private final ProbeClock clock;
    private final Path baselineFile;
    private final Map<String, Baseline> baselines = new LinkedHashMap<>();

    private ProbeLoop(
            ProbeSettings settings,
            ProbeText text,
            Replicas replicas,
            ProbeHistory history,
            Consumer<Alert> alerts,
            ProbeNotifier notifier,
            ProbeClock clock) {
        this.settings = settings;
        this.text = text;
        this.replicas = replicas;
        this.history = history;
        this.alerts = alerts;
        this.notifier = notifier;
        this.clock = clock;
        this.round =
                new ProbeRound(new ReplicaReader(settings, text), text, settings.baselineRuns());
        this.judge = new ProbeJudge(settings, settings.roundBudget() / settings.servers().size());
        this.rules = new ProbeAlerts(settings.unreadableAfter());
        this.baselineFile = baselineFile(settings);
    }

    /**
     * Reads text, baseline and history, and starts servers of our own. Asks nobody yet.
     *
     * @param alerts told of each, in the thread that runs the loop, beside the Alertmanagers and
     *     webhooks of the settings
     * @param complaints told why an alert was not delivered to one of these
     * @throws RefusedProbeException if the settings or a file do not allow a probe
     */
    public static ProbeLoop open(
            ProbeSettings settings, Consumer<Alert> alerts, Consumer<String> complaints)
            throws RefusedProbeException, IOException {
        return open(settings, alerts, complaints, ProbeClock.system());
    }

    /** The same with alerts in words, a line each. */
    public static ProbeLoop openInWords(ProbeSettings settings, Consumer<String> lines)
            throws RefusedProbeException, IOException {
        return open(
                settings,
                alert -> lines.accept((alert.resolved() ? "resolved: " : "alert: ") + alert.text()),
                lines);
    }

    static ProbeLoop open(
            ProbeSettings settings,
            Consumer<Alert> alerts,
            Consumer<String> complaints,
            ProbeClock clock)
            throws RefusedProbeException, IOException {
        ProbeNotifier notifier = new ProbeNotifier(settings, complaints);
        List<AutoCloseable> opened = new ArrayList<>();
        try {
            ProbeText text = ProbeText.open(settings.text(), settings.tokenizer());
            opened.add(text);
            ProbeHistory history = ProbeHistory.open(settings.directory());
            opened.add(history);
            Replicas replicas = Replicas.open(settings, new ReplicaReader(settings, text));
            opened.add(replicas);
            ProbeLoop loop =
                    new ProbeLoop(settings, text, replicas, history, alerts, notifier, clock);
            loop.readBaselines();
            return loop;
        } catch (RefusedProbeException | IOException | RuntimeException e) {
            for (AutoCloseable each : opened) {
                closeAfter(e, each);
            }
            throw e;
        }
    }

    private static void closeAfter(Exception failure, AutoCloseable opened) {
        try {
            opened.close();
        } catch (Exception e) {
            failure.addSuppressed(e);
        }
    }

    private static Path baselineFile(ProbeSettings settings) {
        boolean unnamed = settings.baseline() == null && settings.directory() != null;
        return unnamed ? settings.directory().resolve(BASELINE_FILE) : settings.baseline();
    }

    private void readBaselines() throws RefusedProbeException {
        if (baselineFile != null && Files.exists(baselineFile)) {
            for (Baseline baseline : BaselineFile.read(baselineFile, text)) {
                baselines.put(baseline.replica(), baseline);
            }
        }
    }

    /** What was found at the start, in words, a line each. */
    public List<String> findings() {
        List<String> lines = new ArrayList<>(history.findings());
        if (history.rounds() > 0) {
            lines.add("history: going on after round " + history.rounds());
        }
        return lines;
    }

    /** Documents of the text. */
    public int documents() {
        return text.documents();
    }

    /**
     * Probes until the last round, or for ever.
     *
     * @param rounds told of every round's results, in the order of the servers
     * @return the last result of each server
     */
    public List<ProbeResult> run(Consumer<List<ProbeResult>> rounds)
            throws IOException, InterruptedException {
        handAgain();
        long number = history.rounds();
        List<Replica> missing = without(number);
        if (number > 0 && !missing.isEmpty()) {
            rounds.accept(round(number, missing));
        }
        long due = firstDue();
        while (settings.rounds() == 0 || number < settings.rounds()) {
            clock.await(due);
            number++;
            rounds.accept(round(number, replicas.all()));
            // Rounds that could not begin in time are left out, not made up for.
            long late = Math.max(0, clock.millis() - due);
            due += settings.every().toMillis() * (1 + late / settings.every().toMillis());
        }
        return replicas.all().stream().map(r -> history.last(r.name()).result()).toList();
    }

    /** A restart must not probe more often than the budget of false alarms reckons with. */
    private long firstDue() {
        long now = clock.millis();
        long every = settings.every().toMillis();
        return history.rounds() == 0 ? now : Math.min(history.lastMillis() + every, now + every);
    }

    /** Replicas that a crash kept out of a round, or that have been added since. */
    private List<Replica> without(long number) {
        List<Replica> missing = new ArrayList<>();
        for (Replica replica : replicas.all()) {
            ProbedReplica last = history.last(replica.name());
            if (last == null || last.result().round() < number) {
                missing.add(replica);
            }
        }
        return missing;
    }

    private List<ProbeResult> round(long number, List<Replica> asked)
            throws IOException, InterruptedException {
        replicas.beforeRound(number);
        long millis = clock.millis();
        List<ProbeAnswer> answers =
                round.ask(asked, replica -> baselines.get(replica.name()), millis);
        freeze(answers);
        List<ProbedReplica> probed = new ArrayList<>();
        List<Alert> raised = new ArrayList<>();
        for (int i = 0; i < asked.size(); i++) {
            ReplicaState before = state(asked.get(i));
            ProbedReplica now = judge.judge(asked.get(i), number, millis, answers.get(i), before);
            probed.add(now);
            raised.addAll(rules.between(before, now));
        }
        history.append(probed);
        raised.forEach(this::tell);
        notifier.deliver();
        return probed.stream().map(ProbedReplica::result).toList();
    }

    private ReplicaState state(Replica replica) {
        ProbedReplica last = history.last(replica.name());
        return last == null ? ReplicaState.first() : last.state();
    }

    /** Keeps new baselines, before any result that refers to them. */
    private void freeze(List<ProbeAnswer> answers) throws IOException {
        boolean anew = false;
        for (ProbeAnswer answer : answers) {
            Baseline baseline = answer.baseline();
            anew |= baseline != null && baselines.putIfAbsent(baseline.replica(), baseline) == null;
        }
        if (anew && baselineFile != null) {
            BaselineFile.write(baselineFile, text, List.copyOf(baselines.values()));
        }
    }

    /** What the last process may not have come to say. */
    private void handAgain() {
        for (Replica replica : replicas.all()) {
            ProbedReplica last = history.last(replica.name());
            if (last != null) {
                rules.between(history.stateBeforeLast(replica.name()), last).stream()
                        .filter(Alert::resolved)
                        .forEach(this::tell);
                rules.between(ReplicaState.first(), last).forEach(this::tell);
            }
        }
    }

    private void tell(Alert alert) {
        alerts.accept(alert);
        notifier.take(alert);
    }

    @Override
    public void close() throws IOException {
        try (text;
                history) {
            replicas.close();
        }
    }
}
