package dev.surprisal.alarm;

import dev.surprisal.event.StepScore;

/** Whether the k3 of a step is an estimate of KL, as the step's notes say. */
final class StepValidity {

    private static final String INVALID = "invalid";

    private StepValidity() {}

    /**
     * Whether a statistic of a step is a k3 that estimates something else, because of how tokens
     * were sampled. False where nothing is said, and where it is only uncertain.
     */
    static boolean invalid(StepScore step, String statistic) {
        return switch (statistic) {
            case StepLimit.KL -> saysInvalid(step, StepAlarmSpec.REFERENCE);
            case StepLimit.MISMATCH -> saysInvalid(step, StepLimit.MISMATCH);
            default -> false;
        };
    }

    private static boolean saysInvalid(StepScore step, String pair) {
        String name = pair + "/k3/validity";
        for (int i = 0; i < step.noteNames().length; i++) {
            // A reason may follow the word.
            if (step.noteNames()[i].equals(name) && step.notes()[i].startsWith(INVALID)) {
                return true;
            }
        }
        return false;
    }
}
