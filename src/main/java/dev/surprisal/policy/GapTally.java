package dev.surprisal.policy;

import dev.surprisal.event.GapTotals;
import dev.surprisal.event.Role;
import dev.surprisal.event.RoleScores;
import dev.surprisal.event.Rollout;
import dev.surprisal.event.TokenStatus;
import dev.surprisal.event.TopLists;
import dev.surprisal.kernel.ClusteredRatio;
import dev.surprisal.kernel.ExactSums;
import dev.surprisal.kernel.TopKEntropy;
import java.util.Arrays;

/**
 * Adds up the surprisal of tokens less the entropy at their positions, from each role's likeliest
 * tokens: by token, and with completions as clusters, since tokens of one depend on each other.
 *
 * <ul>
 *   <li>lists tell bounds of the entropy, {@link TopKEntropy}, and so an interval of the gap; a
 *       list of the whole vocabulary tells the entropy, and both ends are one
 *   <li>a token counts where the role has a log-prob and a list that can be used
 *   <li>without the vocabulary's size there is no lower end
 *   <li>a completion whose gaps add up to 2^31 or more: counted, and there is no mean
 * </ul>
 *
 * <p>On the per-token path: nothing is allocated per token. Not thread-safe.
 */
final class GapTally {

    // Counts of a role.
    static final int TOKENS = 0;

    /** Of these: the entropy has an upper bound. */
    static final int BOUNDED = 1;

    /** With a log-prob, and a list that cannot be used. */
    static final int UNUSABLE = 2;

    /** Completions whose sum is too large. */
    static final int TOO_LARGE = 3;

    private static final int COUNTS = 4;
    private static final int ROLES = Role.values().length;

    // Of a role's sums, and of a completion's own.
    private static final int LOW = 0;
    private static final int HIGH = 1;

    private final ClusteredRatio[] clusters = new ClusteredRatio[2 * ROLES];
    private final long[] counts = new long[COUNTS * ROLES];
    private final long[] own = ExactSums.create(2);

    GapTally() {
        Arrays.setAll(clusters, i -> new ClusteredRatio());
    }

    /** Whether a roll-out has what this adds up. */
    static boolean applies(Rollout rollout) {
        for (Role role : Role.values()) {
            if (rollout.scores(role) != null && rollout.scores(role).top() != null) {
                return true;
            }
        }
        return false;
    }

    void add(Rollout rollout) {
        for (Role role : Role.values()) {
            RoleScores scores = rollout.scores(role);
            if (scores != null && scores.top() != null) {
                add(role.ordinal(), scores, scores.top());
            }
        }
    }

    private void add(int role, RoleScores scores, TopLists top) {
        Arrays.fill(own, 0);
        byte ok = TokenStatus.OK.code();
        long tokens = 0;
        long bounded = 0;
        long unusable = 0;
        boolean fits = true;
        for (int i = 0; i < scores.logprobs().length; i++) {
            if (scores.statuses()[i] != ok) {
                continue;
            }
            if (top.statuses()[i] != ok) {
                unusable += top.statuses()[i] == TokenStatus.NULL.code() ? 0 : 1;
                continue;
            }
            double high = high(top, i);
            tokens++;
            fits &= ExactSums.add(own, HIGH, -scores.logprobs()[i] - low(top, i, high));
            if (!Double.isNaN(high)) {
                bounded++;
                fits &= ExactSums.add(own, LOW, -scores.logprobs()[i] - high);
            }
        }
        count(role, TOKENS, tokens);
        count(role, BOUNDED, bounded);
        count(role, UNUSABLE, unusable);
        end(role, tokens, bounded, fits);
    }

    private void end(int role, long tokens, long bounded, boolean fits) {
        // Where one refuses, the means of both would be of other completions than the counts are.
        boolean high = tokens == 0 || fits && cluster(role, HIGH, tokens);
        boolean low = bounded == 0 || fits && cluster(role, LOW, bounded);
        count(role, TOO_LARGE, high && low ? 0 : 1);
    }

    private boolean cluster(int role, int end, long tokens) {
        return clusters[2 * role + end].add(ExactSums.toDouble(own, end), tokens);
    }

    private static double high(TopLists top, int i) {
        int[] offsets = top.lists().offsets();
        return TopKEntropy.high(
                top.lists().logprobs(), offsets[i], offsets[i + 1], top.vocabulary());
    }

    private static double low(TopLists top, int i, double high) {
        int[] offsets = top.lists().offsets();
        // Nothing is left but rounding, which would be shared out as if it were a tail.
        boolean whole = top.vocabulary() == offsets[i + 1] - offsets[i];
        return whole ? high : TopKEntropy.low(top.lists().logprobs(), offsets[i], offsets[i + 1]);
    }

    private void count(int role, int count, long n) {
        counts[COUNTS * role + count] += n;
    }

    long count(Role role, int count) {
        return counts[COUNTS * role.ordinal() + count];
    }

    /** Of the gaps from the upper bound of the entropy. */
    ClusteredRatio low(Role role) {
        return clusters[2 * role.ordinal() + LOW];
    }

    /** Of the gaps from the lower bound of the entropy. */
    ClusteredRatio high(Role role) {
        return clusters[2 * role.ordinal() + HIGH];
    }

    /** Adds what another tally has. */
    void merge(GapTotals other) {
        for (int i = 0; i < clusters.length; i++) {
            clusters[i].add(ClusteredRatio.readFrom(other.sums(), i * ClusteredRatio.SUMS));
        }
        for (int i = 0; i < counts.length; i++) {
            counts[i] += other.counts()[i];
        }
    }

    /** A copy of what has been added so far. */
    GapTotals totals() {
        long[] sums = ExactSums.create(clusters.length * ClusteredRatio.SUMS);
        for (int i = 0; i < clusters.length; i++) {
            clusters[i].writeTo(sums, i * ClusteredRatio.SUMS);
        }
        return new GapTotals(sums, counts.clone());
    }
}
