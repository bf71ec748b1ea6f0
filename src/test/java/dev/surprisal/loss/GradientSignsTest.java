package dev.surprisal.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Locale;
import java.util.Random;
import java.util.function.DoubleBinaryOperator;
import org.junit.jupiter.api.Test;

/** The gradients that Javadoc and docs/LOSSES.md state, sign included, against differences. */
class GradientSignsTest {

    private static final double STEP = 1e-5;

    /** A line as a function of the one number that the derivative is by. */
    private interface Line {
        String at(double x);
    }

    private static void check(String loss, double x, Line line, double stated) throws Exception {
        double slope =
                (Lines.value(loss, line.at(x + STEP)) - Lines.value(loss, line.at(x - STEP)))
                        / (2 * STEP);
        assertEquals(stated, slope, 1e-6 * (1 + Math.abs(stated)), loss + " at " + x);
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    @Test
    void ofNumbers() throws Exception {
        for (double x : new double[] {-1.7, -0.25, 0.2, 0.9, 2.5}) {
            Line line = at -> "{\"y\":0.5,\"prediction\":" + at + "}";
            double e = x - 0.5;
            check("mse", x, line, 2 * e);
            check("mae", x, line, Math.signum(e));
            check("huber(0.8)", x, line, Math.max(-0.8, Math.min(0.8, e)));
        }
    }

    @Test
    void ofYesAndNo() throws Exception {
        for (double z : new double[] {-3, -0.4, 0.7, 2}) {
            for (int y = 0; y < 2; y++) {
                int label = y;
                Line line = at -> "{\"y\":" + label + ",\"logits\":" + at + "}";
                Line byP = at -> "{\"y\":" + label + ",\"p\":" + at + "}";
                double p = sigmoid(z);
                double hit = y == 1 ? p : 1 - p;
                double focal = Math.pow(1 - hit, 1.5) * (1.5 * hit * Math.log(hit) - (1 - hit));
                check("bce", z, line, p - y);
                check("bce", p, byP, (p - y) / (p * (1 - p)));
                check("focal(1.5)", z, line, y == 1 ? focal : -focal);
            }
        }
    }

    @Test
    void ofClasses() throws Exception {
        Random random = new Random(6);
        for (int j = 0; j < 4; j++) {
            double[] z = {random.nextGaussian(), random.nextGaussian(), 1, -1};
            double sum = 0;
            for (double logit : z) {
                sum += Math.exp(logit);
            }
            int index = j;
            double p = Math.exp(z[j]) / sum;
            double hit = j == 1 ? 1 : 0;
            double[] target = {0.1, 0.6, 0.1, 0.2};
            Line logits = at -> "{\"y\":1,\"logits\":" + with(z, index, at) + "}";
            Line pair =
                    at ->
                            "{\"target\":%s,\"logits\":%s}"
                                    .formatted(Lines.json(target), with(z, index, at));
            check("cross_entropy", z[j], logits, p - hit);
            check("label_smoothing(0.2)", z[j], logits, p - (0.8 * hit + 0.05));
            check("kl", z[j], pair, p - target[j]);
        }
        double[] z = {0.3, -0.2, 1};
        double p = Math.exp(z[0]) / (Math.exp(z[0]) + Math.exp(z[1]) + Math.exp(z[2]));
        check(
                "focal(2)",
                z[0],
                at -> "{\"y\":0,\"logits\":" + with(z, 0, at) + "}",
                Math.pow(1 - p, 2) * (2 * p * Math.log(p) - (1 - p)));
    }

    private static String with(double[] values, int index, double x) {
        double[] changed = values.clone();
        changed[index] = x;
        return Lines.json(changed);
    }

    @Test
    void ofPairs() throws Exception {
        DoubleBinaryOperator slope = (beta, m) -> -beta * sigmoid(-beta * m);
        for (double m : new double[] {-20, -1, 0, 3, 15}) {
            check(
                    "preference(0.3)",
                    m,
                    at -> "{\"margin\":" + at + "}",
                    slope.applyAsDouble(0.3, m));
        }
        String triplet = "{\"positive_distance\":%s,\"negative_distance\":%s}";
        check("triplet(1)", 2, at -> String.format(Locale.ROOT, triplet, at, 2.5), 1);
        check("triplet(1)", 2.5, at -> String.format(Locale.ROOT, triplet, 2, at), -1);
        check("triplet(1)", 0.5, at -> String.format(Locale.ROOT, triplet, at, 2.5), 0);
    }
}
