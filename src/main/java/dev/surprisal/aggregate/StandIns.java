package dev.surprisal.aggregate;

import dev.surprisal.event.TokenStatus;

/**
 * Numbers that only a whole answer shows to be no log-probs. The decoder judges answers that came
 * whole; those that came in chunks are judged here, once they are put together, by the same rules.
 */
final class StandIns {
    /** What servers print that clip, for whatever is less. */
    static final double CLIPPED = -100.0;

    private StandIns() {}

    /**
     * Takes stand-ins out of an answer.
     *
     * <ul>
     *   <li>-100 exactly, twice or more, and nothing below: SENTINEL
     *   <li>two values or more, and all exactly 0: NOT_MEASURED. Rounding above 0 is 0 here, which
     *       in an answer that came whole is told from it
     * </ul>
     *
     * @param statuses [tokens] changed in place
     * @param nll [tokens] changed in place
     * @return whether the answer was clipped
     */
    static boolean mark(byte[] statuses, double[] nll) {
        int clipped = 0;
        int zeros = 0;
        boolean other = false;
        for (int i = 0; i < nll.length; i++) {
            if (nll[i] > -CLIPPED) {
                clipped = Integer.MIN_VALUE;
            }
            clipped += nll[i] == -CLIPPED ? 1 : 0;
            zeros += nll[i] == 0 ? 1 : 0;
            other |= nll[i] != 0 && TokenStatus.of(statuses[i]).expected();
        }
        if (clipped >= 2) {
            replace(-CLIPPED, TokenStatus.SENTINEL, statuses, nll);
        }
        if (zeros >= 2 && !other) {
            replace(0, TokenStatus.NOT_MEASURED, statuses, nll);
        }
        return clipped >= 2;
    }

    private static void replace(double value, TokenStatus status, byte[] statuses, double[] nll) {
        for (int i = 0; i < nll.length; i++) {
            if (nll[i] == value) {
                nll[i] = Double.NaN;
                statuses[i] = status.code();
            }
        }
    }
}
