package dev.surprisal.event;

/**
 * What a judge or verifier says of a completion, and what was the case.
 *
 * @param form PROBABILITY or LOGIT, of yes; null where the record has no judge
 * @param score a probability of [0, 1], or a logit, ±∞ included; NaN where the judge gave no number
 * @param label 1 where yes was the case, 0 where no; -1 if not said
 */
public record Judgement(PredictionForm form, double score, int label) {}
