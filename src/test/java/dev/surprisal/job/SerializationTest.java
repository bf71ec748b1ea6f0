package dev.surprisal.job;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.surprisal.event.Alert;
import dev.surprisal.event.BaselineScore;
import dev.surprisal.event.ClosedDocument;
import dev.surprisal.event.Completion;
import dev.surprisal.event.CompletionScore;
import dev.surprisal.event.CompletionTotals;
import dev.surprisal.event.DeadLetter;
import dev.surprisal.event.DetectorState;
import dev.surprisal.event.DocumentScore;
import dev.surprisal.event.DocumentTally;
import dev.surprisal.event.Drift;
import dev.surprisal.event.FiringAlert;
import dev.surprisal.event.Labelled;
import dev.surprisal.event.LateLabelled;
import dev.surprisal.event.LedgerDelta;
import dev.surprisal.event.LedgerEntry;
import dev.surprisal.event.LedgerScore;
import dev.surprisal.event.LossPane;
import dev.surprisal.event.LossScore;
import dev.surprisal.event.LossSummary;
import dev.surprisal.event.Observation;
import dev.surprisal.event.OpenWindow;
import dev.surprisal.event.PairTotals;
import dev.surprisal.event.PaneScore;
import dev.surprisal.event.PartitionClock;
import dev.surprisal.event.Payload;
import dev.surprisal.event.ResultLine;
import dev.surprisal.event.Rollout;
import dev.surprisal.event.RolloutRecord;
import dev.surprisal.event.RolloutScore;
import dev.surprisal.event.StepCell;
import dev.surprisal.event.StepClose;
import dev.surprisal.event.StepRun;
import dev.surprisal.event.StepScore;
import dev.surprisal.event.StepWatchState;
import dev.surprisal.event.StepWindow;
import dev.surprisal.event.StepWriter;
import dev.surprisal.event.SummaryScore;
import dev.surprisal.event.SummaryState;
import dev.surprisal.event.WatchState;
import dev.surprisal.event.WindowScore;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.typeutils.PojoTypeInfo;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SerializationTest {

    @ParameterizedTest
    @ValueSource(
            classes = {
                Payload.class,
                Completion.class,
                CompletionScore.class,
                DocumentTally.class,
                DocumentScore.class,
                OpenWindow.class,
                WindowScore.class,
                SummaryState.class,
                SummaryScore.class,
                DeadLetter.class,
                LedgerEntry.class,
                Labelled.class,
                LossPane.class,
                LateLabelled.class,
                LossScore.class,
                LossSummary.class,
                ResultLine.class,
                Rollout.class,
                StepClose.class,
                RolloutRecord.class,
                RolloutScore.class,
                StepScore.class,
                StepRun.class,
                StepWriter.class,
                StepCell.class,
                StepWindow.class,
                StepWatchState.class,
                PairTotals.class,
                CompletionTotals.class,
                Alert.class,
                BaselineScore.class,
                ClosedDocument.class,
                DetectorState.class,
                Drift.class,
                FiringAlert.class,
                LedgerDelta.class,
                LedgerScore.class,
                Observation.class,
                PaneScore.class,
                PartitionClock.class,
                WatchState.class
            })
    void whatFlowsOrIsStoredNeedsNoKryo(Class<?> type) {
        Configuration conf = new Configuration();
        conf.set(PipelineOptions.GENERIC_TYPES, false);
        TypeInformation<?> information = TypeInformation.of(type);

        assertInstanceOf(PojoTypeInfo.class, information);
        // Throws where any field, however deep, would fall back to Kryo.
        information.createSerializer(new SerializerConfigImpl(conf));
    }
}
