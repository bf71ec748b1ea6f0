package dev.surprisal.probe;

import dev.surprisal.kernel.ClusteredRatio;
import dev.surprisal.kernel.ExactSums;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * What a replica answered when it was known to be right, frozen.
 *
 * @param replica whose it is
 * @param millis when it was taken
 * @param runs at least one, of the same tokens
 */
record Baseline(String replica, long millis, List<Reading> runs) {

    /** Two-sided, so that the noise is at most its upper end with probability 0.995. */
    private static final double NOISE_LEVEL = 0.99;

    Baseline {
        runs = List.copyOf(runs);
    }

    /** The first run stands for what all have in common: model, dialect, tokens. */
    Reading first() {
        return runs.get(0);
    }

    /** [documents] mean over the runs of the summed nll, nats; exactly theirs where all agree. */
    double[] nll() {
        double[] mean = new double[first().nll().length];
        for (int i = 0; i < mean.length; i++) {
            long[] sum = ExactSums.create(1);
            for (Reading run : runs) {
                ExactSums.add(sum, 0, run.nll()[i]);
            }
            mean[i] =
                    ExactSums.toBigDecimal(sum, 0)
                            .divide(BigDecimal.valueOf(runs.size()), MathContext.DECIMAL128)
                            .doubleValue();
        }
        return mean;
    }

    /**
     * How much the replica differs from itself: the mean over documents of the mean over pairs of
     * runs of |difference of nll| per token, nats; its upper confidence bound of level 0.995,
     * clustered by document.
     *
     * <p>Two runs differ by at least as much, in expectation, as a new run differs from their mean
     * (Jensen), so this bounds what later probes of an unchanged server show. 0 where all runs are
     * bit-equal, and with a single run, where nothing is known; with a single document the mean.
     */
    double noise() {
        ClusteredRatio documents = new ClusteredRatio();
        for (int i = 0; i < first().nll().length; i++) {
            long[] sum = ExactSums.create(1);
            int pairs = 0;
            for (int a = 0; a < runs.size(); a++) {
                for (int b = a + 1; b < runs.size(); b++) {
                    ExactSums.add(sum, 0, Math.abs(runs.get(a).nll()[i] - runs.get(b).nll()[i]));
                    pairs++;
                }
            }
            double mean = pairs == 0 ? 0 : ExactSums.toDouble(sum, 0) / pairs;
            documents.add(mean / first().tokens()[i], 1);
        }
        double upper = documents.upper(NOISE_LEVEL);
        return Double.isNaN(upper) ? documents.mean() : upper;
    }

    /** Tells two baselines apart: evidence against one says nothing about another. */
    String id() {
        StringBuilder text = new StringBuilder(replica).append('\n');
        for (Reading run : runs) {
            text.append(Arrays.toString(run.nll())).append(Arrays.toString(run.tokens()));
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        return HexFormat.of().formatHex(ProbeText.sha256().digest(bytes), 0, 6);
    }
}
