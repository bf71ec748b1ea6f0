package dev.surprisal.aggregate;

import dev.surprisal.event.Distribution;
import dev.surprisal.event.Judgement;
import dev.surprisal.event.Origin;
import dev.surprisal.event.PredictionForm;
import dev.surprisal.event.Preference;
import dev.surprisal.event.Reward;
import dev.surprisal.event.Role;
import dev.surprisal.event.RoleScores;
import dev.surprisal.event.Rollout;
import dev.surprisal.event.RolloutIdentity;
import dev.surprisal.event.RolloutSampling;
import dev.surprisal.event.RolloutScore;
import dev.surprisal.event.RolloutTotals;
import dev.surprisal.event.SourceFormat;
import dev.surprisal.event.StepClose;
import dev.surprisal.event.TokenStatus;
import dev.surprisal.policy.RolloutTally;
import dev.surprisal.policy.StepSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Made-up logs of writers, as files: each a list of records in order. Writers crash and go on from
 * an earlier step, some records cannot be read, some come after their step was closed.
 */
final class RolloutLogs {

    private static final Origin ORIGIN = new Origin("f", 0, 1, 1);

    private final Random random;
    private final StepSpec spec;
    private final int writers;
    final List<List<RolloutScore>> files = new ArrayList<>();

    /** Roll-outs that were written by the process that counts, in time. */
    int counted;

    private List<RolloutScore> file;
    private long unread;

    RolloutLogs(Random random, StepSpec spec, int steps) {
        this.random = random;
        this.spec = spec;
        writers = 1 + random.nextInt(3);
        for (int writer = 0; writer < writers; writer++) {
            write(writer, steps);
        }
    }

    private void write(int writer, int steps) {
        long before = -1;
        int step = 0;
        int passed = 0;
        for (int attempt = 0; step < steps; attempt++) {
            long sequence = 0;
            int crash = random.nextInt(3) == 0 ? step + random.nextInt(steps - step) : steps;
            newFile();
            while (step < steps) {
                int rollouts = random.nextInt(4);
                int partial = step == crash ? random.nextInt(rollouts + 1) : rollouts;
                for (int i = 0; i < partial; i++) {
                    boolean read = put(rollout(writer, attempt, sequence++, before, step));
                    counted += read && step >= passed && step != crash ? 1 : 0;
                }
                if (step == crash) {
                    break;
                }
                put(close(writer, attempt, sequence++, before, step, rollouts, false));
                step++;
                if (random.nextInt(6) == 0) {
                    put(rollout(writer, attempt, sequence++, before, random.nextInt(step)));
                }
                if (random.nextInt(3) == 0) {
                    newFile();
                }
            }
            passed = Math.max(passed, step);
            if (step < steps) {
                step = random.nextInt(step + 1);
            } else {
                put(close(writer, attempt, sequence++, before, steps - 1, 0, true));
            }
            before = sequence;
        }
        newFile();
    }

    private void newFile() {
        if (file != null && !file.isEmpty()) {
            files.add(file);
        }
        file = new ArrayList<>();
        unread = 0;
    }

    /**
     * Some cannot be read, but never the first of a file: nothing in the file tells of that one.
     */
    private boolean put(RolloutScore score) {
        boolean mark = score.close() != null;
        if (!mark && !file.isEmpty() && random.nextInt(12) == 0) {
            unread++;
            return false;
        }
        file.add(StepRecords.from(score, score.identity().sequence() - unread));
        unread = 0;
        return true;
    }

    private RolloutIdentity identity(int writer, int attempt, long sequence) {
        return new RolloutIdentity("r", writer, writers, attempt, sequence, null);
    }

    private RolloutScore close(
            int writer,
            int attempt,
            long sequence,
            long before,
            long step,
            long rollouts,
            boolean last) {
        RolloutIdentity identity = identity(writer, attempt, sequence);
        return new RolloutScore(
                identity,
                SourceFormat.NATIVE,
                ORIGIN,
                sequence,
                sequence == 0 ? before : -1,
                step,
                null,
                null,
                null,
                new StepClose(ORIGIN, identity, step, rollouts, last));
    }

    private RolloutScore rollout(int writer, int attempt, long sequence, long before, long step) {
        RolloutIdentity identity = identity(writer, attempt, sequence);
        String env = "e" + random.nextInt(3);
        Rollout rollout =
                new Rollout(
                        ORIGIN,
                        SourceFormat.NATIVE,
                        identity,
                        step,
                        env,
                        random.nextInt(2),
                        Long.toString(step / 4),
                        new RolloutSampling(Distribution.RAW, 1, 1, 0, Role.SAMPLER),
                        new int[] {1, 2},
                        new boolean[] {true, true},
                        scores(),
                        scores(),
                        scores(),
                        Reward.of(random.nextDouble()),
                        Reward.NONE,
                        judgement(),
                        preference());
        RolloutTotals totals = RolloutTally.of(rollout, spec);
        return new RolloutScore(
                identity,
                SourceFormat.NATIVE,
                ORIGIN,
                sequence,
                sequence == 0 ? before : -1,
                step,
                new String[] {env, Integer.toString(rollout.turn()), rollout.weightVersion()},
                totals,
                RolloutTally.half(rollout, totals, spec),
                null);
    }

    private Preference preference() {
        int pair = random.nextInt(4);
        return pair == 0 ? null : new Preference("p" + pair, random.nextBoolean());
    }

    private Judgement judgement() {
        int label = random.nextInt(3) - 1;
        return switch (random.nextInt(3)) {
            case 0 -> label < 0 ? null : new Judgement(null, Double.NaN, label);
            case 1 -> new Judgement(PredictionForm.PROBABILITY, random.nextDouble(), label);
            default -> new Judgement(PredictionForm.LOGIT, random.nextGaussian(), label);
        };
    }

    private RoleScores scores() {
        byte[] statuses = new byte[2];
        Arrays.fill(statuses, (byte) TokenStatus.OK.code());
        return new RoleScores(
                new double[] {-3 * random.nextDouble(), -3 * random.nextDouble()}, statuses, null);
    }

    /** The records of all files, each file in its order, files interleaved, some records twice. */
    List<RolloutScore> interleaved(Random order) {
        List<RolloutScore> all = new ArrayList<>();
        int[] places = new int[files.size()];
        List<Integer> open = new ArrayList<>();
        for (int i = 0; i < places.length; i++) {
            open.add(i);
        }
        while (!open.isEmpty()) {
            int at = order.nextInt(open.size());
            int number = open.get(at);
            List<RolloutScore> records = files.get(number);
            for (int n = 1 + order.nextInt(5); n > 0 && places[number] < records.size(); n--) {
                all.add(records.get(places[number]++));
                if (order.nextInt(10) == 0) {
                    all.add(all.get(order.nextInt(all.size())));
                }
            }
            if (places[number] == records.size()) {
                open.remove(at);
            }
        }
        return all;
    }
}
