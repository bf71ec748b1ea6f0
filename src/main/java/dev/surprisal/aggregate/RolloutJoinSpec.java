package dev.surprisal.aggregate;

import java.io.Serializable;

/**
 * How long roll-outs wait for the other stream.
 *
 * @param ttlSteps how many steps behind its own a roll-out still waits, from 0: for partners that
 *     come although their writers have closed the step
 * @param aheadSteps how many steps a stream may be ahead of the other before its roll-outs go on
 *     alone; {@link #UNLIMITED} to wait as long as it takes. A limit bounds what is kept, and makes
 *     the result depend on which stream was faster
 */
public record RolloutJoinSpec(long ttlSteps, long aheadSteps) implements Serializable {

    /** No limit. */
    public static final long UNLIMITED = Long.MAX_VALUE;

    /** Waits until both streams have passed the step. */
    public static final RolloutJoinSpec STANDARD = new RolloutJoinSpec(0, UNLIMITED);

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException naming the value and what is allowed
     */
    public RolloutJoinSpec {
        if (ttlSteps < 0) {
            throw new IllegalArgumentException("ttlSteps is " + ttlSteps + ", expected 0 or more");
        }
        if (aheadSteps < 0) {
            throw new IllegalArgumentException(
                    "aheadSteps is " + aheadSteps + ", expected 0 or more");
        }
    }

    /** The step whose end settles a roll-out of {@code step} for good. */
    long lastStep(long step) {
        // Long.MAX_VALUE is the end of the input, which settles everything.
        return step > Long.MAX_VALUE - ttlSteps ? Long.MAX_VALUE : step + ttlSteps;
    }
}
