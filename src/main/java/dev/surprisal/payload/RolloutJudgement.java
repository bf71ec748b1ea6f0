package dev.surprisal.payload;

import dev.surprisal.event.Judgement;
import dev.surprisal.event.PredictionForm;

/**
 * The fields of a roll-out's judge or verifier: {@code judge}, a probability of yes, or {@code
 * judge_logit}; and {@code label}, what was the case.
 *
 * <ul>
 *   <li>null: not given; a judge of NaN, bare or as text: given, and no number
 *   <li>a probability outside [0, 1], a label that is neither 0 nor 1, both of the first two: the
 *       record is malformed
 *   <li>a logit of ±∞ is one
 * </ul>
 */
final class RolloutJudgement {

    private PredictionForm form;
    private double score = Double.NaN;
    private int label = -1;

    /** Reads the current value, if it is of one of these keys. */
    boolean read(String key, JsonCursor in) throws MalformedPayloadException {
        switch (key) {
            case "judge" -> judge(key, in, PredictionForm.PROBABILITY);
            case "judge_logit" -> judge(key, in, PredictionForm.LOGIT);
            case "label" -> label = in.isNull() ? -1 : RolloutFields.flag(in, key);
            default -> {
                return false;
            }
        }
        return true;
    }

    private void judge(String key, JsonCursor in, PredictionForm given)
            throws MalformedPayloadException {
        if (in.isNull()) {
            return;
        }
        if (form != null && form != given) {
            throw in.fault("a roll-out has judge and judge_logit");
        }
        score = in.isString() ? TokenColumns.nonFinite(in, key) : in.number(key);
        if (given == PredictionForm.PROBABILITY && (score < 0 || score > 1)) {
            throw in.fault(key + " is " + score + ", expected a probability, 0 to 1");
        }
        form = given;
    }

    /** What was read; null if nothing was. */
    Judgement judgement() {
        return form == null && label < 0 ? null : new Judgement(form, score, label);
    }
}
