package dev.surprisal.payload;

import static dev.surprisal.event.TokenStatus.CHOSEN_MISSING;
import static dev.surprisal.event.TokenStatus.NEG_INF;
import static dev.surprisal.event.TokenStatus.NON_FINITE;
import static dev.surprisal.event.TokenStatus.NOT_MEASURED;
import static dev.surprisal.event.TokenStatus.NULL;
import static dev.surprisal.event.TokenStatus.NULL_FIRST;
import static dev.surprisal.event.TokenStatus.OK;
import static dev.surprisal.event.TokenStatus.POSITIVE;
import static dev.surprisal.event.TokenStatus.SENTINEL;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.surprisal.event.Completion;
import dev.surprisal.event.Distribution;
import dev.surprisal.event.TokenStatus;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which values are log-probs and which only stand where one should be. */
class TokenStatusRulesTest {
    private static List<TokenStatus> generated(String values) throws MalformedPayloadException {
        return Answers.statuses(Answers.only(Answers.legacy(values, "")));
    }

    @Test
    void exactSentinelIsNoValueAndItsNeighbourIsOne() throws Exception {
        assertEquals(List.of(SENTINEL, OK, OK), generated("[-9999.0,-9999.001,-9998]"));
    }

    @Test
    void lowestFloatsAreSentinels() throws Exception {
        assertEquals(
                List.of(SENTINEL, SENTINEL, SENTINEL, OK),
                generated("[-3.4028234663852886e+38,-3.3895e38,-1e30,-9e29]"));
    }

    @Test
    void literalsAndStringsOfNoNumberAreToldApart() throws Exception {
        assertEquals(
                List.of(OK, NON_FINITE, NON_FINITE, NEG_INF, NON_FINITE, NON_FINITE, NON_FINITE),
                generated("[-1,NaN,Infinity,-Infinity,\"NaN\",\"Infinity\",\"inf\"]"));
        assertEquals(List.of(OK, NEG_INF, NEG_INF), generated("[-1,\"-Infinity\",\"-inf\"]"));
    }

    @Test
    void numberBeyondDoubleIsInfinite() throws Exception {
        assertEquals(List.of(NEG_INF, NON_FINITE), generated("[-1e999,1e999]"));
    }

    @Test
    void nullInsideAnAnswerIsCountedAndNotZero() throws Exception {
        Completion answer = Answers.only(Answers.legacy("[-1,null,-2]", ""));

        assertEquals(List.of(OK, NULL, OK), Answers.statuses(answer));
        assertArrayEquals(new double[] {-1, Double.NaN, -2}, answer.logprobs());
    }

    @Test
    void roundingAboveZeroIsClampedAndMoreIsRefused() throws Exception {
        Completion answer = Answers.only(Answers.legacy("[0.0001,0.00010001,0.7]", ""));

        assertEquals(List.of(OK, POSITIVE, POSITIVE), Answers.statuses(answer));
        assertEquals(0.0, answer.logprobs()[0]);
    }

    @Test
    void allZeroArrayIsNotMeasuredButOneZeroIs() throws Exception {
        assertEquals(List.of(NOT_MEASURED, NOT_MEASURED), generated("[0.0,-0.0]"));
        assertEquals(List.of(OK), generated("[0.0]"));
        assertEquals(List.of(OK, OK), generated("[0.0,-1e-30]"));
        assertEquals(List.of(OK, OK), generated("[0.00001,0.00002]"));
    }

    @Test
    void allZeroPromptIsNotMeasuredBehindItsFirstNull() throws Exception {
        Completion prompt = Answers.only(Answers.legacy("[null,0.0,0.0]", Answers.usage(3, 0)));

        assertEquals(List.of(NULL_FIRST, NOT_MEASURED, NOT_MEASURED), Answers.statuses(prompt));
    }

    @Test
    void linearZeroIsMinusInfinityAndTheRestIsItsLogarithm() throws Exception {
        Completion answer =
                Answers.only(
                        """
                        {"completion_probabilities":[{"prob":0},{"prob":0.25},{"prob":1.5},\
                        {"prob":-1}]}""");

        assertEquals(List.of(NEG_INF, OK, POSITIVE, NON_FINITE), Answers.statuses(answer));
        assertEquals(StrictMath.log(0.25), answer.logprobs()[1]);
        assertEquals(Distribution.PROCESSED, answer.distribution());
    }

