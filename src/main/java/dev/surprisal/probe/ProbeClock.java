package dev.surprisal.probe;

/** When rounds begin. Nothing that is computed depends on it but the times in results. */
interface ProbeClock {

    /** Epoch milliseconds. */
    long millis();

    /** Returns at that time, or at once if it has passed. */
    void await(long millis) throws InterruptedException;

    /** The machine's. */
    static ProbeClock system() {
        return new ProbeClock() {
            @Override
            public long millis() {
                return System.currentTimeMillis();
            }

            @Override
            public void await(long millis) throws InterruptedException {
                // Again and again, since the clock may be set meanwhile.
                for (long left = millis - millis(); left > 0; left = millis - millis()) {
                    Thread.sleep(Math.min(left, 1000));
                }
            }
        };
    }
}
