package dev.surprisal.policy;

import java.util.Map;
import java.util.TreeMap;

/**
 * Numbers under the keys that a trainer logs them by, with its reduction and its clamps, so that
 * one dashboard can be laid over the other. docs/POLICY-METRICS.md says whose formula each key is,
 * and which of their keys cannot be had from log-probs.
 *
 * <p>They are computed in double where trainers have float32, and over all of a step's roll-outs
 * where some trainers log a mean of means over micro-batches.
 */
public enum View {
    /** TRL: GRPO's and PPO's keys. */
    TRL("trl") {
        @Override
        void put(Keys keys, StepFigures step) {
            PairFigures mismatch = step.mismatch();
            PairFigures reference = step.reference();
            keys.put("kl", reference.kl(Estimator.K3, Reduction.TOKEN_MEAN));
            keys.put("objective/kl", reference.kl(Estimator.K1, Reduction.SEQ_SUM));
            keys.put("objective/entropy", reference.wholeMean(PairSum.WHOLE_NLL_P));
            String difference = "sampling/sampling_logp_difference/";
            keys.put(difference + "mean", mismatch.tokenMean(PairSum.ABSOLUTE));
            keys.put(difference + "max", mismatch.extreme(PairExtreme.ABSOLUTE_MAX));
            String ratio = "sampling/importance_sampling_ratio/";
            keys.put(ratio + "min", mismatch.extreme(PairExtreme.MASKED_MIN));
            keys.put(ratio + "mean", mismatch.wholeMean(PairSum.WHOLE_RATIO_MASKED));
            keys.put(ratio + "max", mismatch.extreme(PairExtreme.MASKED_MAX));
            CompletionFigures completions = step.completions();
            keys.put("reward", completions.rewardMean());
            keys.put("objective/scores", completions.rewardMean());
            keys.put("completions/mean_length", completions.lengthMean());
            keys.put("completions/min_length", completions.lengthMin());
            keys.put("completions/max_length", completions.lengthMax());
        }
    },
    /** verl: kl_penalty's, and rollout_corr. */
    VERL("verl") {
        @Override
        void put(Keys keys, StepFigures step) {
            VerlKeys.put(keys, step);
        }
    },
    /** OpenRLHF, at its default estimator k1. */
    OPENRLHF("openrlhf") {
        @Override
        void put(Keys keys, StepFigures step) {
            keys.put("kl", step.reference().sequenceMean(PairSum.SEQUENCE_K1_CUT));
            keys.put("vllm_kl", step.mismatch().kl(Estimator.K1, Reduction.TOKEN_MEAN));
            keys.put("reward", step.completions().rewardMean());
            keys.put("response_length", step.completions().lengthMean());
        }
    },
    /** NeMo-RL: gen_kl_error and its company. */
    NEMO_RL("nemo-rl") {
        @Override
        void put(Keys keys, StepFigures step) {
            PairFigures mismatch = step.mismatch();
            keys.put("gen_kl_error", mismatch.tokenMean(PairSum.K3));
            keys.put("policy_kl_error", mismatch.tokenMean(PairSum.K3_REVERSED));
            keys.put("js_divergence_error", mismatch.tokenMean(PairSum.MIXTURE));
            keys.put("token_mult_prob_error", mismatch.tokenMean(PairSum.MULTIPLIED));
            keys.put("sampling_importance_ratio", mismatch.ratioMean());
            keys.put("approx_entropy", mismatch.weightedEntropyEstimate());
            keys.put("reward", step.completions().rewardMean());
        }
    },
    /** prime-rl: mismatch_kl and ref_kl. */
    PRIME_RL("prime-rl") {
        @Override
        void put(Keys keys, StepFigures step) {
            PairFigures mismatch = step.mismatch();
            keys.put("mismatch_kl/all/mean", mismatch.mismatchKl());
            keys.put(
                    "mismatch_kl/all/std",
                    mismatch.deviation(PairSum.K3, PairSum.K3_SQUARE, mismatch.tokens()));
            keys.put("mismatch_kl/all/max", mismatch.extreme(PairExtreme.K3_MAX));
            keys.put("ref_kl/all/mean", 0 - step.reference().tokenMean(PairSum.K1));
        }
    };

    private final String label;

    View(String label) {
        this.label = label;
    }

    /** As in job files: "nemo-rl". */
    public String label() {
        return label;
    }

    /**
     * The keys of which something counted, sorted.
     *
     * @param step all roll-outs of a step or window
     */
    public Map<String, Double> figures(StepFigures step) {
        Keys keys = new Keys();
        put(keys, step);
        return keys.values;
    }

    abstract void put(Keys keys, StepFigures step);

    /** Keys and their values; a mean of nothing and a maximum of nothing are left out. */
    static final class Keys {
        private final Map<String, Double> values = new TreeMap<>();

        void put(String key, double value) {
            if (!Double.isNaN(value)
                    && value != Double.NEGATIVE_INFINITY
                    && !(value == Double.POSITIVE_INFINITY && key.contains("min"))) {
                values.put(key, value);
            }
        }
    }
}
