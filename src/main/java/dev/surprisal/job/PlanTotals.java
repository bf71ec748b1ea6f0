package dev.surprisal.job;

import dev.surprisal.ask.DocumentPlan;

/**
 * What a plan asks, added up.
 *
 * @param documents of the data set
 * @param windows requests
 * @param tokens of the texts
 * @param scored tokens that count, each once
 * @param asked tokens of all requests
 * @param words as the convention counts them; -1 where it counts none
 * @param bytes as the convention counts them; -1 where it counts none
 */
public record PlanTotals(
        long documents,
        long windows,
        long tokens,
        long scored,
        long asked,
        long words,
        long bytes) {

    static final PlanTotals NONE = new PlanTotals(0, 0, 0, 0, 0, 0, 0);

    PlanTotals plus(DocumentPlan plan) {
        return new PlanTotals(
                documents + 1,
                windows + plan.coverage().windows(),
                tokens + plan.coverage().tokens(),
                scored + plan.coverage().scored(),
                asked + plan.coverage().asked(),
                plan.measure().words() < 0 ? -1 : words + plan.measure().words(),
                plan.measure().bytes() < 0 ? -1 : bytes + plan.measure().bytes());
    }
}
