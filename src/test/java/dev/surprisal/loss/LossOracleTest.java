package dev.surprisal.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Against formulas as the books write them, in 60 digits. */
class LossOracleTest {

    private static final MathContext DIGITS = new MathContext(60, RoundingMode.HALF_EVEN);
    private static final double RELATIVE = 4e-15;
    private static final int CASES = 300;

    private static BigDecimal of(double x) {
        return new BigDecimal(x);
    }

    /** By halving the argument until the series is short. */
    private static BigDecimal exp(BigDecimal x) {
        int halvings = 0;
        BigDecimal small = x;
        while (small.abs().compareTo(new BigDecimal("0.1")) > 0) {
            small = small.divide(BigDecimal.valueOf(2), DIGITS);
            halvings++;
        }
        BigDecimal sum = BigDecimal.ONE;
        BigDecimal term = BigDecimal.ONE;
        for (int i = 1; i < 60; i++) {
            term = term.multiply(small, DIGITS).divide(BigDecimal.valueOf(i), DIGITS);
            sum = sum.add(term, DIGITS);
        }
        for (int i = 0; i < halvings; i++) {
            sum = sum.multiply(sum, DIGITS);
        }
        return sum;
    }

    /** Newton's method on exp, from the double's logarithm. */
    private static BigDecimal ln(BigDecimal x) {
        BigDecimal y = of(Math.log(x.doubleValue()));
        for (int i = 0; i < 3; i++) {
            BigDecimal e = exp(y);
            y =
                    y.add(
                            x.subtract(e, DIGITS)
                                    .multiply(BigDecimal.valueOf(2))
                                    .divide(x.add(e, DIGITS), DIGITS),
                            DIGITS);
        }
        return y;
    }

    private static void check(BigDecimal expected, double actual, String what) {
        double value = expected.doubleValue();
        assertEquals(value, actual, RELATIVE * Math.abs(value) + 1e-300, what);
    }

    @Test
    void logitsOfAnySize() throws Exception {
        Random random = new Random(1);
        for (int i = 0; i < CASES; i++) {
            double z = random.nextGaussian() * (i % 3 == 0 ? 1 : 15);
            int y = random.nextInt(2);
            BigDecimal p = BigDecimal.ONE.divide(BigDecimal.ONE.add(exp(of(-z))), DIGITS);
            BigDecimal hit = y == 1 ? p : BigDecimal.ONE.subtract(p);
            BigDecimal nll = ln(hit).negate();
            BigDecimal miss = BigDecimal.ONE.subtract(hit);
            String line = String.format(Locale.ROOT, "{\"y\":%d,\"logits\":%s}", y, z);

            check(nll, Lines.value("bce", line), "seed 1, case " + i);
            check(miss.pow(2).multiply(nll), Lines.value("focal", line), "seed 1, case " + i);
        }
    }

    @Test
    void classesFromLogitsProbabilitiesAndLogProbs() throws Exception {
        Random random = new Random(2);
        for (int i = 0; i < CASES; i++) {
            int classes = 2 + random.nextInt(6);
            int y = random.nextInt(classes);
            double[] logits = new double[classes];
            BigDecimal[] exps = new BigDecimal[classes];
            BigDecimal sum = BigDecimal.ZERO;
            for (int j = 0; j < classes; j++) {
                logits[j] = 500 + random.nextGaussian() * (i % 2 == 0 ? 2 : 12);
                exps[j] = exp(of(logits[j]));
                sum = sum.add(exps[j], DIGITS);
            }
            double[] p = new double[classes];
            double[] logProbs = new double[classes];
            BigDecimal all = BigDecimal.ZERO;
            for (int j = 0; j < classes; j++) {
                BigDecimal share = exps[j].divide(sum, DIGITS);
                p[j] = share.doubleValue();
                logProbs[j] = ln(share).doubleValue();
                all = all.subtract(ln(share));
            }
            BigDecimal hit = exps[y].divide(sum, DIGITS);
            BigDecimal nll = ln(hit).negate();
            BigDecimal smooth =
                    of(0.9).multiply(nll)
                            .add(of(0.1).multiply(all).divide(BigDecimal.valueOf(classes), DIGITS));
            BigDecimal focal = BigDecimal.ONE.subtract(hit).pow(2).multiply(nll);
            String head = "{\"y\":" + y + ",";
            String what = "seed 2, case " + i;

            String line = head + "\"logits\":" + Lines.json(logits) + "}";
            check(nll, Lines.value("cross_entropy", line), what);
            check(smooth, Lines.value("label_smoothing", line), what);
            check(focal, Lines.value("focal", line), what);
            // The input is rounded here: what p and its logarithm can still say.
            double given = 1e-15 + 2e-16 / (1 - p[y] + 1e-16);
            for (String field :
                    new String[] {
                        "\"p\":" + Lines.json(p), "\"log_probs\":" + Lines.json(logProbs)
                    }) {
                String other = head + field + "}";
                double value = nll.doubleValue();
                assertEquals(value, Lines.value("cross_entropy", other), given * (1 + value), what);
                assertEquals(
                        focal.doubleValue(),
                        Lines.value("focal", other),
                        4 * given * (1 + value),
                        what);
            }
        }
    }

