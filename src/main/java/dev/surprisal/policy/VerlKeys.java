package dev.surprisal.policy;

/**
 * verl's keys: ray_trainer.py, core_algos.py and rollout_corr_helper.py of 2026-01.
 *
 * <p>Its masked means divide by n + 1e-8, which is below the last bit of the float32 that it logs
 * from one token on, so it is left out here.
 */
final class VerlKeys {
    private static final String CORRECTION = "rollout_corr/";

    private VerlKeys() {}

    static void put(View.Keys keys, StepFigures step) {
        PairFigures reference = step.reference();
        keys.put(
                "actor/reward_kl_penalty",
                reference.kl(Estimator.K1, Reduction.SEQ_MEAN_TOKEN_MEAN));
        keys.put("actor/kl_loss", reference.tokenMean(PairSum.K3_CLAMPED));
        CompletionFigures completions = step.completions();
        keys.put("critic/score/mean", completions.rewardMean());
        keys.put("critic/score/max", completions.rewardMax());
        keys.put("critic/score/min", completions.rewardMin());
        keys.put("response_length/mean", completions.lengthMean());
        keys.put("response_length/max", completions.lengthMax());
        keys.put("response_length/min", completions.lengthMin());
        correction(keys, step.mismatch());
    }

    private static void correction(View.Keys keys, PairFigures mismatch) {
        keys.put(CORRECTION + "kl", mismatch.kl(Estimator.K1, Reduction.TOKEN_MEAN));
        keys.put(CORRECTION + "k3_kl", mismatch.kl(Estimator.K3, Reduction.TOKEN_MEAN));
        keys.put(CORRECTION + "training_ppl", mismatch.sequenceMean(PairSum.SEQUENCE_PPL_Q));
        keys.put(CORRECTION + "training_log_ppl", mismatch.sequenceMean(PairSum.SEQUENCE_NLL_Q));
        keys.put(CORRECTION + "rollout_ppl", mismatch.sequenceMean(PairSum.SEQUENCE_PPL_P));
        keys.put(CORRECTION + "rollout_log_ppl", mismatch.sequenceMean(PairSum.SEQUENCE_NLL_P));
        keys.put(CORRECTION + "log_ppl_diff", mismatch.logPplDifference());
        keys.put(CORRECTION + "log_ppl_abs_diff", mismatch.sequenceMean(PairSum.SEQUENCE_ABSOLUTE));
        keys.put(CORRECTION + "log_ppl_diff_max", mismatch.extreme(PairExtreme.PPL_DIFFERENCE_MAX));
        keys.put(CORRECTION + "log_ppl_diff_min", mismatch.extreme(PairExtreme.PPL_DIFFERENCE_MIN));
        keys.put(CORRECTION + "ppl_ratio", mismatch.pplRatio());
        keys.put(CORRECTION + "chi2_token", mismatch.tokenMean(PairSum.RATIO_SQUARE_CLAMPED) - 1);
        keys.put(
                CORRECTION + "chi2_seq",
                mismatch.wholeMean(PairSum.WHOLE_RATIO_SQUARE_CLAMPED) - 1);
        keys.put(
                CORRECTION + "rollout_is_eff_sample_size",
                mismatch.effective(PairSum.WEIGHT, PairSum.WEIGHT_SQUARE, mismatch.tokens()));
    }
}
