package dev.surprisal.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.surprisal.event.Alert;
import dev.surprisal.event.BaselineScore;
import dev.surprisal.event.WatchState;
import java.util.List;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.typeutils.PojoTypeInfo;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DetectSpecTest {

    @ParameterizedTest
    @ValueSource(classes = {WatchState.class, BaselineScore.class, Alert.class})
    void whatFlowsOrIsStoredNeedsNoKryo(Class<?> type) {
        Configuration conf = new Configuration();
        conf.set(PipelineOptions.GENERIC_TYPES, false);
        TypeInformation<?> information = TypeInformation.of(type);

        assertInstanceOf(PojoTypeInfo.class, information);
        information.createSerializer(new SerializerConfigImpl(conf));
    }

    @Test
    void settingsTravelWithTheJob() throws Exception {
        DetectSpec spec = spec(1, 1, 0.5, 0.5, 10, 20, "nll", BaselineSpec.firstDocuments(2));
        byte[] bytes = InstantiationUtil.serializeObject(new DetectFunction(spec));
        assertTrue(bytes.length > 0);
        assertEquals(spec, InstantiationUtil.clone(spec));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1, .5, .5, 10, 20, nll, falseAlarmsPerMilli",
        "NaN, 1, .5, .5, 10, 20, nll, falseAlarmsPerMilli",
        "Infinity, 1, .5, .5, 10, 20, nll, falseAlarmsPerMilli",
        "1, 0, .5, .5, 10, 20, nll, keysMax",
        "1, 1, -0.1, .5, 10, 20, nll, coverageMin",
        "1, 1, 1.1, .5, 10, 20, nll, coverageMin",
        "1, 1, .5, 0, 10, 20, nll, statusRise",
        "1, 1, .5, 1.5, 10, 20, nll, statusRise",
        "1, 1, .5, .5, -1, 20, nll, silenceMillis",
        "1, 1, .5, .5, 20, 20, nll, retentionMillis",
        "1, 1, .5, .5, 10, 20, kl, statistics",
        "1, 1, .5, .5, 10, 20, nll nll, statistics"
    })
    void whatIsOutOfRangeIsRefusedByName(
            double falseAlarms,
            int keys,
            double coverage,
            double rise,
            long silence,
            long retention,
            String statistics,
            String name) {
        IllegalArgumentException e =
                assertThrows(
                        IllegalArgumentException.class,
                        () ->
                                spec(
                                        falseAlarms,
                                        keys,
                                        coverage,
                                        rise,
                                        silence,
                                        retention,
                                        statistics,
                                        BaselineSpec.none()));
        assertTrue(e.getMessage().startsWith(name), e.getMessage());
    }

    @Test
    void baselinesThatCannotBeAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> BaselineSpec.firstDocuments(1));
        assertThrows(
                IllegalArgumentException.class,
                () -> spec(1, 1, 0, 1, 0, 86_400_000, "nll", BaselineSpec.sameHourYesterday()));
    }

    private static DetectSpec spec(
            double falseAlarms,
            int keys,
            double coverage,
            double rise,
            long silence,
            long retention,
            String statistics,
            BaselineSpec baseline) {
        return new DetectSpec(
                falseAlarms,
                keys,
                0,
                baseline,
                List.of(statistics.split(" ")),
                false,
                DetectSpec.CUSUM_REFERENCE,
                DetectSpec.CUSUM_LIMIT,
                coverage,
                rise,
                silence,
                0,
                retention);
    }
}
