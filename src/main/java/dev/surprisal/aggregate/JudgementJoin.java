package dev.surprisal.aggregate;

import dev.surprisal.event.Judgement;

/** What two records of one completion say of its judge and its label; either may be null. */
final class JudgementJoin {

    private JudgementJoin() {}

    /** Why they contradict each other; null if they do not. */
    static String refusal(Judgement a, Judgement b) {
        if (a == null || b == null) {
            return null;
        }
        boolean judged = a.form() != null && b.form() != null;
        if (judged && (a.form() != b.form() || Double.compare(a.score(), b.score()) != 0)) {
            return "both streams have a judge, and differ: %s and %s"
                    .formatted(a.score(), b.score());
        }
        if (a.label() >= 0 && b.label() >= 0 && a.label() != b.label()) {
            return "both streams have label, and differ: %d and %d".formatted(a.label(), b.label());
        }
        return null;
    }

    /** Judge and label, each from whichever has it. */
    static Judgement join(Judgement a, Judgement b) {
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        Judgement judge = a.form() != null ? a : b;
        return new Judgement(judge.form(), judge.score(), Math.max(a.label(), b.label()));
    }
}
