package dev.surprisal.score;

import dev.surprisal.event.Rollout;
import dev.surprisal.event.RolloutRecord;
import dev.surprisal.event.RolloutScore;
import dev.surprisal.event.RolloutTotals;
import dev.surprisal.event.SourceFormat;
import dev.surprisal.event.StepClose;
import dev.surprisal.policy.RolloutTally;
import dev.surprisal.policy.StepSpec;
import org.apache.flink.api.common.functions.RichMapFunction;

/** The score stage of roll-outs: one completion to sums; nothing is kept between records. */
public final class RolloutScoreFunction extends RichMapFunction<RolloutRecord, RolloutScore> {

    private static final long serialVersionUID = 1L;

    private final StepSpec spec;

    /** Sums that numbers as specified need. */
    public RolloutScoreFunction(StepSpec spec) {
        this.spec = spec;
    }

    @Override
    public RolloutScore map(RolloutRecord record) {
        if (record.close() != null) {
            StepClose close = record.close();
            return new RolloutScore(
                    close.identity(),
                    SourceFormat.NATIVE,
                    close.origin(),
                    record.fromSequence(),
                    record.recordsBefore(),
                    close.step(),
                    null,
                    null,
                    null,
                    close);
        }
        Rollout rollout = record.rollout();
        String[] fields = {
            text(rollout.env()),
            rollout.turn() < 0 ? "" : Integer.toString(rollout.turn()),
            text(rollout.weightVersion())
        };
        RolloutTotals totals = RolloutTally.of(rollout, spec);
        return new RolloutScore(
                rollout.identity(),
                rollout.format(),
                rollout.origin(),
                record.fromSequence(),
                record.recordsBefore(),
                rollout.step(),
                fields,
                totals,
                RolloutTally.half(rollout, totals, spec),
                null);
    }

    private static String text(String field) {
        return field == null ? "" : field;
    }
}
