package dev.surprisal.aggregate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.surprisal.event.CompletionScore;
import dev.surprisal.event.TokenStatus;
import dev.surprisal.testing.Scores;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What chunks say together: each counted once, judged as one answer, all columns in step. */
class StreamChunksTest {
    private static StreamChunks.Assembled assemble(CompletionScore... chunks) {
        return StreamChunks.assemble(new ArrayList<>(List.of(chunks)));
    }

    private static CompletionScore only(CompletionScore... chunks) {
        return assemble(chunks).answers().get(0);
    }

    private static List<TokenStatus> statuses(CompletionScore score) {
        List<TokenStatus> statuses = new ArrayList<>();
        for (byte status : score.statuses()) {
            statuses.add(TokenStatus.of(status));
        }
        return statuses;
    }

    @Test
    void candidatesAndIdsStayWithTheirTokens() {
        CompletionScore answer =
                only(
                        Scores.countedChunk(5, 0, -1, 1, 2),
                        Scores.countedChunk(6, 1, -1),
                        Scores.countedChunk(7, 2, -1, 3));

        assertArrayEquals(new long[] {5, 5, 7}, answer.top().tokens());
        assertArrayEquals(new int[] {0, 1, 2, 3}, answer.top().offsets());
        assertArrayEquals(new int[3], answer.tokenIds());
    }

    @Test
    void chunkWithoutCandidatesLeavesAGapAndOneWithoutIdsNoIds() {
        CompletionScore answer =
                only(Scores.chunk("d", "a", 0, false, 1, 2), Scores.countedChunk(7, 2, -1, 3));

        assertArrayEquals(new int[] {0, 0, 0, 1}, answer.top().offsets());
        assertNull(answer.tokenIds());
    }

    @Test
    void chunkDeliveredTwiceIsDroppedWhereItsCountProvesIt() {
        CompletionScore[] chunks = {
            Scores.countedChunk(1, 0, 1, 4),
            Scores.countedChunk(2, 1, 2, 4),
            Scores.countedChunk(1, 2, 1, 4),
            Scores.countedChunk(2, 3, 2, 4),
            Scores.countedChunk(3, 4, 4, 0.5, 0.25)
        };
        StreamChunks.Assembled assembled = assemble(chunks);

        assertEquals(2, assembled.repeats());
        assertArrayEquals(new double[] {4, 4, 0.5, 0.25}, assembled.answers().get(0).nll());
    }

    @Test
    void equalChunksStayWhereNothingProvesThemOne() {
        // No counts; other bytes; and counts that leave room for both.
        assertEquals(
                0,
                assemble(Scores.countedChunk(1, 0, -1, 4), Scores.countedChunk(1, 1, -1, 4))
                        .repeats());
        assertEquals(
                0,
                assemble(Scores.countedChunk(1, 0, 1, 4), Scores.countedChunk(2, 1, 1, 4))
                        .repeats());
        assertEquals(
                0,
                assemble(Scores.countedChunk(1, 0, 2, 4), Scores.countedChunk(1, 1, 2, 4))
                        .repeats());
    }

    @Test
    void zerosAreJudgedInTheWholeAnswer() {
        CompletionScore zeros =
                only(Scores.chunk("d", "a", 0, false, 0), Scores.chunk("d", "a", 1, true, 0));
        CompletionScore measured =
                only(Scores.chunk("d", "a", 0, false, 0, 0), Scores.chunk("d", "a", 1, true, 1));

        assertEquals(List.of(TokenStatus.NOT_MEASURED, TokenStatus.NOT_MEASURED), statuses(zeros));
        assertEquals(List.of(TokenStatus.OK, TokenStatus.OK, TokenStatus.OK), statuses(measured));
    }

    @Test
    void clippedValuesAreJudgedInTheWholeAnswer() {
        CompletionScore clipped =
                only(
                        Scores.chunk("d", "a", 0, false, 100, 1),
                        Scores.chunk("d", "a", 1, true, 100));
        CompletionScore deeper =
                only(
                        Scores.chunk("d", "a", 0, false, 100, 100),
                        Scores.chunk("d", "a", 1, true, 101));

        assertEquals(
                List.of(TokenStatus.SENTINEL, TokenStatus.OK, TokenStatus.SENTINEL),
                statuses(clipped));
        assertArrayEquals(new double[] {Double.NaN, 1, Double.NaN}, clipped.nll());
        assertEquals(3, statuses(deeper).stream().filter(s -> s == TokenStatus.OK).count());
    }
}
