package dev.surprisal.alarm;

import dev.surprisal.event.DetectorState;
import dev.surprisal.event.StepScore;

/** What alerts over training steps say, one sentence each. */
final class StepSentences {

    private StepSentences() {}

    static String raised(
            Detector<StepScore> detector,
            DetectorState state,
            Reading reading,
            StepScore step,
            double logWeight,
            long invalidSteps) {
        int leader = EProcess.leader(state.evidence());
        StringBuilder text = new StringBuilder();
        boolean equality = detector.direction.isEmpty();
        if (equality) {
            text.append("the tokens of ").append(name(step)).append(" were not sampled from the ");
            text.append(other(detector.statistic));
        } else {
            text.append(detector.statistic).append(" of ").append(name(step));
            text.append(detector.direction.equals("up") ? " is above" : " is below");
            text.append(" its limit ").append(number(reading.baseline()));
        }
        text.append(" since step ").append(state.sinceMillis()[leader]);
        text.append(equality ? ": ln of the likelihood ratio " : ": ");
        text.append(number(reading.value())).append(equality ? " nats in " : " in ");
        text.append(steps(step)).append(", ");
        text.append(number(equality ? state.runs()[leader] : detector.level(state)));
        text.append(equality ? " nats since then" : " a completion since then");
        Sentences.appendRatio(text, detector, reading);
        text.append("; ").append(detector.name).append(" evidence ");
        text.append(number(detector.evidence(state, logWeight))).append(" nats, needed ");
        text.append(number(detector.threshold(logWeight)));
        if (state.skipped() > 0) {
            text.append("; ").append(state.skipped());
            text.append(equality ? " steps" : " completions").append(" could not be tested");
        }
        if (!equality && invalidSteps > 0) {
            text.append("; not tested in ").append(invalidSteps);
            text.append(" steps so far, where k3 is no estimate of KL");
        }
        return text.toString();
    }

    static String over(Detector<StepScore> detector, Reading reading, StepScore step) {
        if (detector.direction.isEmpty()) {
            return "nothing speaks against the tokens of %s being sampled from the %s any more: ln of the likelihood ratio %s nats in %s"
                    .formatted(
                            name(step),
                            other(detector.statistic),
                            number(reading.value()),
                            steps(step));
        }
        return "%s of %s is back within its limit %s: %s in %s"
                .formatted(
                        detector.statistic,
                        name(step),
                        number(reading.baseline()),
                        number(reading.value()),
                        steps(step));
    }

    static String overOptimised(
            OverOptimisation rule, OverOptimisation.Verdict verdict, StepScore step, long since) {
        StringBuilder text = new StringBuilder();
        text.append("the reward of ")
                .append(name(step))
                .append(" may be over-optimised since step ");
        text.append(since)
                .append(": from the ")
                .append(rule.window())
                .append(" steps before to the ");
        text.append(rule.window()).append(" from there on ");
        append(text, "reward/mean", verdict.reward());
        append(text.append(", "), "sqrt_kl", verdict.rootKl());
        if (verdict.gold() != null) {
            append(text.append(", "), "reward/gold_mean", verdict.gold());
            return text.toString();
        }
        text.append(", kl ").append(number(verdict.kl())).append(" is above its limit ");
        text.append(number(rule.klMax()));
        if (verdict.golds() == 0) {
            return text.append("; no held-out reward was given").toString();
        }
        text.append("; a held-out reward was given in only ").append(verdict.golds());
        text.append(" of these steps and is not compared");
        return text.toString();
    }

    static String overOptimisationOver(OverOptimisation rule, StepScore step) {
        return "the reward of %s has not looked over-optimised in %d steps in a row, up to step %d"
                .formatted(name(step), rule.window(), step.lastStep());
    }

    static String notWatched(StepScore step) {
        return name(step) + ": over, because the settings do not ask for it any more";
    }

    private static void append(
            StringBuilder text, String what, OverOptimisation.Comparison comparison) {
        text.append(what).append(' ').append(number(comparison.before())).append(" to ");
        text.append(number(comparison.now())).append(" (z ");
        text.append(number(comparison.z())).append(')');
    }

    /** Which run and group, as people read it: "all" for all completions of a run without name. */
    private static String name(StepScore step) {
        return step.run().isEmpty() ? step.labels().text() : StepWatch.key(step);
    }

    /** The model of a pair that the tokens are tested to be sampled from. */
    private static String other(String pair) {
        return pair.equals(StepAlarmSpec.REFERENCE) ? "reference" : "policy";
    }

    private static String steps(StepScore step) {
        return step.firstStep() == step.lastStep()
                ? "step " + step.firstStep()
                : "steps " + step.firstStep() + " to " + step.lastStep();
    }

    private static String number(double x) {
        return Double.isInfinite(x) ? (x > 0 ? "∞" : "−∞") : Sentences.number(x);
    }
}
