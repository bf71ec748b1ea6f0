package dev.surprisal.payload;

import static dev.surprisal.event.PredictionForm.LOGIT;
import static dev.surprisal.event.PredictionForm.PROBABILITY;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.surprisal.event.Judgement;
import dev.surprisal.event.Origin;
import dev.surprisal.event.Preference;
import dev.surprisal.event.Rollout;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people and models say of a roll-out: judge, label, and which half of a pair it is. */
class RolloutJudgementTest {

    private static Rollout rollout(String fields) throws Exception {
        String head = "{\"schema\":\"surprisal.rollout/1\",\"step\":1,";
        byte[] bytes = (head + fields.replace('\'', '"') + "}").getBytes(StandardCharsets.UTF_8);
        Origin origin = new Origin("f", 0, bytes.length, 0);
        return new RolloutDecoder().decode(bytes, 0, bytes.length, origin).rollout();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'token_ids':[1],'mask':[1],'policy':[-1],'judge':1.2|judge is 1.2, expected a",
                "'token_ids':[1],'mask':[1],'policy':[-1],'judge':'-inf'|judge is -Infinity",
                "'token_ids':[1],'mask':[1],'policy':[-1],'judge':true|judge is a boolean",
                "'token_ids':[1],'mask':[1],'policy':[-1],'label':2|label is 2.0, expected 0 or 1",
                "'token_ids':[1],'mask':[1],'policy':[-1],'label':'NaN'|label is a string",
                "'token_ids':[1],'mask':[1],'policy':[-1],'pair':'a'|has pair and no preferred",
                "'token_ids':[1],'mask':[1],'policy':[-1],'preferred':0|preferred and no pair",
                "'token_ids':[1],'mask':[1],'policy':[-1],'preferred':'yes'|preferred is a string",
                "'judge':0.5,'judge_logit':0|a roll-out has judge and judge_logit",
            })
    void whatCannotBeIsADeadLetterWithItsReason(String fields, String reason) {
        String found =
                assertThrows(MalformedPayloadException.class, () -> rollout(fields)).reason();
        assertTrue(found.contains(reason), found);
    }

    private static Judgement judgement(String fields) throws Exception {
        return rollout("'token_ids':[1],'mask':[1],'policy':[-1]" + fields).judgement();
    }

    @Test
    void judgesAndLabels() throws Exception {
        double none = Double.NaN;
        assertNull(judgement(""));
        assertNull(judgement(",'judge':null,'judge_logit':null,'label':null"));
        assertEquals(new Judgement(PROBABILITY, 1, 0), judgement(",'judge':1,'label':false"));
        assertEquals(new Judgement(PROBABILITY, none, 1), judgement(",'judge':'NaN','label':1"));
        assertEquals(new Judgement(PROBABILITY, none, -1), judgement(",'judge':NaN"));
        assertEquals(
                new Judgement(LOGIT, Double.NEGATIVE_INFINITY, 1),
                judgement(",'judge_logit':'-Infinity','label':true"));
        assertEquals(new Judgement(null, none, 1), judgement(",'label':1.0"));
    }

    @Test
    void halvesOfPairs() throws Exception {
        String head = "'token_ids':[1],'mask':[1],'policy':[-1]";
        assertNull(rollout(head + ",'pair':null,'preferred':null").preference());
        assertEquals(
                new Preference("7", true), rollout(head + ",'pair':7,'preferred':1").preference());
        assertEquals(
                new Preference("q", false),
                rollout(head + ",'preferred':false,'pair':'q'").preference());
    }
}
