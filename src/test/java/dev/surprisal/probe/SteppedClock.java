package dev.surprisal.probe;

/** A clock that stands still until somebody waits. */
final class SteppedClock implements ProbeClock {

    private long now;

    SteppedClock(long millis) {
        now = millis;
    }

    @Override
    public long millis() {
        return now;
    }

    @Override
    public void await(long millis) {
        now = Math.max(now, millis);
    }
}
