package dev.surprisal.policy;

import dev.surprisal.policy.Validity.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Which faults of sampling spoil which estimator.
 *
 * <p>Tokens that are not p's, or log-probs that are not of what was sampled from, spoil all. Tokens
 * cut by top-p or top-k, with log-probs of what was left, spoil k3 alone: its mean lacks 1 − S, S
 * being q's mass on what was left, while k1 is true of the cut distribution.
 */
final class ValidityRule {

    private ValidityRule() {}

    static Validity of(PairFigures figures, Estimator estimator) {
        List<String> reasons = new ArrayList<>();
        State state = State.VALID;
        state = note(reasons, state, State.INVALID, figures, PairCount.FOREIGN);
        state = note(reasons, state, State.INVALID, figures, PairCount.UNPROCESSED);
        if (estimator == Estimator.K3) {
            state = note(reasons, state, State.INVALID, figures, PairCount.TRUNCATED);
        }
        state = note(reasons, state, State.UNCERTAIN, figures, PairCount.NEARLY_FOREIGN);
        state = note(reasons, state, State.UNCERTAIN, figures, PairCount.UNKNOWN);
        if (reasons.isEmpty()) {
            return Validity.VALID;
        }
        if (estimator == Estimator.K3) {
            reasons.add(
                    String.format(
                            Locale.ROOT,
                            "mean(exp(logq-logp)) is %.4f, and 1 for a KL",
                            figures.ratioMean()));
        }
        return new Validity(state, String.join("; ", reasons));
    }

    private static State note(
            List<String> reasons, State state, State found, PairFigures figures, PairCount fault) {
        long tokens = figures.count(fault);
        if (tokens == 0) {
            return state;
        }
        reasons.add(words(fault) + ": " + tokens + " of " + figures.tokens() + " tokens");
        return state.compareTo(found) > 0 ? state : found;
    }

    private static String words(PairCount fault) {
        return switch (fault) {
            case FOREIGN -> "sampled by another model";
            case UNPROCESSED -> "log-probs from before temperature or truncation";
            case TRUNCATED -> "cut by top-p or top-k";
            case NEARLY_FOREIGN -> "sampled by the roll-out engine, not by the policy itself";
            case UNKNOWN -> "sampling not said";
            default -> throw new IllegalArgumentException(fault + " is no fault of sampling");
        };
    }
}
