package dev.surprisal.loss;

import dev.surprisal.event.Labelled;
import dev.surprisal.event.PredictionForm;
import java.util.Map;

/** The numbers of a line: whether they are possible and fit together. */
final class LabelledFields {

    private final Map<String, NumberField> numbers;
    private int items = -1;
    private NumberField first;

    LabelledFields(Map<String, NumberField> numbers) {
        this.numbers = numbers;
    }

    Labelled labelled(String[] labels, long time) throws InvalidLabelledException {
        NumberField y = labelsOf();
        NumberField prediction = prediction(y);
        NumberField scores = scores(y);
        NumberField target = target(scores);
        boolean categorical = scores != null && (target != null || scores.rank() != y.rank());
        int classes = categorical ? classes(y, scores, target) : 0;
        if (scores != null && !categorical) {
            binary(y, scores);
        }
        PairFields pairs = PairFields.of(numbers);
        if (pairs.count() >= 0) {
            agree(pairs.any(), pairs.count());
        }
        return new Labelled(
                labels,
                time,
                Math.max(0, items),
                values(y),
                values(prediction),
                scores == null ? null : form(scores),
                classes,
                values(scores),
                values(target),
                pairs.positiveDistances(),
                pairs.negativeDistances(),
                pairs.margins());
    }

    private static double[] values(NumberField field) {
        return field == null ? null : field.values();
    }

    /** Every field of a line is of the same items. */
    private void agree(NumberField field, int count) throws InvalidLabelledException {
        if (items < 0) {
            items = count;
            first = field;
        } else if (count != items) {
            throw field.fault("of " + count + " items, and " + first.name() + " of " + items);
        }
    }

    private NumberField labelsOf() throws InvalidLabelledException {
        NumberField y = numbers.get("y");
        if (y != null) {
            if (y.rank() > 1) {
                throw y.fault("is an array of arrays");
            }
            y.require(Double::isFinite, "is not finite");
            agree(y, y.rows());
        }
        return y;
    }

    private NumberField prediction(NumberField y) throws InvalidLabelledException {
        NumberField prediction = numbers.get("prediction");
        if (prediction == null) {
            return null;
        }
        if (y == null) {
            throw prediction.fault("stands without y");
        }
        if (prediction.rank() != y.rank()) {
            throw prediction.fault("is not shaped as y is");
        }
        agree(prediction, prediction.rows());
        return prediction.require(Double::isFinite, "is not finite");
    }

    private NumberField scores(NumberField y) throws InvalidLabelledException {
        NumberField scores = null;
        for (String name : new String[] {"p", "logits", "log_probs"}) {
            NumberField field = numbers.get(name);
            if (field != null && scores != null) {
                throw field.fault("stands beside " + scores.name() + "; allowed: one of them");
            }
            scores = field == null ? scores : field;
        }
        if (scores != null && y == null && !numbers.containsKey("target")) {
            throw scores.fault("stands without y and target");
        }
        return scores;
    }

    private static PredictionForm form(NumberField scores) {
        return switch (scores.name()) {
            case "p" -> PredictionForm.PROBABILITY;
            case "logits" -> PredictionForm.LOGIT;
            default -> PredictionForm.LOG_PROBABILITY;
        };
    }

    private NumberField target(NumberField scores) throws InvalidLabelledException {
        NumberField target = numbers.get("target");
        if (target == null) {
            return null;
        }
        if (scores == null) {
            throw target.fault("stands without p, logits and log_probs");
        }
        if (target.rank() == 0 || !target.hasShapeOf(scores)) {
            throw target.fault("is not shaped as " + scores.name() + " is");
        }
        return target;
    }

    private void binary(NumberField y, NumberField scores) throws InvalidLabelledException {
        agree(scores, scores.rows());
        y.require(label -> label == 0 || label == 1, "is neither 0 nor 1");
        switch (form(scores)) {
            case PROBABILITY -> scores.require(p -> p >= 0 && p <= 1, "is not in [0, 1]");
            case LOG_PROBABILITY ->
                    throw scores.fault("of a yes or no: give p, or logits with the logit of yes");
            case LOGIT -> {
                // Any: ±∞ is certainty.
            }
        }
    }

    private int classes(NumberField y, NumberField scores, NumberField target)
            throws InvalidLabelledException {
        if (y != null && scores.rank() != y.rank() + 1) {
            throw scores.fault("is neither shaped as y is nor has an array of classes for each y");
        }
        ClassRows rows = new ClassRows(scores);
        agree(scores, rows.count());
        rows.check(form(scores));
        if (target != null) {
            new ClassRows(target).check(PredictionForm.PROBABILITY);
        }
        if (y != null) {
            y.require(
                    label -> label >= 0 && label < rows.classes() && label == Math.rint(label),
                    "is no number of one of the " + rows.classes() + " classes, from 0");
        }
        return rows.classes();
    }
}
