package dev.surprisal.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.surprisal.aggregate.WindowSpec;
import dev.surprisal.event.Notice;
import dev.surprisal.event.Payload;
import dev.surprisal.event.ResultLine;
import dev.surprisal.testing.JobRuns;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The same partitions give the same lines, whatever else happens. */
class LiveFlowPropertyTest {

    private static final int ANSWERS = 300;
    private static final int RUNS = 4;
    private static final long MINUTE = 60_000;

    static Stream<Arguments> windows() {
        return Stream.of(
                        new WindowSpec(WindowSpec.Kind.TIME, 2 * MINUTE, 2 * MINUTE, 0, 3),
                        new WindowSpec(WindowSpec.Kind.TIME, 3 * MINUTE, MINUTE, 0, 100),
                        new WindowSpec(WindowSpec.Kind.SESSION, 9000, 9000, 0, 100),
                        new WindowSpec(WindowSpec.Kind.TOKENS, 0, 0, 50, 3))
                .flatMap(window -> Stream.of(1L, 2L, 3L).map(seed -> Arguments.of(seed, window)));
    }

    @ParameterizedTest
    @MethodSource("windows")
    void interleavingParallelismAndCrashesChangeNoBit(long seed, WindowSpec window)
            throws Exception {
        RandomStream stream = new RandomStream(seed, ANSWERS);
        List<String> expected = run(stream, window, 1, null);
        check(expected, window);

        for (int run = 0; run < RUNS; run++) {
            Random random = new Random(seed * 31 + run);
            List<String> lines = run(stream, window, 1 + random.nextInt(3), random);

            String what = "seed " + seed + " run " + run + " " + window;
            assertSame(expected, lines, what);
        }
    }

    /** The first line that differs says more than all of them. */
    private static void assertSame(List<String> expected, List<String> lines, String what) {
        for (int i = 0; i < Math.min(expected.size(), lines.size()); i++) {
            assertEquals(expected.get(i), lines.get(i), what + " line " + i);
        }
        assertEquals(expected.size(), lines.size(), what);
    }

    /** One partition after the other at its own pace, or at random with a crash in between. */
    private static List<String> run(
            RandomStream stream, WindowSpec window, int parallelism, Random random)
            throws Exception {
        int[] at = new int[RandomStream.PARTITIONS];
        int crash = random == null ? -1 : random.nextInt(ANSWERS);
        int cadence = random == null ? 20 : 1 + random.nextInt(300);
        int eager = random == null ? -1 : random.nextInt(RandomStream.PARTITIONS + 1);
        LiveFlow flow = new LiveFlow(parallelism, window, null);
        announce(flow, stream, at, parallelism);
        for (int step = 0; ; step++) {
            int partition = choose(stream, at, random, eager);
            if (partition < 0) {
                break;
            }
            flow.read(
                    partition % parallelism, stream.partitions.get(partition).get(at[partition]++));
            if (random == null ? step % cadence == 0 : random.nextInt(cadence) == 0) {
                flow.tick();
            }
            if (step == crash) {
                int[] saved = at.clone();
                List<ResultLine> lines = new ArrayList<>(flow.lines);
                Subtasks.Saved state = flow.snapshot(step);
                lose(flow, stream, at, random, parallelism);
                flow.close();
                at = saved;
                parallelism = 1 + random.nextInt(3);
                flow = new LiveFlow(parallelism, window, state);
                flow.lines.addAll(lines);
                again(flow, stream, at, parallelism);
            }
        }
        for (int reader = 0; reader < parallelism; reader++) {
            flow.end((reader + (random == null ? 0 : random.nextInt(parallelism))) % parallelism);
        }
        for (int reader = 0; reader < parallelism; reader++) {
            flow.end(reader);
        }
        if (window.kind() == WindowSpec.Kind.TIME) {
            assertEquals(0, flow.keyedEntries("detect"), "state is left");
        }
        List<String> sorted =
                flow.lines.stream()
                        .sorted(
                                (a, b) ->
                                        (a.rank() + a.order() + a.json())
                                                .compareTo(b.rank() + b.order() + b.json()))
                        .map(ResultLine::json)
                        .toList();
        flow.close();
        return sorted;
    }

