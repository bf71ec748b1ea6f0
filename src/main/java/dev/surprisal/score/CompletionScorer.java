package dev.surprisal.score;

import dev.surprisal.event.Completion;
import dev.surprisal.event.CompletionScore;
import dev.surprisal.event.ElementType;
import dev.surprisal.event.LogitRows;
import dev.surprisal.event.PairScores;
import dev.surprisal.event.RowScores;
import dev.surprisal.event.TokenStatus;
import dev.surprisal.kernel.LogSpace;
import dev.surprisal.kernel.PairStatistics;
import dev.surprisal.kernel.RowStatistics;

/**
 * Completion to per-position numbers, in nats. Not thread-safe: it owns a kernel's scratch.
 *
 * <ul>
 *   <li>a log-prob ℓ gives nll −ℓ; its status came with it
 *   <li>a row gives the kernel's numbers, and the status of what came out: NaN or +∞ is NON_FINITE,
 *       a target of probability 0 is NEG_INF
 * </ul>
 */
public final class CompletionScorer {

    /** A log-prob this far above 0 is rounding; see {@link TokenStatus#OK}. */
    private static final double ROUNDING = 1e-4;

    /** How far the log of a row's sum may be from 0 where the row is of log-probs. */
    private static final double LOG_SUM_MAX = 0.05;

    private final ScoreSpec spec;
    private final LogSpace logSpace = LogSpace.create();
    private final RowStatistics row = new RowStatistics();
    private final PairStatistics pair = new PairStatistics();

    /** A scorer that computes what {@code spec} asks for. */
    public CompletionScorer(ScoreSpec spec) {
        this.spec = spec;
    }

    /** Scores one completion, whole or a slice. */
    public CompletionScore score(Completion completion) {
        if (completion.rows() != null) {
            return scoreRows(completion);
        }
        double[] nll = new double[completion.logprobs().length];
        for (int i = 0; i < nll.length; i++) {
            // 0 − ℓ and not −ℓ: a log-prob of 0 is an nll of 0, not of −0.
            nll[i] = 0 - completion.logprobs()[i];
        }
        return result(completion, completion.statuses(), nll, null, null);
    }

    private CompletionScore scoreRows(Completion completion) {
        LogitRows rows = completion.rows();
        LogitRows reference = completion.referenceRows();
        int tokens = rows.rows();
        byte[] statuses = new byte[tokens];
        double[] nll = new double[tokens];
        RowScores full = newRowScores(tokens);
        PairScores compared = reference == null ? null : newPairScores(tokens);
        for (int i = 0; i < tokens; i++) {
            int target = completion.tokenIds()[i];
            RowStatistics statistics = row;
            if (reference == null) {
                logSpace.row(
                        rows.type(),
                        rows.bytes(),
                        rows.rowOffset(i),
                        rows.vocabulary(),
                        target,
                        row);
            } else {
                comparePair(rows, reference, i, target);
                statistics = pair.model;
                fill(compared, i);
                if (!isDistribution(rows.type(), pair.model)
                        || !isDistribution(reference.type(), pair.reference)) {
                    undefine(compared, i);
                }
            }
            boolean distribution = isDistribution(rows.type(), statistics);
            TokenStatus status = status(statistics.nll);
            statuses[i] =
                    (status == TokenStatus.OK && !distribution ? TokenStatus.NON_FINITE : status)
                            .code();
            nll[i] = statuses[i] == TokenStatus.OK.code() ? clamp(statistics.nll) : Double.NaN;
            fill(full, statistics, i, target);
            if (!distribution) {
                undefine(full, i);
            }
        }
        return result(completion, statuses, nll, full, compared);
    }

    private void comparePair(LogitRows rows, LogitRows reference, int i, int target) {
        logSpace.pair(
                rows.type(),
                rows.bytes(),
                rows.rowOffset(i),
                reference.type(),
                reference.bytes(),
                reference.rowOffset(i),
                rows.vocabulary(),
                target,
                spec.symmetric(),
                pair);
    }

    /**
     * Codes are log-probs that were normalised before they were rounded, so a row of them sums to 1
     * within what the floor adds, 1.5 % at most. One that does not is no distribution, whatever the
     * target's code says, and neither it nor a comparison with it is counted.
     */
    private static boolean isDistribution(ElementType type, RowStatistics row) {
        return type != ElementType.U16_CODES || Math.abs(row.logSumExp) <= LOG_SUM_MAX;
    }

