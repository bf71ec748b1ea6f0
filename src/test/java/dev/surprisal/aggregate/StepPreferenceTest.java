package dev.surprisal.aggregate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.surprisal.event.Origin;
import dev.surprisal.event.Preference;
import dev.surprisal.event.Reward;
import dev.surprisal.event.Role;
import dev.surprisal.event.Rollout;
import dev.surprisal.event.RolloutIdentity;
import dev.surprisal.event.RolloutScore;
import dev.surprisal.event.RolloutTotals;
import dev.surprisal.event.SourceFormat;
import dev.surprisal.event.StepClose;
import dev.surprisal.event.StepScore;
import dev.surprisal.event.StepWriter;
import dev.surprisal.policy.RolePair;
import dev.surprisal.policy.RolloutTally;
import dev.surprisal.policy.StepLosses;
import dev.surprisal.policy.StepSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Preference losses of the pairs in a step. */
class StepPreferenceTest {

    private static final double BETA = 0.1;
    private static final Origin ORIGIN = new Origin("f", 0, 1, 1);
    private static final StepSpec SPEC =
            new StepSpec(RolePair.POLICY_REFERENCE, List.of(), 0, new StepLosses(0, 10, BETA));
    private static final StepPlan PLAN = new StepPlan(SPEC, List.of("env"), 2, 9, false);

    private final List<StepScore> scores = new ArrayList<>();
    private RunBook book;
    private int writers = 1;
    private long[] sequences;

    @BeforeEach
    void open() {
        book = new RunBook("r", PLAN, scores::add, (line, count) -> {});
        sequences = new long[2];
    }

    private RolloutIdentity identity(int writer) {
        return new RolloutIdentity("r", writer, writers, 0, sequences[writer]++, null);
    }

    /** A completion whose ln policy − ln reference is this, over two tokens of three. */
    private RolloutScore half(int writer, String env, String pair, boolean chosen, double ratio) {
        RolloutIdentity identity = identity(writer);
        JoinedRollouts rollout =
                JoinedRollouts.rollout()
                        .scored(Role.POLICY, Double.NaN, -40, -1, -2)
                        .preferred(pair == null ? null : new Preference(pair, chosen))
                        .rewarded(Reward.of(1), Reward.NONE);
        if (!Double.isNaN(ratio)) {
            rollout.scored(Role.REFERENCE, Double.NaN, -40 - ratio / 2, -1, -2 - ratio / 2);
        }
        Rollout built = rollout.build();
        RolloutTotals totals = RolloutTally.of(built, SPEC);
        return new RolloutScore(
                identity,
                SourceFormat.NATIVE,
                ORIGIN,
                identity.sequence(),
                -1,
                0,
                new String[] {env, "", ""},
                totals,
                RolloutTally.half(built, totals, SPEC),
                null);
    }

    private RolloutScore close(int writer) {
        RolloutIdentity identity = identity(writer);
        return new RolloutScore(
                identity,
                SourceFormat.NATIVE,
                ORIGIN,
                identity.sequence(),
                -1,
                0,
                null,
                null,
                null,
                new StepClose(ORIGIN, identity, 0, 0, false));
    }

    private StepScore score(String labels) {
        return scores.stream()
                .filter(score -> score.labels().text().equals(labels))
                .findFirst()
                .orElseThrow();
    }

    private static double loss(double margin) {
        return Math.log1p(Math.exp(-BETA * margin));
    }

    private void add(RolloutScore... records) {
        for (RolloutScore record : records) {
            book.add(record);
        }
    }

    @Test
    void lossIsThatOfTheMarginOfSequenceSums() {
        add(
                half(0, "a", "1", true, 3),
                half(0, "a", "2", false, 4),
                half(0, "a", "1", false, -1),
                half(0, "a", "2", true, 1.5),
                half(0, "a", null, true, 7),
                close(0));

        StepScore all = score("all");
        assertEquals((loss(4) + loss(-2.5)) / 2, all.value("preference/loss"), 1e-15);
        assertEquals(.75, all.value("preference/margin"));
        assertEquals(.5, all.value("preference/accuracy"));
        assertEquals(2, all.value("preference/pairs"));
        assertEquals(0, all.value("preference/unmatched"));
        assertEquals(0, all.value("preference/too_large"));
    }

