package dev.surprisal.aggregate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * What becomes of each roll-out does not depend on which stream was faster, on how many subtasks
 * there are, nor on restarts.
 */
class RolloutJoinPropertyTest {

    private static final long[] TTLS = {0, 1, 3};

    @Test
    void whatIsJoinedIsWhatThePlanSaysHoweverItComes() throws Exception {
        Map<String, Long> seen = new TreeMap<>();
        for (long seed = 0; seed < 30; seed++) {
            JoinPlan plan = new JoinPlan(seed);
            for (int run = 0; run < TTLS.length; run++) {
                String where = "seed " + seed + ", run " + run;
                RolloutJoinSpec spec = new RolloutJoinSpec(TTLS[run], RolloutJoinSpec.UNLIMITED);
                JoinFlow flow = new JoinFlow(spec, seed * 31 + run, plan.primary, plan.secondary);
                flow.run();

                assertEquals(String.join("\n", plan.expected), String.join("\n", flow.out), where);
                assertEquals(plan.counts, flow.counts, where);
                long closes = plan.primary.stream().filter(r -> r.close() != null).count();
                assertEquals(closes, flow.closes, where);
            }
            plan.counts.forEach((line, count) -> seen.merge(line, count, Long::sum));
        }
        // Both streams have every line but LATE, or the plans are too tame.
        assertEquals(12, seen.size(), seen.toString());
        assertTrue(seen.values().stream().allMatch(count -> count >= 5), seen.toString());
    }
}
