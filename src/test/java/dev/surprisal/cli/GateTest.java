package dev.surprisal.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import dev.surprisal.testing.JobRuns;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GateTest {

    private static final JsonNode SUMMARY =
            JobRuns.parse(
                    "{\"perplexity\":4.5,\"perplexity_strict\":null,"
                            + "\"forward_kl\":{\"mean\":0.02,\"quantiles\":{\"0.99\":0.5}}}");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "perplexity>4",
                "perplexity >= 4.5",
                "forward_kl.mean<=0.02",
                "forward_kl.quantiles.0.99<1",
                "perplexity>-1e3",
                "statuses.null<1"
            })
    void aConditionThatHoldsFails(String gate) {
        assertNotNull(Gate.parse(gate).failure(SUMMARY));
    }

    @ParameterizedTest
    @ValueSource(strings = {"perplexity<4", "forward_kl.mean>0.02", "forward_kl.quantiles.0.99>1"})
    void aConditionThatDoesNotHoldPasses(String gate) {
        assertNull(Gate.parse(gate).failure(SUMMARY));
    }

    @Test
    void aFieldWithoutValueFails() {
        assertEquals(
                "perplexity_strict>9: perplexity_strict has no value",
                Gate.parse("perplexity_strict>9").failure(SUMMARY));
    }

    @ParameterizedTest
    @ValueSource(strings = {"nope>1", "forward_kl>1", "forward_kl.nope>1"})
    void aFieldThatResultsLackIsUsage(String gate) {
        assertThrows(UsageException.class, () -> Gate.parse(gate).failure(SUMMARY));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "perplexity",
                "perplexity=4",
                ">4",
                "perplexity>x",
                "perplexity>NaN",
                "a>1>2"
            })
    void whatIsNoConditionIsUsage(String gate) {
        assertThrows(UsageException.class, () -> Gate.parse(gate));
    }
}
