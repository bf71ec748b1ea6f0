package dev.surprisal.aggregate;

import dev.surprisal.event.RolloutJoinLine;
import dev.surprisal.event.RolloutRecord;
import java.util.ArrayList;
import java.util.List;

/**
 * What becomes of all records of one completion. A process that took the place of a crashed one
 * repeats steps, and which of the two counts is decided where steps are closed: so of every attempt
 * one record of the first stream is joined, to a record of the second that says the same tokens.
 */
final class RolloutJoinMatch {

    private final List<Outcome> outcomes = new ArrayList<>();

    /**
     * What became of a record.
     *
     * @param record as it goes on, if it is of the first stream; else as it came
     * @param primary whether it is of the first stream
     * @param reason in words; null if it was joined
     */
    record Outcome(RolloutRecord record, boolean primary, RolloutJoinLine line, String reason) {}

    private RolloutJoinMatch() {}

    /** Of records of one {@link RolloutJoin#key}; either may be empty. */
    static List<Outcome> settle(List<RolloutRecord> firsts, List<RolloutRecord> seconds) {
        RolloutJoinMatch match = new RolloutJoinMatch();
        match.pair(match.counting(firsts, true), match.counting(seconds, false));
        return match.outcomes;
    }

    /** The last record of each attempt, the latest first. */
    private List<RolloutRecord> counting(List<RolloutRecord> records, boolean primary) {
        List<RolloutRecord> sorted = new ArrayList<>(records);
        sorted.sort((a, b) -> RolloutJoin.latestFirst(a.rollout(), b.rollout()));
        List<RolloutRecord> counting = new ArrayList<>();
        for (RolloutRecord record : sorted) {
            int size = counting.size();
            if (size > 0 && attempt(counting.get(size - 1)) == attempt(record)) {
                superseded(record, primary);
            } else {
                counting.add(record);
            }
        }
        return counting;
    }

    private static int attempt(RolloutRecord record) {
        return record.identity().attempt();
    }

    private void pair(List<RolloutRecord> firsts, List<RolloutRecord> seconds) {
        String alone = "no record of the other stream is of this completion";
        if (firsts.isEmpty() || seconds.isEmpty()) {
            firsts.forEach(record -> add(record, true, RolloutJoinLine.UNMATCHED, alone));
            seconds.forEach(record -> add(record, false, RolloutJoinLine.UNMATCHED, alone));
            return;
        }
        List<RolloutRecord> joined = new ArrayList<>();
        for (RolloutRecord first : firsts) {
            RolloutRecord second = partner(first, seconds);
            String refusal = RolloutJoin.refusal(first.rollout(), second.rollout());
            if (refusal != null) {
                add(first, true, RolloutJoinLine.REFUSED, refusal);
                continue;
            }
            joined.add(second);
            RolloutRecord whole =
                    new RolloutRecord(
                            RolloutJoin.join(first.rollout(), second.rollout()),
                            null,
                            first.fromSequence(),
                            first.recordsBefore());
            add(whole, true, RolloutJoinLine.JOINED, null);
        }
        for (RolloutRecord second : seconds) {
            String refusal = RolloutJoin.refusal(firsts.get(0).rollout(), second.rollout());
            if (joined.contains(second)) {
                add(second, false, RolloutJoinLine.JOINED, null);
            } else if (refusal == null) {
                superseded(second, false);
            } else {
                add(second, false, RolloutJoinLine.REFUSED, refusal);
            }
        }
    }

    /** That of its own attempt, if it fits; else the latest that fits; else the latest. */
    private static RolloutRecord partner(RolloutRecord first, List<RolloutRecord> seconds) {
        RolloutRecord fitting = null;
        for (RolloutRecord second : seconds) {
            if (RolloutJoin.refusal(first.rollout(), second.rollout()) == null) {
                if (attempt(second) == attempt(first)) {
                    return second;
                }
                fitting = fitting == null ? second : fitting;
            }
        }
        return fitting == null ? seconds.get(0) : fitting;
    }

    private void superseded(RolloutRecord record, boolean primary) {
        String reason = "a later record of the same completion counts";
        add(record, primary, RolloutJoinLine.SUPERSEDED, reason);
    }

    private void add(RolloutRecord record, boolean primary, RolloutJoinLine line, String reason) {
        outcomes.add(new Outcome(record, primary, line, reason));
    }
}
