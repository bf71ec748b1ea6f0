package dev.surprisal.payload;

import static dev.surprisal.event.TokenStatus.NULL;
import static dev.surprisal.event.TokenStatus.NULL_FIRST;
import static dev.surprisal.event.TokenStatus.OK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.surprisal.event.Completion;
import dev.surprisal.event.Segment;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where the prompt ends in an array that echoes it. */
class EchoSplitTest {
    private static List<Integer> lengths(String payload) throws MalformedPayloadException {
        return Goldens.decode(payload).stream().map(Completion::tokens).toList();
    }

    private static String choices(String usage, String... arrays) {
        StringBuilder choices = new StringBuilder();
        for (int i = 0; i < arrays.length; i++) {
            choices.append(i == 0 ? "" : ",").append(Answers.legacyChoice(i, arrays[i]));
        }
        return "{\"id\":\"c\",\"choices\":[" + choices + "]" + usage + "}";
    }

    private static String texts(String tokens, String values) {
        return values + ",\"tokens\":" + tokens;
    }

    @Test
    void usageMarksTheBoundary() throws Exception {
        String payload = Answers.legacy("[null,-1,-2,-3,-4]", Answers.usage(3, 2));

        assertEquals(List.of("c#prompt", "c#0"), Answers.documentIds(payload));
        assertEquals(List.of(3, 2), lengths(payload));
    }

    @Test
    void generatedTokenThatWasNotReturnedIsNotExpected() throws Exception {
        Completion prompt = Answers.only(Answers.legacy("[null,-1,-2]", Answers.usage(3, 1)));

        assertEquals(Segment.PROMPT, prompt.identity().segment());
        assertEquals(-1, prompt.extent().tokensExpected());
    }

    @Test
    void generationWhoseFirstValueIsNullIsNoEcho() throws Exception {
        Completion answer = Answers.only(Answers.legacy("[null,-1,-2,-3]", Answers.usage(2, 4)));

        assertEquals(Segment.GENERATED, answer.identity().segment());
        assertEquals(List.of(NULL, OK, OK, OK), Answers.statuses(answer));
    }

    @Test
    void promptShorterThanUsageSaysIsRefused() {
        MalformedPayloadException fault =
                Answers.fault(Answers.legacy("[null,-1]", Answers.usage(5, 1)));

        assertTrue(fault.reason().contains("2 entries, 5 prompt tokens"), fault.reason());
    }

    @Test
    void loneNullIsAnEmptyDocumentAndNotPerplexityOne() throws Exception {
        Completion prompt = Answers.only(Answers.legacy("[null]", Answers.usage(1, 1)));

        assertEquals(List.of(NULL_FIRST), Answers.statuses(prompt));
        assertEquals(-1, prompt.extent().tokensExpected());
    }

    @Test
    void withoutUsageTheArrayStaysWholeAndTheConventionSaysSo() throws Exception {
        Completion prompt = Answers.only(Answers.legacy("[null,-1,-2]", ""));

        assertEquals(Segment.PROMPT, prompt.identity().segment());
        assertEquals("as served, echo not split", prompt.convention());
    }

    @Test
    void withoutUsageAnAnswerThatStoppedCannotBeSplit() {
        String stopped = Answers.legacy("[null,-1,-2]", "").replace("length", "stop");

        assertTrue(Answers.fault(stopped).reason().contains("usage is missing"));
    }

    @Test
    void severalPromptsWithoutGenerationAreResolvedBySum() throws Exception {
        String payload = choices(Answers.usage(5, 2), "[null,-1]", "[null,-2,-3]");

        assertEquals(List.of("c#prompt0", "c#prompt1"), Answers.documentIds(payload));
    }

    @Test
    void oneGeneratedTokenEachIsResolvedBySum() throws Exception {
        String payload = choices(Answers.usage(5, 2), "[null,-1,-5]", "[null,-2,-3,-5]");

        assertEquals(List.of(2, 3, 1, 1), lengths(payload));
    }

    @Test
    void severalAnswersWhoseSumsLeaveTheBoundaryOpenAreRefused() {
        MalformedPayloadException fault =
                Answers.fault(
                        choices(Answers.usage(4, 5), "[null,-1,-5,-6]", "[null,-2,-3,-5,-1]"));

        assertTrue(fault.reason().contains("2 answers of 9 entries"), fault.reason());
    }

    @Test
    void repeatedPromptOfSeveralAnswersCountsOnce() throws Exception {
        String payload =
                choices(
                        Answers.usage(2, 3),
                        texts("[\"a\",\"b\",\"c\"]", "[null,-1,-5]"),
                        texts("[\"a\",\"b\",\"d\",\"e\"]", "[null,-1,-6,-7]"));

        assertEquals(List.of("c#prompt", "c#0", "c#1"), Answers.documentIds(payload));
        assertEquals(List.of(2, 1, 2), lengths(payload));
    }

    @Test
    void promptIdsOfTheAnswerBeatUsage() throws Exception {
        String payload =
                choices(Answers.usage(99, 99), "[null,-1,-5]},\"prompt_token_ids\":[7,8],\"x\":{");

        assertEquals(List.of(2, 1), lengths(payload));
    }
}
