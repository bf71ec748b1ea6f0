package dev.surprisal.job;

import dev.surprisal.event.Completion;
import dev.surprisal.event.TopCandidates;
import java.util.List;

/**
 * The scored positions of a document, its windows put together.
 *
 * @param tokenIds [positions]; null if any window lacks them
 * @param nll [positions] NaN where the status is not OK
 * @param statuses [positions]
 * @param top candidates; null if any window lacks them
 */
record JoinedWindows(int[] tokenIds, double[] nll, byte[] statuses, TopCandidates top) {

    static JoinedWindows of(List<Completion> windows) {
        int positions = 0;
        int candidates = 0;
        boolean ids = true;
        boolean tops = !windows.isEmpty();
        for (Completion window : windows) {
            positions += window.tokens();
            ids &= window.tokenIds() != null;
            tops &= window.top() != null;
            candidates += tops ? window.top().tokens().length : 0;
        }
        JoinedWindows joined =
                new JoinedWindows(
                        ids ? new int[positions] : null,
                        new double[positions],
                        new byte[positions],
                        tops
                                ? new TopCandidates(
                                        new int[positions + 1],
                                        new long[candidates],
                                        new double[candidates])
                                : null);
        int at = 0;
        for (Completion window : windows) {
            joined.put(at, window);
            at += window.tokens();
        }
        return joined;
    }

    private void put(int at, Completion window) {
        int length = window.tokens();
        for (int i = 0; i < length; i++) {
            // Adding 0 makes a minus zero a zero, as the scorer does.
            nll[at + i] = 0.0 - window.logprobs()[i];
        }
        System.arraycopy(window.statuses(), 0, statuses, at, length);
        if (tokenIds != null) {
            System.arraycopy(window.tokenIds(), 0, tokenIds, at, length);
        }
        if (top != null) {
            TopCandidates own = window.top();
            int from = top.offsets()[at];
            System.arraycopy(own.tokens(), 0, top.tokens(), from, own.tokens().length);
            System.arraycopy(own.logprobs(), 0, top.logprobs(), from, own.logprobs().length);
            for (int i = 1; i <= length; i++) {
                top.offsets()[at + i] = from + own.offsets()[i];
            }
        }
    }
}