    @Test
    void aPairCountsInTheGroupsOfItsChosenHalf() {
        add(
                half(0, "b", "1", false, 1),
                half(0, "a", "1", true, 3),
                half(0, "b", "2", false, 1),
                close(0));

        assertEquals(1, score("env=a").value("preference/pairs"));
        assertEquals(loss(2), score("env=a").value("preference/loss"), 1e-15);
        assertEquals(0, score("env=b").value("preference/pairs"));
        assertEquals(1, score("env=b").value("preference/unmatched"));
        assertEquals(1, score("all").value("preference/unmatched"));
    }

    @Test
    void halvesWithoutTheOtherTheirReferenceOrTheirPlaceAreCounted() {
        add(
                half(0, "a", "alone", true, 3),
                half(0, "a", "no reference", true, Double.NaN),
                half(0, "a", "no reference", false, 2),
                half(0, "a", "twice", true, 5),
                half(0, "a", "twice", true, 6),
                half(0, "a", "twice", false, 1),
                half(0, "a", "twice", false, 0),
                close(0));

        StepScore all = score("all");
        assertEquals(1, all.value("preference/unmatched"));
        assertEquals(1, all.value("preference/unscored"));
        assertEquals(2, all.value("preference/repeated"));
        assertEquals(1, all.value("preference/pairs"));
        // The first of each side.
        assertEquals(4, all.value("preference/margin"));
    }

    @Test
    void halvesOfTwoWritersDoNotMeet() {
        writers = 2;
        add(
                half(0, "a", "1", true, 3),
                half(1, "a", "1", false, 1),
                half(1, "a", "1", true, 2),
                close(0),
                close(1));

        assertEquals(1, score("all").value("preference/unmatched"));
        assertEquals(1, score("all").value("preference/margin"));
    }

    @Test
    void pairsBeyondTheLimitAreCountedAndNotKept() {
        for (int i = 0; i < StepPairs.PAIRS_MAX; i++) {
            book.add(half(0, "a", "p" + i, true, 1));
        }
        add(
                half(0, "a", "more", true, 1),
                half(0, "a", "more", false, 1),
                half(0, "a", "p0", false, 0),
                close(0));

        StepScore all = score("all");
        assertEquals(2, all.value("preference/beyond"));
        assertEquals(1, all.value("preference/pairs"));
        assertEquals(StepPairs.PAIRS_MAX - 1, all.value("preference/unmatched"));
    }

    /** Halves that wait are state: any order of records and any restart gives the same bits. */
    @Test
    void pairsDoNotDependOnOrderOrRestarts() {
        List<String> seen = new ArrayList<>();
        for (int seed = 0; seed < 40; seed++) {
            Random data = new Random(7);
            open();
            scores.clear();
            List<RolloutScore> records = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                String pair = "p" + data.nextInt(25);
                String env = "e" + data.nextInt(2);
                records.add(half(0, env, pair, data.nextBoolean(), data.nextGaussian()));
            }
            records.add(close(0));
            Random order = new Random(seed);
            if (seed > 0) {
                Collections.shuffle(records, order);
            }
            for (RolloutScore record : records) {
                book.add(record);
                if (order.nextInt(8) == 0) {
                    book.add(record);
                    restart();
                }
            }
            StringBuilder words = new StringBuilder();
            for (StepScore score : scores) {
                words.append(score.labels().text());
                words.append(Arrays.toString(score.names()));
                words.append(Arrays.toString(score.values()));
            }
            seen.add(words.toString());
            assertEquals(seen.get(0), seen.get(seed), "seed " + seed);
        }
        assertTrue(score("all").value("preference/pairs") > 5);
        assertTrue(score("all").value("preference/repeated") > 5);
        assertTrue(score("all").value("preference/unmatched") > 2);
    }

    private void restart() {
        RunBook before = book;
        book = new RunBook("r", PLAN, scores::add, (line, count) -> {});
        book.restore(before.save());
        List<StepWriter> saved = new ArrayList<>();
        List<RolloutScore> waiting = new ArrayList<>();
        before.saveWriters(saved, waiting::add);
        saved.forEach(book::restore);
        before.saveCells(book::restore);
        before.saveWindow().forEach(book::restore);
        waiting.forEach(book::restore);
    }
}