    @Test
    void linearAndLogarithmicValuesInOneAnswerAreRefused() {
        MalformedPayloadException fault =
                Answers.fault("{\"completion_probabilities\":[{\"prob\":0.5},{\"logprob\":-1}]}");

        assertTrue(fault.reason().contains("mixes"), fault.reason());
    }

    @Test
    void chosenIsNeverTakenFromTheAlternatives() throws Exception {
        Completion answer =
                Answers.only(
                        """
                        {"choices":[{"logprobs":{"tokens":["a"],"token_logprobs":[-7.5],\
                        "top_logprobs":[{"b":-0.1,"b":-0.2,"a":-3}]}}]}""");

        assertArrayEquals(new double[] {-7.5}, answer.logprobs());
    }

    @Test
    void promptTokenThatCannotBeToldFromItsAlternativesIsMissing() throws Exception {
        Completion prompt =
                Answers.only(
                        """
                        {"prompt_logprobs":[null,{"1":{"logprob":-1,"rank":1},\
                        "2":{"logprob":-2,"rank":2}},{"1":-0.5,"2":-1.5},{}]}""");

        assertEquals(
                List.of(NULL_FIRST, CHOSEN_MISSING, CHOSEN_MISSING, CHOSEN_MISSING),
                Answers.statuses(prompt));
    }

    @Test
    void rankAboveEveryCandidateCountIsThePromptsToken() throws Exception {
        Completion prompt =
                Answers.only(
                        """
                        {"prompt_logprobs":[null,{"1":{"logprob":-1,"rank":1},\
                        "2":{"logprob":-2,"rank":2},"3":{"logprob":-9,"rank":4}}]}""");

        assertArrayEquals(new double[] {Double.NaN, -9}, prompt.logprobs());
    }

    @Test
    void textKeyedPromptMapsOfOneEntryNeedNoId() throws Exception {
        Completion prompt =
                Answers.only("{\"prompt_logprobs\":[null,{\"the\":-1.5},{\"cat\":-2.5}]}");

        assertEquals(List.of(NULL_FIRST, OK, OK), Answers.statuses(prompt));
        assertNull(prompt.tokenIds());
    }

    @Test
    void namelessZeroOfLmDeployIsNotMeasuredButOnlyThere() throws Exception {
        Completion answer =
                Answers.only(
                        """
                        {"choices":[{"logprobs":{"content":[{"token":"","logprob":0.0},\
                        {"token":"Ġa","logprob":0.0},{"token":"","logprob":-1},\
                        {"logprob":0.0,"token":""},{"token":"","id":3,"logprob":0.0}]}}]}""");

        assertEquals(List.of(NOT_MEASURED, OK, OK, NOT_MEASURED, OK), Answers.statuses(answer));
    }

    @Test
    void onePointZeroInFrontOfAnEchoIsItsNull() throws Exception {
        Completion prompt = Answers.only(Answers.legacy("[1.0,-2,-3]", Answers.usage(3, 0)));

        assertEquals(List.of(NULL_FIRST, OK, OK), Answers.statuses(prompt));
    }

    @Test
    void otherPositiveValuesInFrontStayPositive() throws Exception {
        assertEquals(List.of(POSITIVE, OK), generated("[0.99,-2]"));
        assertEquals(List.of(POSITIVE, POSITIVE), generated("[1.0,0.5]"));
        assertEquals(List.of(POSITIVE), generated("[1.0]"));
        assertEquals(List.of(OK, POSITIVE), generated("[-1,1.0]"));
    }

    @Test
    void hundredIsAFloorOnlyWhereTheWholeResponseShowsIt() throws Exception {
        assertEquals(List.of(SENTINEL, OK, SENTINEL), generated("[-100,-1,-100.0]"));
        assertEquals(List.of(OK, OK), generated("[-100,-1]"));
        assertEquals(List.of(OK, OK, OK), generated("[-100,-100,-100.5]"));
        assertEquals(List.of(SENTINEL, SENTINEL, SENTINEL), generated("[-100,-100,-9999.0]"));
    }

    @Test
    void floorIsLookedForInAllAnswersOfTheResponse() throws Exception {
        String first = Answers.legacyChoice(0, "[-100,-1]");
        String response = "{\"choices\":[" + first + ",%s]}";

        assertEquals(
                List.of(SENTINEL),
                Answers.statuses(
                        Goldens.decode(response.formatted(Answers.legacyChoice(1, "[-100]")))
                                .get(1)));
        assertEquals(
                List.of(OK, OK),
                Answers.statuses(
                        Goldens.decode(response.formatted(Answers.legacyChoice(1, "[-100,-101]")))
                                .get(1)));
    }
}