    private static TokenStatus status(double nll) {
        if (Double.isNaN(nll) || nll == Double.NEGATIVE_INFINITY) {
            return TokenStatus.NON_FINITE;
        }
        if (nll == Double.POSITIVE_INFINITY) {
            return TokenStatus.NEG_INF;
        }
        return nll < -ROUNDING ? TokenStatus.POSITIVE : TokenStatus.OK;
    }

    private static double clamp(double nll) {
        return nll > 0 ? nll : 0;
    }

    private RowScores newRowScores(int tokens) {
        return new RowScores(
                new double[tokens],
                new double[tokens],
                new byte[tokens],
                new byte[tokens],
                spec.labelSmoothing() > 0 ? new double[tokens] : null,
                spec.focalGamma() > 0 ? new double[tokens] : null);
    }

    private PairScores newPairScores(int tokens) {
        return new PairScores(
                new double[tokens],
                new double[tokens],
                new double[tokens],
                new double[tokens],
                spec.symmetric() ? new double[tokens] : null,
                spec.symmetric() ? new double[tokens] : null,
                new double[tokens],
                new byte[tokens],
                new byte[tokens]);
    }

    private void fill(RowScores full, RowStatistics statistics, int i, int target) {
        full.entropy()[i] = statistics.entropy;
        full.varentropy()[i] = statistics.varentropy;
        full.targetIsTop()[i] = flag(statistics.argmax == target);
        full.targetFloored()[i] = flag(statistics.targetFloored);
        if (full.smoothedNll() != null) {
            full.smoothedNll()[i] = statistics.labelSmoothedNll(spec.labelSmoothing());
        }
        if (full.focalNll() != null) {
            full.focalNll()[i] = statistics.focalNll(spec.focalGamma());
        }
    }

    private void fill(PairScores compared, int i) {
        double referenceNll = pair.reference.nll;
        compared.referenceNll()[i] =
                status(referenceNll) == TokenStatus.OK ? clamp(referenceNll) : Double.NaN;
        compared.referenceEntropy()[i] = pair.reference.entropy;
        compared.forwardKl()[i] = pair.forwardKl;
        compared.reverseKl()[i] = pair.reverseKl;
        if (compared.js() != null) {
            compared.js()[i] = pair.js;
            compared.tv()[i] = pair.tv;
        }
        compared.deltaP()[i] = pair.deltaP;
        compared.sameTop()[i] = flag(pair.sameTop);
        compared.referenceFloored()[i] = flag(pair.reference.targetFloored);
    }

    private static void undefine(RowScores full, int i) {
        full.entropy()[i] = Double.NaN;
        full.varentropy()[i] = Double.NaN;
        undefine(full.smoothedNll(), i);
        undefine(full.focalNll(), i);
    }

    private static void undefine(PairScores compared, int i) {
        compared.referenceNll()[i] = Double.NaN;
        compared.referenceEntropy()[i] = Double.NaN;
        compared.forwardKl()[i] = Double.NaN;
        compared.reverseKl()[i] = Double.NaN;
        compared.deltaP()[i] = Double.NaN;
        undefine(compared.js(), i);
        undefine(compared.tv(), i);
    }

    private static void undefine(double[] optional, int i) {
        if (optional != null) {
            optional[i] = Double.NaN;
        }
    }

    private static byte flag(boolean value) {
        return (byte) (value ? 1 : 0);
    }

    private CompletionScore result(
            Completion from, byte[] statuses, double[] nll, RowScores full, PairScores pair) {
        return new CompletionScore(
                from.origin(),
                from.format(),
                from.identity(),
                from.eventTimeMillis(),
                from.eventTimeOrigin(),
                from.distribution(),
                from.convention(),
                from.extent(),
                from.rows() == null ? 0 : from.rows().vocabulary(),
                from.referenceModel(),
                statuses,
                from.tokenIds(),
                nll,
                full,
                pair,
                spec.live() ? null : from.top(),
                from.text(),
                from.arrival(),
                spec.live() && full == null
                        ? CandidateEntropy.of(from.top(), nll, spec.vocabulary())
                        : null);
    }
}