    private static void announce(LiveFlow flow, RandomStream stream, int[] at, int parallelism)
            throws Exception {
        for (int i = 0; i < at.length; i++) {
            flow.read(i % parallelism, stream.partitions.get(i).get(at[i]++));
        }
        noMore(flow, parallelism);
    }

    /** After a restart the source says anew which partitions it has not finished. */
    private static void again(LiveFlow flow, RandomStream stream, int[] at, int parallelism)
            throws Exception {
        for (int i = 0; i < at.length; i++) {
            if (at[i] < stream.partitions.get(i).size()) {
                flow.read(i % parallelism, stream.partitions.get(i).get(0));
            }
        }
        noMore(flow, parallelism);
    }

    private static void noMore(LiveFlow flow, int parallelism) throws Exception {
        for (int reader = 0; reader < parallelism; reader++) {
            flow.read(reader, Payload.notice(Notice.NO_MORE, ""));
        }
    }

    /** What is done after a snapshot and before the crash has no effect. */
    private static void lose(
            LiveFlow flow, RandomStream stream, int[] at, Random random, int parallelism)
            throws Exception {
        int steps = random.nextInt(200);
        for (int i = 0; i < steps; i++) {
            int partition = choose(stream, at, random, -1);
            if (partition >= 0) {
                flow.read(
                        partition % parallelism,
                        stream.partitions.get(partition).get(at[partition]++));
            }
            flow.tick();
        }
    }

    private static int choose(RandomStream stream, int[] at, Random random, int eager) {
        List<Integer> left = new ArrayList<>();
        for (int i = 0; i < at.length; i++) {
            if (at[i] < stream.partitions.get(i).size()) {
                left.add(i);
            }
        }
        if (left.isEmpty()) {
            return -1;
        }
        if (random == null) {
            return left.stream().min((a, b) -> at[a] - at[b]).orElseThrow();
        }
        // Some runs read one partition far ahead of the others.
        boolean ahead = left.contains(eager) && random.nextInt(10) > 0;
        return ahead ? eager : left.get(random.nextInt(left.size()));
    }

    private static void check(List<String> lines, WindowSpec window) {
        long documents = 0;
        for (JsonNode line : JobRuns.ofKind(lines, "window")) {
            documents += line.get("documents").longValue();
            assertTrue(line.get("documents").longValue() > 0, line.toString());
        }
        assertTrue(documents > ANSWERS / 2, documents + " documents");
        List<JsonNode> ledgers = JobRuns.ofKind(lines, "ledger");
        for (JsonNode line : ledgers) {
            JsonNode ledger = line.get("ledger");
            assertEquals(
                    ledger.get("received").longValue(),
                    sum(ledger, "decoded", "dead_letter", "ignored"),
                    line.toString());
            assertEquals(
                    ledger.get("completions").longValue(),
                    sum(ledger, "scored", "duplicate", "late", "unmeasured", "expired", "open"),
                    line.toString());
            assertTrue(ledger.get("open").longValue() >= 0, line.toString());
        }
        JsonNode last = ledgers.get(ledgers.size() - 1).get("ledger");
        assertEquals(0, last.get("open").longValue());
        assertTrue(last.get("duplicate").longValue() > 10, last.toString());
        assertEquals(last.get("late").longValue(), JobRuns.ofKind(lines, "late").size());
        assertEquals(
                last.get("dead_letter").longValue(), JobRuns.ofKind(lines, "dead_letter").size());
        if (window.kind() == WindowSpec.Kind.TIME) {
            assertTrue(JobRuns.ofKind(lines, "alert").size() > 0, "no alerts");
        }
    }

    private static long sum(JsonNode ledger, String... lines) {
        long sum = 0;
        for (String line : lines) {
            sum += ledger.get(line).longValue();
        }
        return sum;
    }
}
