package dev.surprisal.aggregate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.surprisal.event.RolloutRecord;
import dev.surprisal.event.UnmatchedRollout;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.CloseableIterator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The join in Flink's own threads and network, without Kryo, with object reuse. */
class RolloutJoinITCase {

    private static final TypeInformation<RolloutRecord> TYPE =
            TypeInformation.of(RolloutRecord.class);

    @ParameterizedTest
    @EnumSource(
            value = RuntimeExecutionMode.class,
            names = {"STREAMING", "BATCH"})
    void whatIsJoinedIsWhatThePlanSays(RuntimeExecutionMode mode) throws Exception {
        JoinPlan plan = new JoinPlan(11);
        assertTrue(plan.counts.get("0 JOINED") > 5, plan.counts.toString());
        Configuration conf = new Configuration();
        conf.set(PipelineOptions.GENERIC_TYPES, false);
        conf.set(PipelineOptions.OBJECT_REUSE, true);
        conf.set(ExecutionOptions.RUNTIME_MODE, mode);
        StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(3, conf);
        SingleOutputStreamOperator<RolloutRecord> joined =
                join(stream(env, plan.primary, "first"), stream(env, plan.secondary, "second"));
        CloseableIterator<RolloutRecord> on = joined.collectAsync();
        CloseableIterator<UnmatchedRollout> unmatched =
                joined.getSideOutput(RolloutJoinOperator.UNMATCHED).collectAsync();
        env.execute();

        List<String> out = new ArrayList<>();
        on.forEachRemaining(record -> out.add(shown(record)));
        unmatched.forEachRemaining(
                one -> out.add(one.line() + " " + JoinedRollouts.shown(one.rollout())));
        out.removeIf("close"::equals);
        Collections.sort(out);
        assertEquals(String.join("\n", plan.expected), String.join("\n", out));
    }

    private static DataStream<RolloutRecord> stream(
            StreamExecutionEnvironment env, List<RolloutRecord> records, String name) {
        return env.fromData(records, TYPE)
                .setParallelism(1)
                .transform(name + ": steps", TYPE, new StepWatermark(true))
                .setParallelism(1);
    }

    private static SingleOutputStreamOperator<RolloutRecord> join(
            DataStream<RolloutRecord> first, DataStream<RolloutRecord> second) {
        return first.keyBy(RolloutJoin::key, Types.STRING)
                .connect(second.keyBy(RolloutJoin::key, Types.STRING))
                .transform("join", TYPE, new RolloutJoinOperator(RolloutJoinSpec.STANDARD));
    }

    private static String shown(RolloutRecord record) {
        return record.close() != null ? "close" : "on " + JoinedRollouts.shown(record.rollout());
    }
}
