package dev.surprisal.aggregate;

import static dev.surprisal.aggregate.JoinedRollouts.close;
import static dev.surprisal.aggregate.JoinedRollouts.rollout;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.surprisal.event.Role;
import dev.surprisal.event.RolloutJoinEntry;
import dev.surprisal.event.RolloutRecord;
import dev.surprisal.event.UnmatchedRollout;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.typeutils.PojoTypeInfo;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RolloutJoinOperatorTest {

    private KeyedTwoInputStreamOperatorTestHarness<
                    String, RolloutRecord, RolloutRecord, RolloutRecord>
            harness;

    private void open(long ttl, long ahead, OperatorSubtaskState state) throws Exception {
        harness =
                new KeyedTwoInputStreamOperatorTestHarness<>(
                        new RolloutJoinOperator(new RolloutJoinSpec(ttl, ahead)),
                        RolloutJoin::key,
                        RolloutJoin::key,
                        Types.STRING);
        harness.setup();
        if (state != null) {
            harness.initializeState(state);
        }
        harness.open();
    }

    /** Whatever happened, in the end nothing is kept. */
    @AfterEach
    void nothingIsLeft() throws Exception {
        if (harness != null) {
            passed(Long.MAX_VALUE, Long.MAX_VALUE);
            assertEquals(0, harness.numKeyedStateEntries());
            harness.close();
        }
    }

    private void first(JoinedRollouts rollout) throws Exception {
        harness.processElement1(new StreamRecord<>(rollout.record(), 0));
    }

    private void second(JoinedRollouts rollout) throws Exception {
        harness.processElement2(new StreamRecord<>(rollout.record(), 0));
    }

    private void passed(long first, long second) throws Exception {
        harness.processWatermark1(new Watermark(first));
        harness.processWatermark2(new Watermark(second));
    }

    private static JoinedRollouts sampler() {
        return rollout().tokens(1, 2).scored(Role.SAMPLER, -1, -2);
    }

    private static JoinedRollouts reference() {
        return rollout().tokens(1, 2).scored(Role.REFERENCE, -3, -4);
    }

    /** What came out since: "a SR" is completion a with log-probs of sampler and reference. */
    private List<String> out() {
        List<String> shown = new ArrayList<>();
        for (Object element : harness.getOutput()) {
            if (element instanceof StreamRecord<?> record) {
                RolloutRecord value = (RolloutRecord) record.getValue();
                shown.add(value.close() != null ? "close" : shown(value));
            }
        }
        harness.getOutput().clear();
        var unmatched = harness.getSideOutput(RolloutJoinOperator.UNMATCHED);
        while (unmatched != null && !unmatched.isEmpty()) {
            UnmatchedRollout one = unmatched.poll().getValue();
            shown.add(one.line() + ": " + one.reason());
        }
        return shown;
    }

    private static String shown(RolloutRecord record) {
        return record.identity().id()
                + " "
                + (record.rollout().sampler() != null ? "S" : "")
                + (record.rollout().reference() != null ? "R" : "");
    }

    private List<String> counted() {
        List<String> lines = new ArrayList<>();
        for (StreamRecord<RolloutJoinEntry> entry :
                harness.getSideOutput(RolloutJoinOperator.ENTRIES)) {
            lines.add((entry.getValue().primary() ? "1 " : "2 ") + entry.getValue().line());
        }
        return lines;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aPairGoesOnWhenBothStreamsHavePassedItsStep(boolean samplerFirst) throws Exception {
        open(0, RolloutJoinSpec.UNLIMITED, null);
        if (samplerFirst) {
            first(sampler());
            second(reference());
        } else {
            second(reference());
            first(sampler());
        }
        passed(9, 6);
        assertEquals(List.of(), out());
        passed(9, 7);

        assertEquals(List.of("a SR"), out());
        assertEquals(0, harness.numKeyedStateEntries());
    }

    @Test
    void whatHasNoPartnerIsKnownAtTheEndOfItsTime() throws Exception {
        open(2, RolloutJoinSpec.UNLIMITED, null);
        first(sampler());
        second(reference().named("b", 0, 0, 1));
        passed(8, 8);
        assertEquals(List.of(), out());
        passed(9, 9);

        assertEquals(
                List.of("a S", "UNMATCHED: no record of the other stream is of this completion"),
                out());
    }

    @Test
    void aPartnerThatComesInItsTimeIsJoinedAtOnceAndARepeatThenIsLate() throws Exception {
        open(2, RolloutJoinSpec.UNLIMITED, null);
        first(sampler());
        passed(8, 8);
        second(reference());
        assertEquals(List.of("a SR"), out());

        second(reference());
        first(sampler());
        String late = "LATE: came when its completion was settled: step 7 was passed";
        assertEquals(List.of("a S", late), out());
        passed(9, 9);
        assertEquals(0, harness.numKeyedStateEntries());
    }

    @Test
    void lateOnesGoOnAloneAlsoAfterARestart() throws Exception {
        open(0, RolloutJoinSpec.UNLIMITED, null);
        passed(7, 7);
        OperatorSubtaskState state = harness.snapshot(1, 1);
        harness.close();
        open(0, RolloutJoinSpec.UNLIMITED, state);

        first(sampler());
        second(reference());

        String late = "LATE: came when its completion was settled: step 7 was passed";
        assertEquals(List.of("a S", late), out());
        assertEquals(List.of("1 RECEIVED", "1 LATE", "2 RECEIVED", "2 LATE"), counted());
        // What comes after waits for this watermark, which it has not seen.
        passed(7, 7);
        assertEquals(List.of(new Watermark(7)), List.copyOf(harness.getOutput()));
    }

    @Test
    void unlikeTokensAreNotJoinedAndThePositionIsSaid() throws Exception {
        open(0, RolloutJoinSpec.UNLIMITED, null);
        first(sampler());
        second(reference().tokens(1, 9));
        passed(7, 7);

        assertEquals(
                List.of(
                        "a S",
                        "REFUSED: token_ids differ at position 1: 2 and 9: another tokenizer or"
                                + " another completion; compare such by bits per byte"),
                out());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theLatestAttemptCountsWhicheverCameFirst(boolean latestFirst) throws Exception {
        open(0, RolloutJoinSpec.UNLIMITED, null);
        JoinedRollouts before = sampler().tokens(5, 6).named("a", 0, 0, 9);
        JoinedRollouts latest = sampler().named("a", 0, 1, 2);
        first(latestFirst ? latest : before);
        first(latestFirst ? before : latest);
        second(reference());
        passed(7, 7);

        assertEquals(List.of("a SR", "a S"), out());
    }

    @Test
    void aStreamMayBeOnlySoFarAhead() throws Exception {
        open(0, 5, null);
        first(sampler());
        passed(11, Long.MIN_VALUE);
        assertEquals(List.of(), out());
        harness.processWatermark1(new Watermark(12));
        assertEquals(List.of("a S"), out());
        // The end of a stream is no step that it is ahead by.
        first(sampler().at(20));
        harness.processWatermark1(new Watermark(Long.MAX_VALUE));
        assertEquals(List.of(), out());
        second(reference().at(20));
        harness.processWatermark2(new Watermark(Long.MAX_VALUE));
        assertEquals(List.of("a SR"), out());
    }

    /** Which of two attempts counts is decided where steps are closed. */
    @Test
    void everyAttemptIsJoinedToWhatFitsIt() throws Exception {
        open(0, RolloutJoinSpec.UNLIMITED, null);
        first(sampler().named("a", 0, 0, 3));
        first(sampler().named("a", 0, 1, 3));
        first(sampler().tokens(5, 6).named("a", 0, 2, 3));
        second(reference());
        second(reference().tokens(5, 6).named("a", 0, 1, 8));
        passed(7, 7);

        assertEquals(List.of("a SR", "a SR", "a SR"), out());
        assertEquals(2, counted().stream().filter("2 JOINED"::equals).count());
    }

    @Test
    void twoRecordsOfOneAttemptAreNotBothJoined() throws Exception {
        open(0, RolloutJoinSpec.UNLIMITED, null);
        first(sampler().named("a", 0, 0, 3));
        first(sampler().named("a", 0, 0, 4));
        second(reference().named("a", 0, 0, 5));
        second(reference().named("a", 0, 1, 5));
        passed(7, 7);

        assertEquals(
                List.of("a S", "a SR", "SUPERSEDED: a later record of the same completion counts"),
                out());
    }

    @Test
    void recordsWithoutNameAndNumberAreJoinedToNone() throws Exception {
        open(0, RolloutJoinSpec.UNLIMITED, null);
        first(sampler().named(null, 0, 0, -1));
        second(reference().named(null, 0, 0, -1).from("other"));
        passed(7, 7);

        assertEquals(
                List.of("null S", "UNMATCHED: no record of the other stream is of this completion"),
                out());
    }

    @Test
    void whatAJoinedRecordStandsForIsTheFirstOnesToSay() throws Exception {
        open(0, RolloutJoinSpec.UNLIMITED, null);
        harness.processElement1(
                new StreamRecord<>(new RolloutRecord(sampler().build(), null, 5, -1), 0));
        second(reference());
        passed(7, 7);

        assertEquals(5, harness.extractOutputValues().get(0).fromSequence());
    }

    @Test
    void closesOfTheFirstStreamWaitForTheirRolloutsAndThoseOfTheSecondEnd() throws Exception {
        open(1, RolloutJoinSpec.UNLIMITED, null);
        harness.processElement1(new StreamRecord<>(close(7), 7));
        harness.processElement2(new StreamRecord<>(close(7), 7));
        passed(7, 7);
        assertEquals(List.of(), out());
        passed(8, 8);
        assertEquals(List.of("close"), out());
        harness.processElement1(new StreamRecord<>(close(6), 6));
        assertEquals(List.of("close"), out());
    }

    @Test
    void anIdleStreamIsWaitedFor() throws Exception {
        open(0, RolloutJoinSpec.UNLIMITED, null);
        first(sampler());
        harness.processWatermarkStatus2(WatermarkStatus.IDLE);
        harness.processWatermark1(new Watermark(100));
        assertEquals(List.of(), out());
        second(reference());
        harness.processWatermark2(new Watermark(7));

        assertEquals(List.of("a SR"), out());
    }

    @Test
    void whatCannotBeIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new RolloutJoinSpec(-1, 0));
        assertThrows(IllegalArgumentException.class, () -> new RolloutJoinSpec(0, -1));
    }

    @ParameterizedTest
    @ValueSource(classes = {RolloutRecord.class, UnmatchedRollout.class, RolloutJoinEntry.class})
    void whatFlowsNeedsNoKryo(Class<?> type) {
        Configuration conf = new Configuration();
        conf.set(PipelineOptions.GENERIC_TYPES, false);
        TypeInformation<?> information = TypeInformation.of(type);

        assertInstanceOf(PojoTypeInfo.class, information);
        // Throws where any field, however deep, would fall back to Kryo.
        information.createSerializer(new SerializerConfigImpl(conf));
    }
}
