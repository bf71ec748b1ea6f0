package dev.surprisal.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * losses.json: recomputed in float64 and checked against PyTorch; ECE and KL from published worked
 * examples that were recomputed likewise.
 */
class GoldenLossesTest {

    private static final double TOLERANCE = 1e-15;

    private static JsonNode golden;

    @BeforeAll
    static void read() throws Exception {
        golden = new ObjectMapper().readTree(new File("src/test/resources/kernel/losses.json"));
    }

    private static String regression() {
        JsonNode set = golden.get("regression");
        return "{\"y\":" + set.get("y_true") + ",\"prediction\":" + set.get("y_pred") + "}";
    }

    private static String classes() {
        JsonNode set = golden.get("cross_entropy");
        return "{\"y\":" + set.get("labels") + ",\"logits\":" + set.get("logits") + "}";
    }

    @Test
    void regressionLosses() throws Exception {
        JsonNode set = golden.get("regression");
        assertEquals(
                set.get("mse").doubleValue(),
                Lines.figures("mse", regression()).value(),
                TOLERANCE);
        assertEquals(
                set.get("rmse").doubleValue(),
                Lines.figures("rmse", regression()).value(),
                TOLERANCE);
        assertEquals(
                set.get("mae").doubleValue(),
                Lines.figures("mae", regression()).value(),
                TOLERANCE);
        assertEquals(
                set.get("huber_delta_1").doubleValue(),
                Lines.figures("huber(1)", regression()).value(),
                TOLERANCE);
        assertEquals(0.4, Lines.figures("mse", regression()).sum(), TOLERANCE);
    }

    @Test
    void binaryCrossEntropyWithTheGlossarysEpsilonAndWithout() throws Exception {
        JsonNode set = golden.get("binary_cross_entropy");
        double expected = set.get("bce_with_eps_1e-8").doubleValue();
        String line = "{\"y\":" + set.get("y_true") + ",\"p\":" + set.get("p_pred") + "}";

        double fudged = Lines.figures("bce(eps=1e-8)", line).value();
        double exact = Lines.figures("bce", line).value();

        assertEquals(expected, fudged, TOLERANCE);
        assertEquals(expected, exact, 2.5e-8);
        assertNotEquals(fudged, exact);
    }

    @Test
    void categoricalLosses() throws Exception {
        JsonNode set = golden.get("cross_entropy");
        assertEquals(
                set.get("mean").doubleValue(),
                Lines.figures("cross_entropy", classes()).value(),
                TOLERANCE);
        assertEquals(
                set.get("mean_label_smoothing_0.1").doubleValue(),
                Lines.figures("label_smoothing(0.1)", classes()).value(),
                TOLERANCE);
        assertEquals(
                set.get("mean_focal_gamma_2").doubleValue(),
                Lines.figures("focal(2)", classes()).value(),
                TOLERANCE);
        assertEquals(1, Lines.figures("cross_entropy", classes()).accuracy());
    }

    @Test
    void divergence() throws Exception {
        String line = "{\"target\":[0.5,0.3,0.2],\"p\":[0.4,0.4,0.2]}";
        String sharp = "{\"target\":[0.9,0.05,0.03,0.02],\"p\":[0.6,0.2,0.15,0.05]}";
        assertEquals(.025267153921570547, Lines.figures("kl", line).value(), TOLERANCE);
        assertEquals(.22899492723084736, Lines.figures("kl", sharp).value(), TOLERANCE);
    }

    @Test
    void calibration() throws Exception {
        String line = "{\"p\":[0.95,0.85,0.75,0.65,0.55,0.92,0.35,0.15],\"y\":[1,1,0,1,0,1,0,0]}";
        assertEquals(.30375, Lines.figures("ece(10)", line).value(), TOLERANCE);
    }
}