    @Test
    void divergencesOfDistributions() throws Exception {
        Random random = new Random(3);
        for (int i = 0; i < CASES; i++) {
            double[] target = distribution(random, 5);
            double[] predicted = distribution(random, 5);
            BigDecimal kl = BigDecimal.ZERO;
            for (int j = 0; j < 5; j++) {
                kl =
                        kl.add(
                                of(target[j])
                                        .multiply(
                                                ln(of(target[j])).subtract(ln(of(predicted[j])))));
            }
            String line =
                    "{\"target\":" + Lines.json(target) + ",\"p\":" + Lines.json(predicted) + "}";
            assertEquals(kl.doubleValue(), Lines.value("kl", line), 1e-14, "seed 3, case " + i);
        }
    }

    private static double[] distribution(Random random, int classes) {
        double[] p = new double[classes];
        double sum = 0;
        for (int j = 0; j < classes; j++) {
            p[j] = Math.exp(3 * random.nextGaussian());
            sum += p[j];
        }
        for (int j = 0; j < classes; j++) {
            p[j] /= sum;
        }
        return p;
    }

    @Test
    void numbersPairsAndPreferences() throws Exception {
        Random random = new Random(4);
        for (int i = 0; i < CASES; i++) {
            double y = random.nextGaussian() * 10;
            double prediction = y + random.nextGaussian();
            double error = prediction - y;
            BigDecimal e = of(error).abs();
            BigDecimal delta = of(0.5);
            BigDecimal huber =
                    e.compareTo(delta) <= 0
                            ? e.pow(2).multiply(of(0.5))
                            : delta.multiply(e.subtract(of(0.25)));
            String what = "seed 4, case " + i;
            String line = "{\"y\":" + y + ",\"prediction\":" + prediction + "}";

            check(e.pow(2), Lines.value("mse", line), what);
            check(e, Lines.value("mae", line), what);
            check(huber, Lines.value("huber(0.5)", line), what);

            double margin = random.nextGaussian() * 300;
            BigDecimal scaled = of(-0.1 * margin);
            check(
                    ln(BigDecimal.ONE.add(exp(scaled))),
                    Lines.value("preference(0.1)", "{\"margin\":" + margin + "}"),
                    what);
        }
    }

    @Test
    void distancesOfVectors() throws Exception {
        Random random = new Random(5);
        for (int i = 0; i < CASES; i++) {
            double scale = Math.pow(10, random.nextInt(400) - 200);
            double[] anchor = vector(random, scale);
            double[] near = vector(random, scale);
            double[] far = vector(random, scale);
            BigDecimal expected = distance(anchor, near).subtract(distance(anchor, far));
            String line =
                    "{\"anchor\":%s,\"positive\":%s,\"negative\":%s}"
                            .formatted(Lines.json(anchor), Lines.json(near), Lines.json(far));
            assertEquals(
                    Math.max(0, expected.doubleValue()),
                    Lines.value("triplet(0)", line),
                    1e-14 * scale,
                    "seed 5, case " + i);
        }
    }

    private static double[] vector(Random random, double scale) {
        double[] vector = new double[4];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = scale * random.nextGaussian();
        }
        return vector;
    }

    private static BigDecimal distance(double[] a, double[] b) {
        BigDecimal sum = BigDecimal.ZERO;
        for (int i = 0; i < a.length; i++) {
            sum = sum.add(of(a[i] - b[i]).pow(2));
        }
        return sum.sqrt(DIGITS);
    }
}
