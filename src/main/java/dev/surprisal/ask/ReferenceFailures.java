package dev.surprisal.ask;

import dev.surprisal.event.ReferencedRollout;
import dev.surprisal.event.RolloutJoinLine;
import dev.surprisal.event.RolloutRecord;
import dev.surprisal.event.UnmatchedRollout;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/** Passes every record on, and says of which the server gave no reference, and why. */
public final class ReferenceFailures extends ProcessFunction<ReferencedRollout, RolloutRecord> {

    /** Roll-outs that go on without a reference. */
    public static final OutputTag<UnmatchedRollout> FAILED =
            new OutputTag<>("unreferenced-rollouts", TypeInformation.of(UnmatchedRollout.class));

    private static final long serialVersionUID = 1L;

    @Override
    public void processElement(
            ReferencedRollout answered, Context context, Collector<RolloutRecord> out) {
        out.collect(answered.record());
        if (answered.failure() != null) {
            context.output(
                    FAILED,
                    new UnmatchedRollout(
                            answered.record().rollout(),
                            RolloutJoinLine.UNMATCHED,
                            "no reference: " + answered.failure()));
        }
    }
}
