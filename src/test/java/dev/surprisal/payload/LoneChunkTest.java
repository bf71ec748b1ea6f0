package dev.surprisal.payload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.surprisal.event.Completion;
import dev.surprisal.event.Extent;
import dev.surprisal.event.SourceFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Events of a stream that come one a payload follow each other, and the last one says so. */
class LoneChunkTest {
    private static final String ENTRY = "{\"content\":[{\"token\":\"t\",\"logprob\":-0.5}]}";
    private static final String ARRAYS = "{\"tokens\":[\"t\"],\"token_logprobs\":[-0.5]}";

    private static String chat(String logprobs, String finish) {
        return event("chat.completion.chunk", logprobs, finish, "");
    }

    private static String text(String logprobs, String finish, String usage) {
        return event("text_completion", logprobs, finish, usage);
    }

    private static String event(String object, String logprobs, String finish, String usage) {
        return "{\"id\":\"x\",\"object\":\"%s\",\"choices\":[{\"index\":0,\"finish_reason\":%s,\"logprobs\":%s}]%s}"
                .formatted(object, finish, logprobs, usage);
    }

    private static Extent extent(String payload) throws Exception {
        return Answers.only(payload).extent();
    }

    private static void assertEnd(String payload, SourceFormat format) throws Exception {
        Completion end = Answers.only(payload);

        assertEquals(0, end.tokens());
        assertEquals(new Extent(Extent.FOLLOWS, -1, 0, true), end.extent());
        assertEquals("x#0", end.identity().documentId());
        assertEquals(format, end.format());
    }

    @Test
    void chunksOfChatFollowAndTheLastIsFinished() throws Exception {
        assertEquals(new Extent(Extent.FOLLOWS, -1, 1, false), extent(chat(ENTRY, "null")));
        assertEquals(new Extent(Extent.FOLLOWS, -1, 1, true), extent(chat(ENTRY, "\"stop\"")));
        assertEnd(chat("null", "\"stop\""), SourceFormat.OPENAI_CHAT);
        assertEnd(chat("{\"content\":[]}", "\"length\""), SourceFormat.OPENAI_CHAT);
    }

    @Test
    void chunksOfTextFollowAndTheLastIsFinished() throws Exception {
        for (String usage : List.of("", ",\"usage\":null")) {
            assertEquals(
                    new Extent(Extent.FOLLOWS, -1, 1, false), extent(text(ARRAYS, "null", usage)));
            assertEquals(
                    new Extent(Extent.FOLLOWS, -1, 1, true),
                    extent(text(ARRAYS, "\"length\"", usage)));
            assertEnd(text("null", "\"stop\"", usage), SourceFormat.OPENAI_COMPLETIONS);
        }
    }

    @Test
    void countSoFarIsAChunksAndAFinalCountAWholeAnswers() throws Exception {
        assertEquals(
                new Extent(Extent.FOLLOWS, 1, 1, false),
                extent(text(ARRAYS, "null", Answers.usage(3, 1))));
        assertEquals(
                new Extent(Extent.FOLLOWS, 7, 1, true),
                extent(text(ARRAYS, "\"stop\"", Answers.usage(3, 7))));
        assertEquals(
                new Extent(0, -1, 1, true), extent(text(ARRAYS, "\"stop\"", Answers.usage(3, 1))));
    }

    @Test
    void wholeAnswerWithoutLogProbsIsStillNoCompletion() throws Exception {
        assertEquals(List.of(), Goldens.decode(text("null", "\"stop\"", Answers.usage(3, 7))));
        assertEquals(List.of(), Goldens.decode(event("chat.completion", "null", "\"stop\"", "")));
    }

    @Test
    void echoedPromptIsNoPieceOfTheAnswer() throws Exception {
        Completion prompt = Answers.only(text("{\"token_logprobs\":[null,-1]}", "\"length\"", ""));

        assertEquals("x#prompt", prompt.identity().documentId());
        assertEquals(0, prompt.extent().firstPosition());
    }

    @Test
    void roleAndUsageChunksHoldNothing() throws Exception {
        assertEquals(List.of(), Goldens.decode(chat("null", "null")));
        assertEquals(
                List.of(),
                Goldens.decode(
                        "{\"id\":\"x\",\"object\":\"chat.completion.chunk\",\"choices\":[]"
                                + Answers.usage(3, 7)
                                + "}"));
    }

    @Test
    void everyAnswerOfAChunkFollowsItsOwn() throws Exception {
        String two =
                """
                {"id":"x","object":"chat.completion.chunk","choices":[\
                {"index":1,"logprobs":null,"finish_reason":"stop"},\
                {"index":2,"logprobs":{"content":[{"token":"t","logprob":-1}]}}]}""";
        List<Completion> answers = Goldens.decode(two);

        assertEquals(List.of("x#1", "x#2"), Answers.documentIds(two));
        assertEquals(List.of(0, 1), answers.stream().map(Completion::tokens).toList());
    }

    @Test
    void recordAroundAChunkMayNameItsDocument() throws Exception {
        String record = "{\"schema\":\"ppl.v1\",\"document\":\"d\",\"payload\":%s}";
        String nameless = chat(ENTRY, "null").replace("\"x\"", "\"\"");

        for (String chunk : List.of(chat(ENTRY, "null"), nameless)) {
            Completion answer = Answers.only(record.formatted(chunk));

            assertEquals("d#0", answer.identity().documentId());
            assertEquals(Extent.FOLLOWS, answer.extent().firstPosition());
        }
    }

    @Test
    void chunksWithoutANameStayByThemselves() throws Exception {
        assertEquals(0, extent(chat(ENTRY, "null").replace("\"x\"", "\"\"")).firstPosition());
        assertEquals(List.of(), Goldens.decode(chat("null", "\"stop\"").replace("\"x\"", "\"\"")));
        assertEquals(
                0,
                extent(
                                """
                                {"index":0,"content":"a","stop":false,"completion_probabilities":\
                                [{"id":5,"token":"a","logprob":-0.5}]}""")
                        .firstPosition());
        assertEquals(
                0,
                extent(
                                """
                                {"model":"m","created_at":"2025-12-16T11:38:48Z","response":"a",\
                                "done":false,"logprobs":[{"token":"a","logprob":-0.5}]}""")
                        .firstPosition());
    }

    @Test
    void chunksInOnePayloadArePutTogetherThere() throws Exception {
        String first = chat(ENTRY, "null");
        String last = chat("null", "\"stop\"");

        for (String payload :
                List.of(
                        "data: " + first + "\n\ndata: " + last + "\n\n",
                        "[" + first + "," + last + "]")) {
            assertEquals(new Extent(0, -1, 1, true), extent(payload), payload);
        }
        assertFalse(extent("data: " + first + "\n\n").finished());
        assertTrue(Goldens.decode("data: " + last + "\n\n").isEmpty());
    }

    @Test
    void gatewaysBodyIsAWholeAnswer() throws Exception {
        assertEquals(
                0,
                extent("{\"response\":{\"body\":" + text(ARRAYS, "\"stop\"", "") + "}}")
                        .firstPosition());
    }
}
