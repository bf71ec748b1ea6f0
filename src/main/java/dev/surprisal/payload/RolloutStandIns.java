package dev.surprisal.payload;

import dev.surprisal.event.Role;
import dev.surprisal.event.TokenStatus;
import java.util.Collection;

/**
 * Numbers in a roll-out that stand where no log-prob was computed. Trainers pad with 0.0, with +1.0
 * and with ln(1/V), and not all of them pass a mask that knows.
 *
 * <ul>
 *   <li>under mask 0: PADDING, whatever the value
 *   <li>a role that is exactly 0 at all positions of at least two under mask 1: NOT_MEASURED, a
 *       pass that was skipped; of NeMo-RL the role is dropped
 *   <li>ln(1/V) to float32's rounding, where the record says V: NOT_MEASURED
 *   <li>at the end under mask 1, two or more positions of the same token id at which every role has
 *       one same finite value throughout: NOT_MEASURED in all of them
 *   <li>+1.0, like all that is above 0 by more than rounding: POSITIVE, before it comes here
 * </ul>
 *
 * <p>The third rule leaves out a model that repeats itself to the last bit; it is counted as tokens
 * without a value. A single position of padding under mask 1 cannot be told.
 */
final class RolloutStandIns {

    /** float32 rounds ln V to 2^-24 of it, and log_softmax of V equal numbers to a few of these. */
    private static final double UNIFORM_TOLERANCE = 1e-6;

    private final RolloutFields fields;
    private final boolean[] mask;

    RolloutStandIns(RolloutFields fields, boolean[] mask) {
        this.fields = fields;
        this.mask = mask;
    }

    void mark() {
        for (TokenColumns columns : fields.scores.values()) {
            for (int i = 0; i < mask.length; i++) {
                if (!mask[i]) {
                    columns.unmeasured(i, TokenStatus.PADDING);
                }
            }
        }
        markTail(fields.scores.values());
        for (TokenColumns columns : fields.scores.values()) {
            markUniform(columns);
            columns.settle();
        }
        if (fields.schema == null && unmeasured(fields.scores.get(Role.POLICY))) {
            fields.scores.remove(Role.POLICY);
        }
    }

    private void markTail(Collection<TokenColumns> roles) {
        int end = mask.length;
        while (end > 0 && !mask[end - 1]) {
            end--;
        }
        int from = end - 1;
        while (from > 0 && mask[from - 1] && same(roles, from - 1, end - 1)) {
            from--;
        }
        if (end - from < 2 || !same(roles, from, end - 1)) {
            return;
        }
        for (TokenColumns columns : roles) {
            for (int i = from; i < end; i++) {
                columns.unmeasured(i, TokenStatus.NOT_MEASURED);
            }
        }
    }

    /** The same token, and in every role a value that is that of all roles and both positions. */
    private boolean same(Collection<TokenColumns> roles, int i, int j) {
        if (fields.tokenIds.get(i) != fields.tokenIds.get(j)) {
            return false;
        }
        double value = Double.NaN;
        for (TokenColumns columns : roles) {
            value = Double.isNaN(value) ? columns.logprob(i) : value;
            if (columns.logprob(i) != value || columns.logprob(j) != value) {
                return false;
            }
        }
        return true;
    }

    private void markUniform(TokenColumns columns) {
        if (fields.vocabulary < 2) {
            return;
        }
        double uniform = -StrictMath.log(fields.vocabulary);
        for (int i = 0; i < columns.size(); i++) {
            if (Math.abs(columns.logprob(i) - uniform) <= -uniform * UNIFORM_TOLERANCE) {
                columns.unmeasured(i, TokenStatus.NOT_MEASURED);
            }
        }
    }

    private static boolean unmeasured(TokenColumns columns) {
        boolean any = false;
        for (int i = 0; columns != null && i < columns.size(); i++) {
            TokenStatus status = columns.status(i);
            if (status != TokenStatus.PADDING && status != TokenStatus.NOT_MEASURED) {
                return false;
            }
            any |= status == TokenStatus.NOT_MEASURED;
        }
        return any;
    }
}
