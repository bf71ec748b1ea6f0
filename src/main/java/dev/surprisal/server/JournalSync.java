package dev.surprisal.server;

import java.time.Duration;

/**
 * When what was written is forced to the disk. A killed process loses nothing that was written,
 * forced or not; a machine that loses power loses what was not forced.
 *
 * @param bytes force after so many; 0 for never
 * @param interval force with the first line after so long; null for never
 */
public record JournalSync(long bytes, Duration interval) {

    /** Every 8 MiB and every second: costs little, loses little. */
    public static JournalSync standard() {
        return new JournalSync(8 << 20, Duration.ofSeconds(1));
    }

    /** Only when the journal is closed, or told to. */
    public static JournalSync never() {
        return new JournalSync(0, null);
    }

    boolean due(long unforced, long nanos) {
        return (bytes > 0 && unforced >= bytes)
                || (interval != null && nanos >= interval.toNanos());
    }
}
