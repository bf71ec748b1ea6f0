package dev.surprisal.notify;

/** How long to wait before another try. */
public final class Backoff {

    private static final long FIRST_MILLIS = 250;
    private static final long MAX_MILLIS = 15_000;

    private Backoff() {}

    /** After failure number {@code failures}, from 1: a quarter of a second, doubled up to 15 s. */
    public static long millis(int failures) {
        return Math.min(MAX_MILLIS, FIRST_MILLIS << Math.min(failures - 1, 20));
    }
}
