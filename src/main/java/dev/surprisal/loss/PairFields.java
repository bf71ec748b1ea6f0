package dev.surprisal.loss;

import java.util.Map;

/**
 * Fields that compare one thing with another: distances of a triplet, margin of a preference.
 *
 * @param any one of the fields, for messages; null without any
 * @param count of items; −1 without any
 */
record PairFields(
        NumberField any,
        int count,
        double[] positiveDistances,
        double[] negativeDistances,
        double[] margins) {

    static PairFields of(Map<String, NumberField> numbers) throws InvalidLabelledException {
        double[][] distances = distances(numbers);
        double[] margins = margins(numbers);
        NumberField triplet = first(numbers, "anchor", "positive_distance");
        NumberField preference = first(numbers, "margin", "chosen");
        if (distances != null && margins != null && distances[0].length != margins.length) {
            throw preference.fault("has another number of items than " + triplet.name());
        }
        double[] counted = distances == null ? margins : distances[0];
        return new PairFields(
                distances == null ? preference : triplet,
                counted == null ? -1 : counted.length,
                distances == null ? null : distances[0],
                distances == null ? null : distances[1],
                margins);
    }

    private static NumberField first(Map<String, NumberField> numbers, String... names) {
        for (String name : names) {
            if (numbers.containsKey(name)) {
                return numbers.get(name);
            }
        }
        return null;
    }

    /** To positive and negative; null without a triplet. */
    private static double[][] distances(Map<String, NumberField> numbers)
            throws InvalidLabelledException {
        NumberField[] given = together(numbers, "positive_distance", "negative_distance");
        NumberField[] vectors = together(numbers, "anchor", "positive", "negative");
        if (given != null && vectors != null) {
            throw given[0].fault("stands beside anchor; allowed: one of them");
        }
        if (given != null) {
            for (NumberField field : given) {
                field.require(d -> d >= 0 && d < Double.POSITIVE_INFINITY, "is no distance");
            }
            return new double[][] {given[0].values(), given[1].values()};
        }
        if (vectors == null) {
            return null;
        }
        for (NumberField field : vectors) {
            field.require(Double::isFinite, "is not finite");
            if (field.rank() == 0) {
                throw field.fault("is no array");
            }
        }
        return new double[][] {
            distances(vectors[0], vectors[1]), distances(vectors[0], vectors[2])
        };
    }

    private static double[] distances(NumberField a, NumberField b)
            throws InvalidLabelledException {
        ClassRows rows = new ClassRows(a);
        double[] distances = new double[rows.count()];
        for (int i = 0; i < distances.length; i++) {
            distances[i] = distance(a.values(), b.values(), i * rows.classes(), rows.classes());
            if (Double.isInfinite(distances[i])) {
                throw b.fault("is too far from " + a.name());
            }
        }
        return distances;
    }

    /** Euclidean; scaled by the greatest difference, so that no square overflows. */
    private static double distance(double[] a, double[] b, int from, int length) {
        double greatest = 0;
        for (int i = from; i < from + length; i++) {
            greatest = Math.max(greatest, Math.abs(a[i] - b[i]));
        }
        if (greatest == 0 || Double.isInfinite(greatest)) {
            return greatest;
        }
        double sum = 0;
        for (int i = from; i < from + length; i++) {
            double scaled = (a[i] - b[i]) / greatest;
            sum += scaled * scaled;
        }
        return greatest * Math.sqrt(sum);
    }

    /** Chosen over rejected; null without a preference. */
    private static double[] margins(Map<String, NumberField> numbers)
            throws InvalidLabelledException {
        NumberField margin = numbers.get("margin");
        NumberField[] pair = together(numbers, "chosen", "rejected");
        NumberField[] references = together(numbers, "chosen_reference", "rejected_reference");
        if (margin != null && pair != null) {
            throw margin.fault("stands beside chosen; allowed: one of them");
        }
        if (references != null && pair == null) {
            throw references[0].fault("stands without chosen");
        }
        if (pair == null) {
            return margin == null ? null : flat(margin).values();
        }
        double[] margins = pair[0].values().clone();
        for (int i = 0; i < margins.length; i++) {
            double chosen = pair[0].values()[i];
            double rejected = pair[1].values()[i];
            if (references != null) {
                chosen -= references[0].values()[i];
                rejected -= references[1].values()[i];
            }
            margins[i] = chosen - rejected;
            if (Double.isNaN(margins[i])) {
                throw pair[0].fault("less rejected is no number: both are infinite");
            }
        }
        return margins;
    }

    /** Fields that only make sense together and in one shape; null where none is there. */
    private static NumberField[] together(Map<String, NumberField> numbers, String... names)
            throws InvalidLabelledException {
        NumberField[] fields = new NumberField[names.length];
        NumberField present = first(numbers, names);
        if (present == null) {
            return null;
        }
        for (int i = 0; i < names.length; i++) {
            fields[i] = numbers.get(names[i]);
            if (fields[i] == null) {
                throw present.fault("stands without " + names[i]);
            }
            if (!fields[i].hasShapeOf(fields[0])) {
                throw fields[i].fault("is not shaped as " + names[0] + " is");
            }
        }
        // Only vectors have rows.
        return names[0].equals("anchor") ? fields : flat(fields);
    }

    private static NumberField[] flat(NumberField[] fields) throws InvalidLabelledException {
        flat(fields[0]);
        return fields;
    }

    private static NumberField flat(NumberField field) throws InvalidLabelledException {
        if (field.rank() > 1) {
            throw field.fault("is an array of arrays");
        }
        return field;
    }
}
