package dev.surprisal.compare;

import java.util.Locale;

/** What a paired ratio says, in a word and in a sentence. */
public enum Verdict {
    /** The whole interval is above: the candidate is less likely to say what was said. */
    WORSE,
    /** The whole interval is below. */
    BETTER,
    /** The interval has no difference in it, and 0 is inside. */
    NO_DIFFERENCE,
    /** Every document has the same nll. */
    IDENTICAL,
    /** Fewer than two documents: nothing tells noise from a difference. */
    UNDECIDED;

    static Verdict of(PairedRatio ratio, boolean identical) {
        if (identical) {
            return IDENTICAL;
        }
        if (Double.isNaN(ratio.low())) {
            return UNDECIDED;
        }
        if (ratio.low() > 0) {
            return WORSE;
        }
        return ratio.high() < 0 ? BETTER : NO_DIFFERENCE;
    }

    /** One sentence: which is better, by how much, whether it is more than noise. */
    String sentence(Run baseRun, Run candidateRun, Unit unit, PairedRatio ratio) {
        String base = baseRun.label();
        String candidate = candidateRun.label();
        String change = unit.perplexity() + " " + percent(ratio.mean()) + " %";
        String interval =
                " [%s, %s], %d %ss"
                        .formatted(
                                percent(ratio.low()),
                                percent(ratio.high()),
                                ratio.clusters(),
                                baseRun.clusterUnit());
        return switch (this) {
            case WORSE ->
                    candidate
                            + " is worse than "
                            + base
                            + ": "
                            + change
                            + interval
                            + "; more than noise";
            case BETTER ->
                    candidate
                            + " is better than "
                            + base
                            + ": "
                            + change
                            + interval
                            + "; more than noise";
            case NO_DIFFERENCE ->
                    candidate
                            + " and "
                            + base
                            + ": no difference beyond noise; "
                            + change
                            + interval;
            case IDENTICAL ->
                    "%s and %s: every %s has the same nll"
                            .formatted(candidate, base, baseRun.clusterUnit());
            case UNDECIDED ->
                    candidate
                            + " and "
                            + base
                            + ": "
                            + change
                            + "; one cluster gives no interval, so it may be noise";
        };
    }

    /** Relative change of the perplexity, in per cent with a sign. */
    private static String percent(double logRatio) {
        double change = 100 * StrictMath.expm1(logRatio);
        int digits = Math.abs(change) < 1 ? 3 : Math.abs(change) < 1000 ? 2 : 0;
        String text = String.format(Locale.ROOT, "%+." + digits + "f", change);
        return text.matches("[+-]0\\.0+") ? text.substring(1) : text;
    }
}
