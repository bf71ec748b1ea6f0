package dev.surprisal.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.surprisal.event.RolloutIdentity;
import org.junit.jupiter.api.Test;

class SequenceMemoryTest {

    private final SequenceMemory memory = new SequenceMemory();

    private long first(String source, int writer, int attempt, long sequence) {
        return memory.first(source, new RolloutIdentity("r", writer, 9, attempt, sequence, null));
    }

    @Test
    void aRecordStandsForTheUnreadableOnesBeforeItInItsFile() {
        assertEquals(5, first("a", 0, 0, 5));
        assertEquals(6, first("a", 0, 0, 6));
        assertEquals(7, first("a", 0, 0, 9));
        assertEquals(20, first("b", 0, 0, 20));
        assertEquals(30, first("a", 1, 0, 30));
        assertEquals(0, first("a", 0, 1, 0));
        assertEquals(10, first("a", 0, 0, 11));
    }

    @Test
    void repeatsAndRecordsWithoutNumbersStandForThemselves() {
        first("a", 0, 0, 5);
        first("a", 0, 0, 9);

        assertEquals(5, first("a", 0, 0, 5));
        assertEquals(10, first("a", 0, 0, 10));
        assertEquals(-1, first("a", 0, 0, -1));
    }
}
