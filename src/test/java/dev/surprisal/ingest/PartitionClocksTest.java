package dev.surprisal.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.surprisal.event.PartitionClock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PartitionClocksTest {

    private static final long NOON = 1_772_452_800_000L;
    private static final long LATENESS = 1000;

    private final PartitionClocks clocks = new PartitionClocks(LATENESS);

    private static void read(PartitionClocks clocks, String partition, long... times) {
        for (long time : times) {
            clocks.judge(clocks.of(partition), time, false);
        }
    }

    @Test
    void theSlowestPartitionHoldsTheWatermark() {
        clocks.began("a");
        clocks.began("b");
        read(clocks, "a", NOON + 50_000, NOON + 60_000);
        assertEquals(Long.MIN_VALUE, clocks.watermark());

        read(clocks, "b", NOON);
        assertEquals(Long.MIN_VALUE, clocks.watermark(), "one record vouches for nothing");
        read(clocks, "b", NOON + 7);

        assertEquals(NOON + 7 - LATENESS - 1, clocks.watermark());
    }

    @Test
    void whoIsIdleOrHasEndedIsNotWaitedFor() {
        clocks.began("a");
        clocks.began("b");
        clocks.began("c");
        read(clocks, "a", NOON, NOON);
        clocks.tick();
        read(clocks, "a", NOON);
        clocks.tick();
        assertEquals(NOON - LATENESS - 1, clocks.watermark());
        assertFalse(clocks.idle());
        read(clocks, "b", NOON - 10, NOON - 10);
        assertEquals(NOON - 10 - LATENESS - 1, clocks.watermark());

        clocks.ended("b");

        assertEquals(NOON - LATENESS - 1, clocks.watermark());
    }

    @Test
    void aReaderWithoutPartitionsIsIdleOnceItKnowsOrHasWaited() {
        assertFalse(clocks.idle());
        clocks.noMore();
        assertTrue(clocks.idle());

        PartitionClocks waiting = new PartitionClocks(LATENESS);
        assertFalse(waiting.idle());
        waiting.tick();
        assertTrue(waiting.idle());
    }

    @Test
    void aPartitionMovesToAnotherReaderWithItsClock() {
        read(clocks, "a", NOON, NOON + 5000);
        read(clocks, "b", NOON, NOON + 9000);
        PartitionClocks first = restored(clocks.save());
        PartitionClocks second = restored(clocks.save());
        first.began("b");
        second.began("a");

        assertEquals(EventClock.Verdict.LATE, first.judge(first.of("b"), NOON + 7999, false));
        assertEquals(EventClock.Verdict.ON_TIME, second.judge(second.of("a"), NOON + 4000, false));
    }

    private static PartitionClocks restored(List<PartitionClock> saved) {
        PartitionClocks clocks = new PartitionClocks(LATENESS);
        saved.forEach(clocks::restore);
        return clocks;
    }

    /** Every reader keeps what it was given, also of partitions that another one reads. */
    @Test
    void aStaleCopyNeverReplacesAClock() {
        long y2100 = 4_102_444_800_000L;
        read(clocks, "a", y2100);
        List<PartitionClock> early = clocks.save();
        PartitionClocks reader = restored(early);
        PartitionClocks bystander = restored(early);
        read(reader, "a", NOON, NOON + 1);

        for (boolean staleFirst : new boolean[] {true, false}) {
            List<PartitionClock> union = new ArrayList<>(bystander.save());
            union.addAll(staleFirst ? union.size() : 0, reader.save());
            PartitionClocks again = restored(union);
            again.began("a");

            assertEquals(NOON + 1 - LATENESS - 1, again.watermark());
        }
    }

    @Test
    void theEndIsThatOfThePartitionThatWentFurthestAlsoAfterARestart() {
        clocks.began("a");
        clocks.began("b");
        read(clocks, "a", NOON, NOON + 90_000);
        read(clocks, "b", NOON, NOON + 10_000);
        clocks.ended("a");
        PartitionClocks again = restored(clocks.save());
        again.began("b");
        clocks.ended("b");
        again.ended("b");

        assertEquals(NOON + 90_000 - LATENESS - 1, clocks.last());
        assertEquals(clocks.last(), again.last());
    }

    @Test
    void aDateThatNobodyVouchesForIsNotTheEnd() {
        read(clocks, "a", NOON, NOON + 1);
        read(clocks, "b", 4_102_444_800_000L);

        assertEquals(NOON + 1 - LATENESS - 1, clocks.last());
        assertEquals(Long.MIN_VALUE, new PartitionClocks(LATENESS).last());
    }
}
