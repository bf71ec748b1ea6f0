package dev.surprisal.ingest;

import static dev.surprisal.ingest.EventClock.JUMP_MILLIS;
import static dev.surprisal.ingest.EventClock.Verdict.AHEAD;
import static dev.surprisal.ingest.EventClock.Verdict.LATE;
import static dev.surprisal.ingest.EventClock.Verdict.ON_TIME;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.surprisal.ingest.EventClock.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventClockTest {

    private static final long NOON = 1_772_452_800_000L;
    private static final long MINUTE = 60_000;
    private static final long Y2100 = 4_102_444_800_000L;

    private static List<Verdict> judge(EventClock clock, long... times) {
        List<Verdict> verdicts = new ArrayList<>();
        for (long time : times) {
            verdicts.add(clock.judge(time, MINUTE, false));
        }
        return verdicts;
    }

    @Test
    void lateIsMoreThanTheAllowanceBehindTheGreatest() {
        EventClock clock = new EventClock();

        List<Verdict> verdicts =
                judge(clock, NOON, NOON + 5 * MINUTE, NOON + 4 * MINUTE, NOON + 4 * MINUTE - 1);

        assertEquals(List.of(ON_TIME, ON_TIME, ON_TIME, LATE), verdicts);
        assertEquals(NOON + 5 * MINUTE, clock.greatest());
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, Y2100})
    void oneWrongDateInTheMiddleMovesNothing(long wrong) {
        EventClock clock = new EventClock();

        List<Verdict> verdicts = judge(clock, NOON, NOON, wrong, NOON + 1, wrong, wrong, NOON + 2);

        Verdict aside = wrong == Y2100 ? AHEAD : LATE;
        assertEquals(List.of(ON_TIME, ON_TIME, aside, ON_TIME, aside, aside, ON_TIME), verdicts);
        assertEquals(NOON + 2, clock.greatest());
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, Y2100})
    void aWrongDateInFrontHoldsTheWatermarkUntilTwoOthersAgree(long wrong) {
        EventClock clock = new EventClock();

        assertEquals(List.of(ON_TIME, ON_TIME), judge(clock, wrong, NOON));
        assertFalse(clock.confirmed());
        assertEquals(List.of(ON_TIME, LATE), judge(clock, NOON + MINUTE, NOON - 1));

        assertTrue(clock.confirmed());
        assertEquals(NOON + MINUTE, clock.greatest());
    }

    @Test
    void aRealPauseCostsTwoRecordsAndNoMore() {
        EventClock clock = new EventClock();
        long monday = NOON + 3 * JUMP_MILLIS;

        List<Verdict> verdicts =
                judge(clock, NOON, NOON, monday, monday + 1, monday + 2, monday + 3, NOON);

        assertEquals(List.of(ON_TIME, ON_TIME, AHEAD, AHEAD, ON_TIME, ON_TIME, LATE), verdicts);
        assertEquals(monday + 3, clock.greatest());
    }

    @Test
    void wrongDatesThatDisagreeNeverAgree() {
        EventClock clock = new EventClock();
        judge(clock, NOON, NOON);

        for (int i = 1; i <= 100; i++) {
            assertEquals(
                    AHEAD,
                    clock.judge(NOON + i % 7 * 2 * JUMP_MILLIS + 2 * JUMP_MILLIS, MINUTE, false));
        }

        assertEquals(NOON, clock.greatest());
    }

    @Test
    void anotherWitnessMovesItAtOnce() {
        EventClock clock = new EventClock();

        assertEquals(ON_TIME, clock.judge(NOON, MINUTE, true));
        assertTrue(clock.confirmed());
        assertEquals(ON_TIME, clock.judge(NOON + 9 * JUMP_MILLIS, MINUTE, true));

        assertEquals(NOON + 9 * JUMP_MILLIS, clock.greatest());
    }

    /** Against the definition, with a restart after any record. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void aSavedClockGoesOnAsIfNothingHadHappened(long seed) {
        Random random = new Random(seed);
        EventClock whole = new EventClock();
        EventClock restored = new EventClock();
        for (int i = 0; i < 2000; i++) {
            long time = NOON + i * 1000L + random.nextInt(100) * 1000L;
            time = random.nextInt(20) == 0 ? random.nextLong(Y2100) : time;
            boolean vouched = random.nextInt(40) == 0;
            if (random.nextInt(10) == 0) {
                restored = new EventClock(restored.save("p"));
            }

            Verdict expected = whole.judge(time, MINUTE, vouched);

            assertEquals(expected, restored.judge(time, MINUTE, vouched), "seed " + seed);
            assertEquals(whole.save("p"), restored.save("p"), "seed " + seed);
        }
    }

    @Test
    void nothingReadBetweenTwoLooksIsIdle() {
        EventClock clock = new EventClock();
        judge(clock, NOON);
        clock.tick();
        assertFalse(clock.idle());
        clock.tick();
        assertTrue(clock.idle());
        judge(clock, NOON);
        assertFalse(clock.idle());
    }
}
