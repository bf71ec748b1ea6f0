package dev.surprisal.aggregate;

import dev.surprisal.event.Role;
import dev.surprisal.event.Rollout;
import dev.surprisal.event.RolloutRecord;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Two random streams of roll-outs, as their writers may write them, and what becomes of them: made
 * completion by completion, so what is expected does not come from what is tested.
 */
final class JoinPlan {

    final List<RolloutRecord> primary;
    final List<RolloutRecord> secondary;

    /** What goes on and what does not, sorted. */
    final List<String> expected = new ArrayList<>();

    /** By stream and line. */
    final Map<String, Long> counts = new TreeMap<>();

    private final Random random;
    private final int steps;
    private final int[] writers;
    private final long[] sequence = {0, 0};
    private final List<List<List<RolloutRecord>>> slots = new ArrayList<>();

    JoinPlan(long seed) {
        random = new Random(seed);
        steps = 1 + random.nextInt(6);
        writers = new int[] {1 + random.nextInt(3), 1 + random.nextInt(3)};
        for (int i = 0; i < 2; i++) {
            slots.add(new ArrayList<>());
            for (int slot = 0; slot < writers[i] * steps; slot++) {
                slots.get(i).add(new ArrayList<>());
            }
        }
        int completions = random.nextInt(40);
        for (int i = 0; i < completions; i++) {
            completion(i);
        }
        Collections.sort(expected);
        primary = stream(0);
        secondary = stream(1);
    }

    private void completion(int number) {
        int step = random.nextInt(steps);
        boolean named = random.nextInt(3) > 0;
        int[] tokens = random.ints(1 + random.nextInt(3), 0, 100).toArray();
        boolean same = random.nextInt(6) > 0;
        int[] others = same ? tokens : new int[] {1000};
        Written first = random.nextInt(6) > 0 ? written(0, number, named, step, tokens) : null;
        Written second = random.nextInt(6) > 0 ? written(1, number, named, step, others) : null;
        if (first != null && second != null) {
            count(0, same ? "JOINED" : "REFUSED");
            count(1, same ? "JOINED" : "REFUSED");
            expect(same ? first.with(second.logprobs) : first.plain());
            if (!same) {
                expect("REFUSED " + shown(second.plain()));
            }
        } else if (first != null) {
            count(0, "UNMATCHED");
            expect(first.plain());
        } else if (second != null) {
            count(1, "UNMATCHED");
            expect("UNMATCHED " + shown(second.plain()));
        }
    }

    /** Writes it once or twice, perhaps after an earlier record of it that does not count. */
    private Written written(int stream, int number, boolean named, int step, int[] tokens) {
        int writer = named ? random.nextInt(writers[stream]) : 0;
        if (named && random.nextInt(8) == 0) {
            int[] other = {7, number};
            Written before =
                    new Written(stream, number, true, step, other, writer, sequence[stream]++);
            put(stream, writer, step, before.plain());
            count(stream, "SUPERSEDED");
            if (stream == 0) {
                expect(before.plain());
            } else {
                expect("SUPERSEDED " + shown(before.plain()));
            }
        }
        Written counts =
                new Written(stream, number, named, step, tokens, writer, sequence[stream]++);
        put(stream, writer, step, counts.plain());
        if (random.nextInt(6) == 0) {
            put(stream, writer, step, counts.plain());
            count(stream, "REPEATED");
        }
        return counts;
    }

    /** Anywhere before its writer closes the step. */
    private void put(int stream, int writer, int step, Rollout rollout) {
        int slot = random.nextInt(step + 1);
        slots.get(stream).get(writer * steps + slot).add(new RolloutRecord(rollout, null, -1, -1));
        count(stream, "RECEIVED");
    }

    private void count(int stream, String line) {
        counts.merge(stream + " " + line, 1L, Long::sum);
    }

    private void expect(Rollout goesOn) {
        expect("on " + shown(goesOn));
    }

    private void expect(String shown) {
        expected.add(shown);
    }

    private static String shown(Rollout rollout) {
        return JoinedRollouts.shown(rollout);
    }

    /** The writers' records, each in its order, mixed. */
    private List<RolloutRecord> stream(int stream) {
        List<List<RolloutRecord>> left = new ArrayList<>();
        for (int writer = 0; writer < writers[stream]; writer++) {
            List<RolloutRecord> records = new ArrayList<>();
            for (int step = 0; step < steps; step++) {
                List<RolloutRecord> slot = slots.get(stream).get(writer * steps + step);
                Collections.shuffle(slot, random);
                records.addAll(slot);
                if (random.nextInt(4) > 0) {
                    records.add(JoinedRollouts.close(writer, writers[stream], 0, step, false));
                }
            }
            records.add(JoinedRollouts.close(writer, writers[stream], 0, steps - 1, true));
            left.add(records);
        }
        List<RolloutRecord> mixed = new ArrayList<>();
        while (!left.isEmpty()) {
            List<RolloutRecord> writer = left.get(random.nextInt(left.size()));
            mixed.add(writer.remove(0));
            left.removeIf(List::isEmpty);
        }
        return mixed;
    }

    /** A record of a completion in one of the streams. */
    private final class Written {
        private final int stream;
        private final int number;
        private final boolean named;
        private final int step;
        private final int[] tokens;
        private final int writer;
        private final long sequence;
        private final double[] logprobs;

        Written(
                int stream,
                int number,
                boolean named,
                int step,
                int[] tokens,
                int writer,
                long sequence) {
            this.stream = stream;
            this.number = number;
            this.named = named;
            this.step = step;
            this.tokens = tokens;
            this.writer = writer;
            this.sequence = sequence;
            logprobs = random.doubles(tokens.length, -5, 0).toArray();
        }

        Rollout plain() {
            return with(null);
        }

        Rollout with(double[] reference) {
            JoinedRollouts made = JoinedRollouts.rollout();
            if (named) {
                made.named("c" + number, writer, 0, sequence);
            } else {
                made.named(null, writer, 0, 1000 + number);
            }
            made.among(writers[stream]).at(step).tokens(tokens);
            made.scored(stream == 0 ? Role.SAMPLER : Role.REFERENCE, logprobs);
            if (reference != null) {
                made.scored(Role.REFERENCE, reference);
            }
            return made.build();
        }
    }
}
