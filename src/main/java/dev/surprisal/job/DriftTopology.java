package dev.surprisal.job;

import dev.surprisal.aggregate.AggregateTags;
import dev.surprisal.aggregate.StepOperator;
import dev.surprisal.aggregate.StepPlan;
import dev.surprisal.alarm.StepAlarmSpec;
import dev.surprisal.detect.DetectTags;
import dev.surprisal.detect.StepDetectFunction;
import dev.surprisal.emit.EncodeFunction;
import dev.surprisal.emit.ResultEncoder;
import dev.surprisal.event.Alert;
import dev.surprisal.event.ResultLine;
import dev.surprisal.event.StepScore;
import dev.surprisal.score.RolloutScoreFunction;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.DataStream;

/**
 * The flow of roll-outs, one statement a stage.
 *
 * <pre>
 * records ─score─► sums of a completion ─► steps and windows, by group ─► lines
 *                                             └─by group─detect─► alerts
 * </pre>
 *
 * @param steps of every group, in order
 * @param alerts that began or ended
 * @param lines results in no order
 */
record DriftTopology(
        DataStream<StepScore> steps, DataStream<Alert> alerts, DataStream<ResultLine> lines) {

    /**
     * Builds the flow.
     *
     * @param in roll-outs with their roles; score is chained to it
     * @param job name of the job
     * @param plan how roll-outs become steps
     * @param alarms what is tested in each step
     */
    static DriftTopology build(DriftInput in, String job, StepPlan plan, StepAlarmSpec alarms) {
        var scores =
                in.records()
                        .map(new RolloutScoreFunction(plan.numbers()))
                        .uid(Uids.ROLLOUT_SCORE)
                        .name("score: roll-outs");
        var steps =
                scores.connect(in.ledger())
                        .transform(
                                "aggregate: steps",
                                TypeInformation.of(StepScore.class),
                                new StepOperator(plan))
                        .uid(Uids.STEPS)
                        .setParallelism(1);
        var alerts =
                steps.filter(DriftTopology::isWatched)
                        .uid(Uids.STEP_DETECT + "-watched")
                        .name("detect: steps of lasting groups")
                        .setParallelism(1)
                        .keyBy(StepDetectFunction::key)
                        .process(new StepDetectFunction(alarms))
                        .uid(Uids.STEP_DETECT)
                        .name("detect: steps")
                        .getSideOutput(DetectTags.ALERTS);
        DataStream<ResultLine> lines =
                encode(steps, Uids.ENCODE_STEPS, "steps", job, ResultEncoder::encode)
                        .union(
                                encode(
                                        in.deadLetters(),
                                        Uids.ENCODE_DEAD_LETTERS,
                                        "dead letters",
                                        job,
                                        ResultEncoder::encode),
                                encode(
                                        alerts,
                                        Uids.ENCODE_ALERTS,
                                        "alerts",
                                        job,
                                        ResultEncoder::encode),
                                encode(
                                        steps.getSideOutput(AggregateTags.STEP_LEDGER),
                                        Uids.ENCODE_LEDGER,
                                        "ledger",
                                        job,
                                        ResultEncoder::encode));
        return new DriftTopology(steps, alerts, withUnmatched(lines, in, job));
    }

    private static DataStream<ResultLine> withUnmatched(
            DataStream<ResultLine> lines, DriftInput in, String job) {
        DataStream<ResultLine> all = lines;
        if (in.unmatched() != null) {
            all =
                    all.union(
                            encode(
                                    in.unmatched(),
                                    Uids.ENCODE_UNMATCHED,
                                    "unmatched",
                                    job,
                                    ResultEncoder::encode));
        }
        if (in.joined() != null) {
            all =
                    all.union(
                            encode(
                                    in.joined(),
                                    Uids.ENCODE_JOIN,
                                    "joined",
                                    job,
                                    ResultEncoder::encode));
        }
        return all;
    }

    /**
     * Windows would be evidence twice, and a group of a weight version ends before much could be
     * found in it.
     */
    private static boolean isWatched(StepScore score) {
        return isStep(score) && !List.of(score.labels().names()).contains("weight_version");
    }

    private static boolean isStep(StepScore score) {
        return score.firstStep() == score.lastStep();
    }

    /** Lines of steps with flat keys alone; windows have none. */
    DataStream<ResultLine> scalars(String job) {
        return encode(
                steps.filter(DriftTopology::isStep)
                        .uid(Uids.SCALARS + "-steps")
                        .name("emit: steps without windows"),
                Uids.ENCODE_SCALARS,
                "scalars",
                job,
                ResultEncoder::encodeScalars);
    }

    private static <T> DataStream<ResultLine> encode(
            DataStream<T> records,
            String uid,
            String what,
            String job,
            EncodeFunction.Encoding<T> encoding) {
        return records.map(new EncodeFunction<T>(job, encoding))
                .returns(ResultLine.class)
                .uid(uid)
                .name("emit: encode " + what);
    }
}
