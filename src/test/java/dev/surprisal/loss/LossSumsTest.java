package dev.surprisal.loss;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.surprisal.event.Labelled;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Any order of adding and merging gives the same bits. */
class LossSumsTest {

    private static final LossPlan ALL =
            Lines.plan(
                    "mse",
                    "rmse",
                    "mae",
                    "huber",
                    "bce",
                    "cross_entropy",
                    "label_smoothing",
                    "focal",
                    "kl",
                    "triplet",
                    "preference",
                    "ece(7)");

    static List<Labelled> lines(long seed, int count) throws InvalidLabelledException {
        Random random = new Random(seed);
        List<Labelled> lines = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            lines.add(Lines.decode(ALL, line(random, i % 5)));
        }
        return lines;
    }

    private static String line(Random random, int kind) {
        double x = random.nextGaussian();
        double scale = Math.pow(10, random.nextInt(20) - 12);
        double p = random.nextInt(8) == 0 ? random.nextInt(2) : random.nextDouble();
        return switch (kind) {
            case 0 ->
                    "{\"y\":[1,%s],\"prediction\":[%s,%s]}"
                            .formatted(x, x * scale, random.nextGaussian());
            case 1 -> "{\"y\":%d,\"p\":%s}".formatted(random.nextInt(2), p);
            case 2 ->
                    "{\"y\":%d,\"target\":[0.5,0,0.5],\"logits\":[%s,0,%s]}"
                            .formatted(random.nextInt(3), x, random.nextGaussian() * 9);
            case 3 -> "{\"positive_distance\":%s,\"negative_distance\":1}".formatted(Math.abs(x));
            default -> "{\"margin\":[%s,%s]}".formatted(x, 40 * random.nextGaussian());
        };
    }

    @Test
    void mergingInAnyTreeGivesTheSameLongs() throws Exception {
        for (long seed = 0; seed < 20; seed++) {
            List<Labelled> lines = lines(seed, 200);
            LossSums expected = new LossSums(ALL.losses());
            lines.forEach(expected::add);
            Random random = new Random(seed + 100);
            Collections.shuffle(lines, random);
            List<LossSums> parts = new ArrayList<>();
            for (Labelled line : lines) {
                if (parts.isEmpty() || random.nextInt(10) == 0) {
                    parts.add(new LossSums(ALL.losses()));
                }
                parts.get(random.nextInt(parts.size())).add(line);
            }
            while (parts.size() > 1) {
                LossSums taken = parts.remove(random.nextInt(parts.size()));
                parts.get(random.nextInt(parts.size())).merge(taken.sums(), taken.counts());
            }
            assertArrayEquals(expected.sums(), parts.get(0).sums(), "seed " + seed);
            assertArrayEquals(expected.counts(), parts.get(0).counts(), "seed " + seed);
            for (int i = 0; i < ALL.losses().size(); i++) {
                String what = "seed " + seed + " " + ALL.losses().get(i);
                assertEquals(bits(expected, i), bits(parts.get(0), i), what);
            }
        }
    }

    private static String bits(LossSums sums, int loss) {
        var figures = sums.figures(loss);
        return figures.value() + " " + figures.standardError() + " " + figures.low();
    }

    @Test
    void sumsAndMeansAreThoseOfBigDecimal() throws Exception {
        for (long seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            LossPlan plan = Lines.plan("mae");
            LossSums sums = new LossSums(plan.losses());
            BigDecimal total = BigDecimal.ZERO;
            int items = 0;
            for (int i = 0; i < 300; i++) {
                double[] errors = new double[1 + random.nextInt(4)];
                for (int j = 0; j < errors.length; j++) {
                    errors[j] = random.nextGaussian() * Math.pow(2, random.nextInt(40) - 20);
                    total = total.add(new BigDecimal(Math.abs(errors[j])));
                    items++;
                }
                String zeros = Arrays.toString(new int[errors.length]);
                sums.add(
                        Lines.decode(
                                plan,
                                "{\"y\":" + zeros + ",\"prediction\":" + Lines.json(errors) + "}"));
            }
            assertEquals(total.doubleValue(), sums.figures(0).sum(), "seed " + seed);
            assertEquals(
                    total.divide(BigDecimal.valueOf(items), MathContext.DECIMAL128).doubleValue(),
                    sums.figures(0).mean(),
                    "seed " + seed);
        }
    }

    @Test
    void sumsOfOtherLossesAreRefused() {
        LossSums sums = new LossSums(Lines.plan("mse").losses());
        LossSums other = new LossSums(Lines.plan("mse", "mae").losses());
        assertThrows(
                IllegalArgumentException.class, () -> sums.merge(other.sums(), other.counts()));
    }
}
