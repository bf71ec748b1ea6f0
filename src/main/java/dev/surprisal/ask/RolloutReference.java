package dev.surprisal.ask;

import dev.surprisal.event.ReferencedRollout;
import dev.surprisal.event.RoleScores;
import dev.surprisal.event.Rollout;
import dev.surprisal.event.RolloutRecord;
import dev.surprisal.event.TokenStatus;
import dev.surprisal.server.ClientCounters;
import dev.surprisal.server.ModelClient;
import dev.surprisal.server.ScoringPrompt;
import dev.surprisal.server.ServerAnswer;
import dev.surprisal.server.ServerFailedException;
import dev.surprisal.server.ServerProfile;
import dev.surprisal.server.ServerSettings;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Asks a server of the frozen model for the log-probs of roll-outs' tokens: each of the policy's
 * own, given all tokens of the record before it, which therefore must hold the prompt, under mask
 * 0. Thread-safe; bound how many are asked at once, as with {@link ModelClient}.
 *
 * <p>The server's vocabulary must be the policy's: ids that it does not have are refused by it, ids
 * that mean other tokens to it are not seen here.
 */
public final class RolloutReference implements AutoCloseable {

    private final ServerProfile profile;
    private final ModelClient client;

    /**
     * Of servers that were found to answer as the profile says.
     *
     * @throws IllegalArgumentException if they take no token ids: a roll-out has no text
     */
    public RolloutReference(ServerSettings settings, ServerProfile profile) {
        if (!profile.tokenIds()) {
            throw new IllegalArgumentException(
                    "the reference server takes text alone (%s), and a roll-out has token ids"
                            .formatted(profile.dialect().label()));
        }
        this.profile = profile;
        client = new ModelClient(settings, profile);
    }

    /**
     * The record with the reference's log-probs. The server is not asked about a close, a roll-out
     * that has them, and one without tokens of its own.
     *
     * <p>Where the prompt is not in the record, the server fails after all retries or refuses, or
     * the tokens cannot be sent, the record comes as it was, with the reason. The future fails on
     * bugs alone.
     */
    public CompletableFuture<ReferencedRollout> ask(RolloutRecord record) {
        Rollout rollout = record.rollout();
        if (rollout == null || rollout.reference() != null) {
            return done(record, null);
        }
        boolean[] mask = rollout.mask();
        int end = mask.length;
        while (end > 0 && !mask[end - 1]) {
            end--;
        }
        if (end > 0 && mask[0]) {
            // Without the prompt it would see less than the policy did: another model's KL.
            return done(record, "the first token is under mask 1: the record lacks the prompt");
        }
        int[] ids = Arrays.copyOf(rollout.tokenIds(), end);
        int from = 1;
        while (from < end && !mask[from]) {
            from++;
        }
        if (from >= end) {
            return done(referenced(record, end, null), null);
        }
        for (int i = 0; i < end; i++) {
            if (ids[i] < 0) {
                String reason =
                        "token_ids[%d] is %d: what comes before the policy's own is unknown";
                return done(record, reason.formatted(i, ids[i]));
            }
        }
        return ask(record, ScoringPrompt.ofTokens(ids, from, profile.topLogprobs()));
    }

    private CompletableFuture<ReferencedRollout> ask(RolloutRecord record, ScoringPrompt prompt) {
        CompletableFuture<ServerAnswer> answer;
        try {
            answer = client.ask(prompt);
        } catch (IllegalArgumentException e) {
            // Longer than the server takes.
            return done(record, e.getMessage());
        }
        return answer.handle(
                (given, fault) -> {
                    if (fault == null) {
                        return new ReferencedRollout(
                                referenced(record, prompt.scoredFrom(), given), null);
                    }
                    Throwable cause =
                            fault instanceof CompletionException ? fault.getCause() : fault;
                    if (cause instanceof ServerFailedException) {
                        return new ReferencedRollout(record, cause.getMessage());
                    }
                    throw new CompletionException(cause);
                });
    }

    private static CompletableFuture<ReferencedRollout> done(RolloutRecord record, String failure) {
        return CompletableFuture.completedFuture(new ReferencedRollout(record, failure));
    }

    /**
     * With what the server says of the positions from {@code from} on.
     *
     * @param answer null where there is nothing to ask
     */
    private static RolloutRecord referenced(RolloutRecord record, int from, ServerAnswer answer) {
        Rollout r = record.rollout();
        boolean[] mask = r.mask();
        double[] logprobs = new double[mask.length];
        byte[] statuses = new byte[mask.length];
        Arrays.fill(logprobs, Double.NaN);
        Arrays.fill(statuses, TokenStatus.PADDING.code());
        for (int i = 0; answer != null && i < answer.logprobs().length; i++) {
            if (mask[from + i]) {
                logprobs[from + i] = answer.logprobs()[i];
                statuses[from + i] = answer.statuses()[i];
            }
        }
        return new RolloutRecord(
                new Rollout(
                        r.origin(),
                        r.format(),
                        r.identity(),
                        r.step(),
                        r.env(),
                        r.turn(),
                        r.weightVersion(),
                        r.sampling(),
                        r.tokenIds(),
                        mask,
                        r.sampler(),
                        r.policy(),
                        new RoleScores(logprobs, statuses, null),
                        r.reward(),
                        r.goldReward(),
                        r.judgement(),
                        r.preference()),
                null,
                record.fromSequence(),
                record.recordsBefore());
    }

    /** What was done so far. */
    public ClientCounters counters() {
        return client.counters();
    }

    /** Ends what is still open, without an answer. */
    @Override
    public void close() {
        client.close();
    }
}
