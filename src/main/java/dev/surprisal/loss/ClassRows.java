package dev.surprisal.loss;

import dev.surprisal.event.PredictionForm;

/** A field with a number for each class: of one item, or an array for each of several. */
final class ClassRows {

    /** How far from 1 probabilities may add up to: they may have been printed in four digits. */
    private static final double SUM_TOLERANCE = 1e-3;

    /** Rounding in single precision can put a log-prob so far above 0. */
    private static final double LOG_PROB_MAX = 1e-6;

    private final NumberField field;

    /** Of a field of rank 1 or 2. */
    ClassRows(NumberField field) {
        this.field = field;
    }

    int count() {
        return field.rank() == 1 ? 1 : field.rows();
    }

    int classes() {
        return field.rank() == 1 ? field.rows() : field.columns();
    }

    /** Refuses what is no distribution in this form. */
    void check(PredictionForm form) throws InvalidLabelledException {
        if (classes() == 0 && count() > 0) {
            throw field.fault("has no classes");
        }
        switch (form) {
            case PROBABILITY -> field.require(p -> p >= 0 && p <= 1, "is not in [0, 1]");
            case LOG_PROBABILITY -> field.require(x -> x <= LOG_PROB_MAX, "is above 0");
            case LOGIT -> field.require(x -> x != Double.POSITIVE_INFINITY, "is infinite");
        }
        for (int row = 0; row < count(); row++) {
            check(form, row);
        }
    }

    private void check(PredictionForm form, int row) throws InvalidLabelledException {
        int classes = classes();
        if (form == PredictionForm.LOGIT) {
            int top = Logs.top(field.values(), row * classes, classes);
            if (field.values()[row * classes + top] == Double.NEGATIVE_INFINITY) {
                throw field.fault("has no class that can be");
            }
            return;
        }
        double sum = 0;
        for (int i = row * classes; i < (row + 1) * classes; i++) {
            double value = field.values()[i];
            sum += form == PredictionForm.PROBABILITY ? value : StrictMath.exp(value);
        }
        if (!(Math.abs(sum - 1) <= SUM_TOLERANCE)) {
            throw field.fault("adds up to a probability that is not 1 to within 0.001");
        }
    }
}
