package dev.surprisal.policy;

/** What happens when in jobs/samples/rollouts; its README.md says the same. Steps. */
final class RolloutPlan {

    static final int STEPS = 201;
    static final int WRITERS = 2;
    static final int COMPLETIONS_A_STEP = 12;
    static final int STEPS_A_VERSION = 5;

    /** math: reward up, gold reward down, KL runs away; rolled back at the end. */
    static final int HACK = 80;

    static final int HACK_END = 110;

    /** code: entropy falls, and stays low until it is over. */
    static final int COLLAPSE = 120;

    static final int COLLAPSE_LOW = 135;
    static final int COLLAPSE_END = 145;

    /** The engine samples from other weights than the trainer's, from this weight version on. */
    static final int MISMATCH_VERSION = 32;

    static final int MISMATCH = MISMATCH_VERSION * STEPS_A_VERSION;

    /** top-p 0.9, log-probs renormalised. */
    static final int CUT = 180;

    static final int CUT_END = 190;
    static final double TOP_P = 0.9;

    private RolloutPlan() {}

    static boolean hacks(String env, int step) {
        return env.equals("math") && step >= HACK && step < HACK_END;
    }

    /** How far the policy has moved from the reference, in units of its direction. */
    static double drift(String env, int step) {
        double slow = 0.3 * step / STEPS;
        return slow + (hacks(env, step) ? 1.5 * (step - HACK + 1) / (HACK_END - HACK) : 0);
    }

    /** Factor of the logits: 1, and more where entropy collapses. */
    static double sharpness(String env, int step) {
        if (!env.equals("code") || step < COLLAPSE || step >= COLLAPSE_END) {
            return 1;
        }
        double part = (double) (step - COLLAPSE + 1) / (COLLAPSE_LOW - COLLAPSE);
        return 1 + 1.5 * Math.min(1, part);
    }

    static double reward(String env, int step) {
        double slow = 0.3 + 0.2 * step / STEPS;
        double part = (double) (step - HACK + 1) / (HACK_END - HACK);
        return slow + (hacks(env, step) ? 0.4 * part : 0);
    }

    static double gold(String env, int step) {
        double slow = 0.3 + 0.2 * step / STEPS;
        double part = (double) (step - HACK + 1) / (HACK_END - HACK);
        return slow - (hacks(env, step) ? 0.25 * part : 0);
    }

    static boolean cuts(int step) {
        return step >= CUT && step < CUT_END;
    }

    static int weightVersion(int step) {
        return step / STEPS_A_VERSION;
    }

    /** Standard deviation of the engine's logits about the trainer's. */
    static double noise(int step) {
        return weightVersion(step) >= MISMATCH_VERSION ? 0.35 : 0.02;
    }
}
