package dev.surprisal.policy;

import dev.surprisal.kernel.LogRatio;
import java.util.Locale;

/** A sampled estimator of KL(p‖q); {@link LogRatio} has the formulas. */
public enum Estimator {
    /** ln p − ln q: the one without bias under any sampling that log-probs tell truly. */
    K1(PairSum.K1, PairSum.WHOLE_K1, PairSum.SEQUENCE_K1),
    /** Half the squared log-ratio: biased. */
    K2(PairSum.K2, PairSum.WHOLE_K2, PairSum.SEQUENCE_K2),
    /** The one of least variance, unbiased unless tokens were cut from the sampler's choice. */
    K3(PairSum.K3, PairSum.WHOLE_K3, PairSum.SEQUENCE_K3);

    final PairSum tokens;
    final PairSum whole;
    final PairSum sequences;

    Estimator(PairSum tokens, PairSum whole, PairSum sequences) {
        this.tokens = tokens;
        this.whole = whole;
        this.sequences = sequences;
    }

    /** As in keys: "k1". */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    double of(double d) {
        return switch (this) {
            case K1 -> LogRatio.k1(d);
            case K2 -> LogRatio.k2(d);
            case K3 -> LogRatio.k3(d);
        };
    }
}
