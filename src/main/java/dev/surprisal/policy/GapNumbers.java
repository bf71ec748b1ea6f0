package dev.surprisal.policy;

import dev.surprisal.event.GapTotals;
import dev.surprisal.event.Role;
import java.util.Locale;
import java.util.function.ObjDoubleConsumer;

/** The numbers of a step that are gaps of surprisal and entropy, under their names. */
final class GapNumbers {

    private static final double LEVEL = 0.95;

    private GapNumbers() {}

    /**
     * Gives each to the target; NaN is one that there is not.
     *
     * @param totals null gives none
     */
    static void put(GapTotals totals, ObjDoubleConsumer<String> target) {
        if (totals == null) {
            return;
        }
        GapTally tally = new GapTally();
        tally.merge(totals);
        for (Role role : Role.values()) {
            if (tally.count(role, GapTally.TOKENS) + tally.count(role, GapTally.UNUSABLE) > 0) {
                put("surprisal_gap/" + role.name().toLowerCase(Locale.ROOT), role, tally, target);
            }
        }
    }

    private static void put(
            String name, Role role, GapTally tally, ObjDoubleConsumer<String> target) {
        long tokens = tally.count(role, GapTally.TOKENS);
        long unbounded = tokens - tally.count(role, GapTally.BOUNDED);
        target.accept(name + "/tokens", tokens);
        target.accept(name + "/unbounded", unbounded);
        target.accept(name + "/unusable", tally.count(role, GapTally.UNUSABLE));
        if (tally.count(role, GapTally.TOO_LARGE) > 0) {
            return;
        }
        target.accept(name + "/high", tally.high(role).mean());
        target.accept(name + "/high_95", tally.high(role).upper(LEVEL));
        // Of some tokens alone it would not be a lower end for all.
        if (unbounded == 0) {
            target.accept(name + "/low", tally.low(role).mean());
            target.accept(name + "/low_95", tally.low(role).lower(LEVEL));
        }
    }
}
