package dev.surprisal.probe;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/** Asks several replicas at the same time, so that one that hangs does not hold up the others. */
final class ProbeRound {

    private static final int THREADS_MAX = 16;

    private final ReplicaReader reader;
    private final ProbeText text;
    private final int baselineRuns;

    ProbeRound(ReplicaReader reader, ProbeText text, int baselineRuns) {
        this.reader = reader;
        this.text = text;
        this.baselineRuns = baselineRuns;
    }

    /**
     * One answer a replica, in their order. A replica without a baseline gets one first.
     *
     * @param known baseline of a replica; null if it has none
     * @param millis when a new baseline is taken
     */
    List<ProbeAnswer> ask(List<Replica> replicas, Function<Replica, Baseline> known, long millis)
            throws InterruptedException {
        ExecutorService threads =
                Executors.newFixedThreadPool(
                        Math.min(THREADS_MAX, replicas.size()),
                        task -> {
                            Thread thread = new Thread(task, "probe");
                            thread.setDaemon(true);
                            return thread;
                        });
        try {
            List<Future<ProbeAnswer>> asked = new ArrayList<>();
            for (Replica replica : replicas) {
                asked.add(threads.submit(() -> ask(replica, known.apply(replica), millis)));
            }
            List<ProbeAnswer> answers = new ArrayList<>();
            for (Future<ProbeAnswer> answer : asked) {
                answers.add(answer.get());
            }
            return answers;
        } catch (ExecutionException e) {
            throw new IllegalStateException("a bug of the probe", e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    private ProbeAnswer ask(Replica replica, Baseline known, long millis)
            throws InterruptedException {
        Baseline baseline = known;
        try {
            if (baseline == null) {
                baseline = baseline(replica, millis);
            }
            Reading now = reader.read(replica.url());
            String difference = Reading.difference(baseline.first(), now, text);
            return difference == null
                    ? new ProbeAnswer(baseline, now, "")
                    : ProbeAnswer.unreadable(baseline, difference);
        } catch (UnreadableException e) {
            return ProbeAnswer.unreadable(baseline, e.getMessage());
        }
    }

    private Baseline baseline(Replica replica, long millis)
            throws UnreadableException, InterruptedException {
        List<Reading> runs = new ArrayList<>();
        for (int i = 0; i < baselineRuns; i++) {
            Reading run = reader.read(replica.url());
            String difference = i == 0 ? null : Reading.difference(runs.get(0), run, text);
            if (difference != null) {
                throw new UnreadableException("while its baseline was taken: " + difference);
            }
            runs.add(run);
        }
        return new Baseline(replica.name(), millis, runs);
    }
}
