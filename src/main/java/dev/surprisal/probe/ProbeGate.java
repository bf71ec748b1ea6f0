package dev.surprisal.probe;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * One probe of every server, for a deploy pipeline: against a frozen baseline, or against the first
 * of the servers. The test is the loop's, with one step.
 */
public final class ProbeGate {

    private ProbeGate() {}

    /**
     * Probes once. Without a baseline the first server is what the others are compared with, and is
     * probed once more itself. With one, a server whose name it does not know is compared with its
     * first replica.
     *
     * @param settings whose schedule and budget do not count; its {@code baseline} does
     * @param falseAlarms probability of at least one false alarm among the servers, at most
     * @param save file to freeze baselines of all servers in, each then probed against its own;
     *     null for none; not with a baseline
     * @return one result a server, in their order
     * @throws RefusedProbeException if the settings or a file do not allow a probe
     */
    public static List<ProbeResult> probe(ProbeSettings settings, double falseAlarms, Path save)
            throws RefusedProbeException, IOException, InterruptedException {
        boolean alone = settings.servers().size() == 1;
        if (alone && settings.baseline() == null && save == null) {
            throw new RefusedProbeException(
                    "one server and no baseline: nothing to compare it with");
        }
        if (settings.baseline() != null && save != null) {
            throw new RefusedProbeException("a baseline is either read or saved, not both");
        }
        if (!(falseAlarms > 0 && falseAlarms < 1)) {
            throw new RefusedProbeException(
                    "false alarms: probability " + falseAlarms + "; allowed: above 0, below 1");
        }
        try (ProbeText text = ProbeText.open(settings.text(), settings.tokenizer())) {
            ReplicaReader reader = new ReplicaReader(settings, text);
            try (Replicas replicas = Replicas.open(settings, reader)) {
                replicas.beforeRound(1);
                ProbeRound round = new ProbeRound(reader, text, settings.baselineRuns());
                long millis = ProbeClock.system().millis();
                List<ProbeAnswer> answers = ask(settings, save, text, replicas, round, millis);
                double weight = falseAlarms / settings.servers().size();
                ProbeJudge judge = new ProbeJudge(settings, weight);
                List<ProbeResult> results = new ArrayList<>();
                for (int i = 0; i < answers.size(); i++) {
                    Replica replica = replicas.all().get(i);
                    results.add(
                            judge.judge(replica, 1, millis, answers.get(i), ReplicaState.first())
                                    .result());
                }
                return results;
            }
        }
    }

    private static List<ProbeAnswer> ask(
            ProbeSettings settings,
            Path save,
            ProbeText text,
            Replicas replicas,
            ProbeRound round,
            long millis)
            throws RefusedProbeException, IOException, InterruptedException {
        List<Replica> all = replicas.all();
        if (settings.baseline() != null) {
            return round.ask(all, frozen(settings.baseline(), text), millis);
        }
        if (save != null) {
            List<ProbeAnswer> answers = round.ask(all, replica -> null, millis);
            List<Baseline> taken =
                    answers.stream().map(ProbeAnswer::baseline).filter(b -> b != null).toList();
            if (!taken.isEmpty()) {
                BaselineFile.write(save, text, taken);
            }
            return answers;
        }
        List<ProbeAnswer> answers =
                new ArrayList<>(round.ask(all.subList(0, 1), replica -> null, millis));
        Baseline reference = answers.get(0).baseline();
        List<Replica> others = all.subList(1, all.size());
        if (reference != null) {
            answers.addAll(round.ask(others, replica -> reference, millis));
            return answers;
        }
        for (Replica other : others) {
            answers.add(
                    ProbeAnswer.unreadable(
                            null,
                            all.get(0).name() + ", which it is compared with, is unreadable"));
        }
        return answers;
    }

    private static Function<Replica, Baseline> frozen(Path file, ProbeText text)
            throws RefusedProbeException {
        List<Baseline> baselines = BaselineFile.read(file, text);
        if (baselines.isEmpty()) {
            throw new RefusedProbeException("baseline: " + file + " holds no replica");
        }
        return replica ->
                baselines.stream()
                        .filter(baseline -> baseline.replica().equals(replica.name()))
                        .findFirst()
                        .orElse(baselines.get(0));
    }
}
