package dev.surprisal.loss;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.surprisal.event.Labelled;
import dev.surprisal.event.PredictionForm;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabelledDecoderTest {

    private static final LossPlan PLAN =
            Lines.plan("mse", "bce", "cross_entropy", "kl", "triplet", "preference");

    @Test
    void aLineOfEverything() throws Exception {
        LossPlan windows = new LossPlan(PLAN.losses(), List.of("a", "b", "c"), 1000);
        Labelled line =
                Lines.decode(
                        windows,
                        """
                        {"schema":"surprisal.labelled/1","id":[{"x":[1]}],
                         "event_time":"2026-03-02T06:00:00.5+01:00",
                         "labels":{"b":7,"a":"x","d":{"e":1},"c":null},
                         "y":[1,0],"prediction":[0.5,2],"logits":[[0,-Infinity,1],[1,2,3]],
                         "target":[[1,0,0],[0,0.5,0.5]],
                         "anchor":[[0,0],[1,1]],"positive":[[0,1],[1,1]],"negative":[[2,0],[1,2]],
                         "chosen":[1,2],"rejected":[0,0]}
                        """);
        assertArrayEquals(new String[] {"x", "7", ""}, line.labels());
        assertEquals(1_772_427_600_500L, line.timeMillis());
        assertEquals(2, line.items());
        assertEquals(3, line.classes());
        assertEquals(PredictionForm.LOGIT, line.form());
        assertArrayEquals(new double[] {1, 0}, line.positiveDistances());
        assertArrayEquals(new double[] {2, 1}, line.negativeDistances());
        assertArrayEquals(new double[] {1, 2}, line.margins());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[1] | is no JSON object | 0",
                "{\"y\":1 | ends too early | 6",
                "{\"y\":1,\"p\":0.5}{} | stands behind | 15",
                "{\"y\":1,\"y\":1,\"p\":0} | not valid JSON, or a key twice | 10",
                "{\"y\":1,,} | not valid JSON | 8",
                "{\"y\":\"1\",\"p\":0} | y: is no number | 5",
                "{\"y\":1,\"p\":NaN} | p: is NaN | 11",
                "{\"y\":1,\"p\":1.01} | p: is not in [0, 1] | 11",
                "{\"y\":2,\"p\":0.5} | y: is neither 0 nor 1 | 5",
                "{\"y\":1,\"prediction\":Infinity} | prediction: is not finite | 20",
                "{\"y\":1,\"prediction\":1e400} | prediction: is not finite | 20",
                "{\"y\":[1,2],\"prediction\":[1]} | prediction: of 1 items, and y of 2 | 24",
                "{\"y\":[1,2],\"prediction\":1} | prediction: is not shaped as y is | 24",
                "{\"prediction\":1} | prediction: stands without y | 14",
                "{\"y\":3,\"logits\":[1,2]} | y: is no number of one of the 2 classes | 5",
                "{\"y\":0.5,\"logits\":[1,2]} | y: is no number of one of the 2 classes | 5",
                "{\"y\":0,\"logits\":[1,Infinity]} | logits: is infinite | 16",
                "{\"y\":0,\"logits\":[-Infinity]} | logits: has no class that can be | 16",
                "{\"y\":0,\"logits\":[]} | logits: has no classes | 16",
                "{\"y\":0,\"p\":[0.5,0.4]} | p: adds up to a probability that is not 1 | 11",
                "{\"y\":0,\"log_probs\":[0.1,-9]} | log_probs: is above 0 | 19",
                "{\"y\":0,\"log_probs\":[-1,-9]} | log_probs: adds up to | 19",
                "{\"y\":0,\"log_probs\":-1} | log_probs: of a yes or no | 19",
                "{\"y\":[0],\"logits\":[[1,2],[1]]} | logits: row 1 has 1 numbers | 27",
                "{\"y\":[0],\"logits\":[[1,2],3]} | logits: mixes numbers and arrays | 25",
                "{\"y\":[0],\"logits\":[[1,[2]]]} | logits: is no number | 22",
                "{\"y\":[[0]],\"p\":[[1]]} | y: is an array of arrays | 5",
                "{\"y\":[0,1],\"logits\":[[1,2]]} | logits: of 1 items, and y of 2 | 20",
                "{\"y\":0,\"p\":0,\"logits\":0} | logits: stands beside p | 22",
                "{\"p\":0.5} | p: stands without y and target | 5",
                "{\"target\":[1]} | target: stands without p, logits and log_probs | 10",
                "{\"target\":[1,0],\"p\":[1]} | target: is not shaped as p is | 10",
                "{\"target\":[1,1],\"p\":[1,0]} | target: adds up to | 10",
                "{\"chosen\":1} | chosen: stands without rejected | 10",
                "{\"margin\":1,\"chosen\":1,\"rejected\":1} | margin: stands beside chosen | 10",
                "{\"chosen\":[1],\"rejected\":[1,2]} | rejected: is not shaped as chosen is | 25",
                "{\"chosen\":-Infinity,\"rejected\":-Infinity} | both are infinite | 10",
                "{\"chosen_reference\":1,\"rejected_reference\":1} | stands without chosen | 20",
                "{\"anchor\":[1],\"positive\":[1]} | anchor: stands without negative | 10",
                "{\"anchor\":1,\"positive\":1,\"negative\":1} | anchor: is no array | 10",
                "{\"positive_distance\":-1,\"negative_distance\":1} | is no distance | 21",
                "{\"positive_distance\":1,\"negative_distance\":1,\"margin\":[]} | margin: has another number | 54",
                "{\"y\":1} | no loss of the job can be computed of y | -1",
                "{} | no loss of the job can be computed of a line without numbers | -1",
                "{\"margin\":null} | a line without numbers | -1",
                "{\"schema\":\"surprisal.labelled/2\",\"margin\":1} | schema: is not | 10",
                "{\"labels\":[],\"margin\":1} | labels: is no object | 10",
                "{\"labels\":{\"source\":{}},\"margin\":1} | labels: a value is neither | 20",
                "{\"event_time\":1.5,\"margin\":1} | event_time: neither whole | 14",
                "{\"event_time\":-1,\"margin\":1} | event_time: is not in the years | 14",
                "{\"event_time\":1e20,\"margin\":1} | event_time: neither whole | 14",
                "{\"event_time\":99999999999999999999,\"margin\":1} | not valid JSON | 34",
                "{\"event_time\":\"yesterday\",\"margin\":1} | event_time: is no time | 14"
            })
    void whatIsWrongIsSaidWithItsPlace(String line, String reason, long offset) {
        InvalidLabelledException e =
                assertThrows(InvalidLabelledException.class, () -> Lines.decode(PLAN, line));
        assertTrue(e.getMessage().contains(reason), e.getMessage());
        assertEquals(offset, e.offset(), e.getMessage());
    }

    @Test
    void aJobWithWindowsNeedsATime() {
        LossPlan windows = new LossPlan(PLAN.losses(), List.of(), 1000);
        InvalidLabelledException e =
                assertThrows(
                        InvalidLabelledException.class,
                        () -> Lines.decode(windows, "{\"margin\":1}"));
        assertEquals("event_time: missing; the job has windows", e.getMessage());
    }

    @Test
    void anyBytesAreALineOrAReason() throws Exception {
        byte[] good =
                ("{\"event_time\":1,\"labels\":{\"source\":\"é\"},\"y\":[1,0],"
                                + "\"logits\":[[1,-Infinity],[0.5,2e3]],\"target\":[[1,0],[0.5,0.5]],"
                                + "\"margin\":[1,-2]}")
                        .getBytes(StandardCharsets.UTF_8);
        LabelledDecoder decoder = new LabelledDecoder(PLAN);
        LossSums sums = new LossSums(PLAN.losses());
        Random random = new Random(7);
        int used = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = good.clone();
            for (int flips = random.nextInt(4); flips >= 0; flips--) {
                bytes[random.nextInt(bytes.length)] =
                        random.nextBoolean()
                                ? (byte) random.nextInt()
                                : good[random.nextInt(good.length)];
            }
            try {
                sums.add(decoder.decode(bytes));
                used++;
            } catch (InvalidLabelledException e) {
                assertTrue(e.offset() <= bytes.length, "seed 7, case " + i);
            }
        }
        assertTrue(used > 1000 && used < 19_000, "used " + used);
    }
}
