package dev.surprisal.demo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.surprisal.ask.RolloutReferenceFunction;
import dev.surprisal.event.ReferencedRollout;
import dev.surprisal.event.Rollout;
import dev.surprisal.event.RolloutRecord;
import dev.surprisal.event.StepClose;
import dev.surprisal.server.ServerProbe;
import dev.surprisal.server.ServerSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.CloseableIterator;
import org.junit.jupiter.api.Test;

/** Roll-outs of a stream, asked of a server that fails now and then, in a job without Kryo. */
class RolloutReferenceITCase {

    private static final TypeInformation<RolloutRecord> TYPE =
            TypeInformation.of(RolloutRecord.class);

    @Test
    void recordsKeepTheirOrderAndEachHasItsReferenceOrTheReason() throws Exception {
        List<RolloutRecord> records = records();
        DemoServerOptions options =
                DemoServerOptions.defaults().withFaults(0, FaultRule.parse("503:5"));
        try (DemoServer server = DemoServer.start(options, Languages.demo())) {
            List<ReferencedRollout> answered = run(records, RolloutReferenceTest.settings(server));

            assertEquals(records.size(), answered.size());
            for (int i = 0; i < records.size(); i++) {
                check(records.get(i), answered.get(i));
            }
        }
    }

    private static void check(RolloutRecord sent, ReferencedRollout answered) {
        assertEquals(sent.close(), answered.record().close());
        if (sent.close() != null) {
            return;
        }
        Rollout rollout = answered.record().rollout();
        assertEquals(sent.identity(), rollout.identity());
        assertArrayEquals(sent.rollout().tokenIds(), rollout.tokenIds());
        if (sent.rollout().tokenIds()[0] < 0) {
            assertNotNull(answered.failure());
            assertNull(rollout.reference());
            return;
        }
        assertNull(answered.failure());
        double[] expected = DemoServerTest.expected(rollout.tokenIds());
        expected[1] = Double.NaN;
        assertArrayEquals(expected, rollout.reference().logprobs());
    }

    /** Of two tokens of prompt and up to nine more; every seventh cannot be sent. */
    private static List<RolloutRecord> records() {
        List<RolloutRecord> records = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            int[] ids = new int[3 + i % 9];
            Arrays.setAll(ids, at -> 60 + 3 * at);
            ids[2] += i;
            ids[0] = i % 7 == 3 ? -100 : ids[0];
            records.add(
                    new RolloutRecord(
                            RolloutReferenceTest.rollout(ids, "00" + "1".repeat(ids.length - 2)),
                            null,
                            0,
                            -1));
            if (i % 10 == 9) {
                Rollout first = records.get(0).rollout();
                records.add(
                        new RolloutRecord(
                                null,
                                new StepClose(first.origin(), first.identity(), i / 10, 10, false),
                                0,
                                -1));
            }
        }
        return records;
    }

    private static List<ReferencedRollout> run(List<RolloutRecord> records, ServerSettings server)
            throws Exception {
        Configuration conf = new Configuration();
        conf.set(PipelineOptions.GENERIC_TYPES, false);
        conf.set(PipelineOptions.OBJECT_REUSE, true);
        StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(2, conf);
        DataStream<RolloutRecord> source = env.fromData(records, TYPE).setParallelism(1);
        List<ReferencedRollout> answered = new ArrayList<>();
        try (CloseableIterator<ReferencedRollout> out =
                RolloutReferenceFunction.of(source, server, ServerProbe.probe(server))
                        .executeAndCollect()) {
            out.forEachRemaining(answered::add);
        }
        return answered;
    }
}
