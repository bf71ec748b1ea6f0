package dev.surprisal.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.surprisal.event.LossFigures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** 0, 1, ±∞ and nothing. */
class LossEdgesTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bce | {\"y\":1,\"p\":1} | 0",
                "bce | {\"y\":0,\"p\":0} | 0",
                "bce | {\"y\":1,\"p\":0} | Infinity",
                "bce | {\"y\":0,\"p\":1} | Infinity",
                "bce | {\"y\":true,\"logits\":1000} | 0",
                "bce | {\"y\":0,\"logits\":1000} | 1000",
                "bce | {\"y\":0,\"logits\":Infinity} | Infinity",
                "bce | {\"y\":1,\"logits\":Infinity} | 0",
                "bce(1e-8) | {\"y\":1,\"p\":0} | 18.420680743952367",
                "focal | {\"y\":1,\"p\":0} | Infinity",
                "focal | {\"y\":1,\"p\":1} | 0",
                "focal(0) | {\"y\":1,\"p\":1} | 0",
                "focal(0) | {\"y\":1,\"p\":0} | Infinity",
                "focal | {\"y\":0,\"logits\":[-Infinity,0]} | Infinity",
                "focal | {\"y\":1,\"logits\":[-Infinity,0]} | 0",
                "focal | {\"y\":1,\"log_probs\":[-Infinity,0]} | 0",
                "cross_entropy | {\"y\":0,\"logits\":[-Infinity,0]} | Infinity",
                "cross_entropy | {\"y\":1,\"logits\":[-Infinity,0]} | 0",
                "cross_entropy | {\"y\":1,\"logits\":[1e308,-1e308]} | Infinity",
                "cross_entropy | {\"y\":1,\"p\":[1,0]} | Infinity",
                "cross_entropy | {\"y\":0,\"log_probs\":[0,-Infinity]} | 0",
                "cross_entropy | {\"y\":0,\"logits\":[7]} | 0",
                "label_smoothing | {\"y\":0,\"p\":[1,0]} | Infinity",
                "label_smoothing(0) | {\"y\":0,\"p\":[1,0]} | 0",
                "kl | {\"target\":[1,0],\"p\":[0.5,0.5]} | 0.6931471805599453",
                "kl | {\"target\":[0.5,0.5],\"p\":[1,0]} | Infinity",
                "kl | {\"target\":[0.25,0.75],\"p\":[0.25,0.75]} | 0",
                "preference | {\"margin\":0} | 0.6931471805599453",
                "preference | {\"margin\":-Infinity} | Infinity",
                "preference | {\"margin\":Infinity} | 0",
                "preference | {\"chosen\":-1,\"rejected\":-Infinity} | 0",
                "preference | {\"margin\":-2000} | 2000",
                "mse | {\"y\":1e200,\"prediction\":-1e200} | Infinity",
                "mae | {\"y\":3,\"prediction\":3} | 0",
                "huber(2) | {\"y\":0,\"prediction\":2} | 2",
                "triplet | {\"anchor\":[0,0],\"positive\":[3,4],\"negative\":[3,4]} | 1",
                "triplet | {\"positive_distance\":0,\"negative_distance\":1} | 0"
            })
    void oneItem(String loss, String line, double expected) throws Exception {
        assertEquals(expected, Lines.value(loss, line));
    }

    @Test
    void whatIsInfiniteIsCountedAndNotAveragedAway() throws Exception {
        LossFigures figures =
                Lines.figures("bce", "{\"y\":[1,1],\"p\":[0.5,0]}", "{\"y\":0,\"p\":0.5}");
        assertEquals(3, figures.items());
        assertEquals(1, figures.infinite());
        assertTrue(Double.isNaN(figures.value()));
        assertTrue(Double.isNaN(figures.sum()));
        assertTrue(Double.isNaN(figures.standardError()));
        assertEquals(Math.log(2), figures.finiteMean(), 1e-16);
        assertEquals(1.0 / 3, figures.accuracy(), 1e-16);
    }

    @Test
    void whatIsTooLargeToBeAddedIsCounted() throws Exception {
        LossFigures figures = Lines.figures("mae", "{\"y\":[0,0],\"prediction\":[3e9,1]}");
        assertEquals(1, figures.tooLarge());
        assertTrue(Double.isNaN(figures.mean()));
        assertEquals(1, figures.finiteMean());
    }

    @Test
    void aLineWhoseTotalIsNoClusterLeavesTheMeanAndNoError() throws Exception {
        LossFigures figures =
                Lines.figures(
                        "mae",
                        "{\"y\":[0,0],\"prediction\":[2e9,2e9]}",
                        "{\"y\":0,\"prediction\":1}",
                        "{\"y\":0,\"prediction\":2}");
        assertEquals(4_000_000_003.0 / 4, figures.mean());
        assertTrue(Double.isNaN(figures.standardError()));
        assertTrue(Double.isNaN(figures.low()));
    }

    @Test
    void nothingGivesNoNumbers() throws Exception {
        for (LossFigures figures :
                new LossFigures[] {
                    Lines.figures("mse"), Lines.figures("mse", "{\"y\":[],\"prediction\":[]}")
                }) {
            assertEquals(0, figures.items());
            assertEquals(0, figures.sum());
            assertTrue(Double.isNaN(figures.value()));
            assertTrue(Double.isNaN(figures.standardError()));
            assertTrue(Double.isNaN(figures.standardErrorIid()));
            assertTrue(Double.isNaN(figures.accuracy()));
            assertNull(figures.bins());
        }
        assertTrue(Double.isNaN(Lines.figures("ece").value()));
    }

    @Test
    void errorsAreClusteredByLine() throws Exception {
        // Both items of a line are the same: half as many independent ones as it seems.
        LossFigures figures =
                Lines.figures(
                        "mae",
                        "{\"y\":[0,0],\"prediction\":[1,1]}",
                        "{\"y\":[0,0],\"prediction\":[3,3]}");
        assertEquals(2, figures.clusters());
        assertEquals(1, figures.standardError(), 1e-15);
        assertEquals(Math.sqrt(1.0 / 3), figures.standardErrorIid(), 1e-15);
        assertEquals(2 - 12.706204736174698, figures.low(), 1e-10);
    }

    @Test
    void theErrorOfARootIsByTheDeltaMethod() throws Exception {
        String[] lines = {
            "{\"y\":0,\"prediction\":1}", "{\"y\":0,\"prediction\":2}", "{\"y\":0,\"prediction\":3}"
        };
        LossFigures mse = Lines.figures("mse", lines);
        LossFigures rmse = Lines.figures("rmse", lines);
        assertEquals(Math.sqrt(mse.value()), rmse.value());
        assertEquals(mse.standardError() / (2 * rmse.value()), rmse.standardError(), 1e-15);
        assertEquals(mse.standardErrorIid() / (2 * rmse.value()), rmse.standardErrorIid(), 1e-15);
        assertEquals(0, rmse.low());
        assertEquals(Math.sqrt(mse.high()), rmse.high());
        String exact = "{\"y\":2,\"prediction\":2}";
        assertEquals(0, Lines.figures("rmse", exact, exact).standardError());
    }

    @Test
    void confidencesOnABoundBelongToTheBinBelow() {
        for (int bins : new int[] {1, 3, 7, 10, 1000}) {
            for (int b = 1; b <= bins; b++) {
                double bound = b / (double) bins;
                assertEquals(b - 1, CalibrationError.bin(bound, bins), b + "/" + bins);
                if (b < bins) {
                    assertEquals(b, CalibrationError.bin(Math.nextUp(bound), bins));
                }
            }
            assertEquals(0, CalibrationError.bin(0, bins));
        }
    }

    @Test
    void preferencesKnowAccuracyAndMargin() throws Exception {
        LossFigures figures =
                Lines.figures(
                        "preference(0.1)",
                        "{\"chosen\":-10,\"rejected\":-14,\"chosen_reference\":-11,"
                                + "\"rejected_reference\":-12}",
                        "{\"chosen\":1,\"rejected\":2}",
                        "{\"margin\":0}");
        assertEquals(2.0 / 3, figures.marginMean(), 1e-15);
        assertEquals(1.0 / 3, figures.accuracy(), 1e-15);
    }
}
