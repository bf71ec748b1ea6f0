package dev.surprisal.aggregate;

/**
 * How far two streams came together, in steps: the lesser of their watermarks, and where a stream
 * may be only so far ahead, at least that much less than the greater. The end of a stream, {@link
 * Long#MAX_VALUE}, is no step: the other one may take its time.
 */
final class RolloutJoinTime {

    private final long aheadSteps;
    private final long[] reached = {Long.MIN_VALUE, Long.MIN_VALUE};
    private long furthest = Long.MIN_VALUE;
    private long passed = Long.MIN_VALUE;
    private boolean restored;
    private boolean told;

    RolloutJoinTime(long aheadSteps) {
        this.aheadSteps = aheadSteps;
    }

    /**
     * Where a subtask was before a restart. The least counts: what was on time then must not be
     * late now.
     */
    void restore(long before) {
        passed = restored ? Math.min(passed, before) : before;
        restored = true;
    }

    /**
     * A watermark of a stream.
     *
     * @return whether {@link #passed} is to be told: it grew, or is known again after a restart
     */
    boolean reach(int input, long watermark) {
        reached[input] = Math.max(reached[input], watermark);
        if (watermark != Long.MAX_VALUE) {
            furthest = Math.max(furthest, watermark);
        }
        long now = Math.min(reached[0], reached[1]);
        if (aheadSteps != RolloutJoinSpec.UNLIMITED && furthest >= 0) {
            now = Math.max(now, furthest - aheadSteps);
        }
        boolean further = now > passed || !told && passed > Long.MIN_VALUE;
        passed = Math.max(passed, now);
        told |= further;
        return further;
    }

    /** The greatest step that is passed; {@link Long#MIN_VALUE} if none is. */
    long passed() {
        return passed;
    }
}
