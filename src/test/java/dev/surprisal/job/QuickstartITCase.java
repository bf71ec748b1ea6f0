package dev.surprisal.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.surprisal.config.JobFile;
import dev.surprisal.testing.JobRuns;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The quickstart against llama-perplexity's own report over the same two models and text (recorded,
 * llama.cpp e2eb39e81). Both inputs here are 16-bit codes, there one was, hence the tolerances:
 * 2e-4 nat for KL, 1e-4 relative for perplexities, 1e-4 for probabilities, 1 % for errors.
 */
class QuickstartITCase {

    private static final double KL = 2e-4;
    private static final double PROBABILITY = 1e-4;

    @TempDir static Path directory;
    private static List<String> lines;
    private static JsonNode summary;

    @BeforeAll
    static void run() throws Exception {
        lines = Runs.run(JobFile.read(Path.of("jobs/quickstart.yaml"), Map.of()), directory);
        summary = JobRuns.summary(lines);
    }

    @Test
    void perplexitiesAgree() {
        assertEquals(1524, number("tokens_scored"), 0);
        assertEquals(1524, number("tokens_expected"), 0);
        assertEquals(1, number("coverage"), 0);
        assertRelative(4.422569, number("perplexity"), 1e-4);
        assertRelative(4.119729, number("reference_perplexity"), 1e-4);
        assertRelative(number("perplexity"), number("perplexity_strict"), 0);
        assertRelative(0.205725, number("perplexity_se_iid"), 0.01);
        assertRelative(0.193383, number("reference_perplexity_se_iid"), 0.01);
        assertEquals(0.070934, number("log_ppl_ratio"), KL);
        assertRelative(0.010639, number("log_ppl_ratio_se_iid"), 0.01);
        assertEquals(0.9741, number("nll_correlation"), 1e-4);
    }

    @Test
    void divergencesAgree() {
        JsonNode kl = summary.get("forward_kl");
        assertEquals("KL(reference || model)", kl.get("direction").textValue());
        assertEquals(0.079315, kl.get("mean").doubleValue(), KL);
        assertRelative(0.003099, kl.get("se_iid").doubleValue(), 0.01);
        assertEquals(1.663706, kl.get("max").doubleValue(), KL);
        assertEquals(0.000005, kl.get("min").doubleValue(), KL);
        double[] expected = {
            0.000016, 0.000054, 0.000389, 0.001179, 0.045726, 0.178731, 0.257146, 0.555100, 1.218637
        };
        List<String> levels =
                List.of("0.001", "0.01", "0.05", "0.1", "0.5", "0.9", "0.95", "0.99", "0.999");
        for (int i = 0; i < expected.length; i++) {
            double quantile = kl.get("quantiles").get(levels.get(i)).doubleValue();
            assertEquals(expected[i], quantile, KL, levels.get(i));
        }
        assertTrue(summary.get("reverse_kl").get("mean").doubleValue() > 0.08);
        assertTrue(number("js_mean") > 0.01 && number("js_mean") < 0.03);
    }

    @Test
    void probabilitiesAgree() {
        JsonNode deltaP = summary.get("delta_p");
        assertEquals(-0.02774, deltaP.get("mean").doubleValue(), PROBABILITY);
        assertRelative(0.00259, deltaP.get("se_iid").doubleValue(), 0.01);
        assertEquals(0.10468, deltaP.get("rms").doubleValue(), PROBABILITY);
        assertRelative(0.00408, deltaP.get("rms_se_iid").doubleValue(), 0.01);
        assertEquals(0.37277, deltaP.get("max").doubleValue(), PROBABILITY);
        assertEquals(-0.64792, deltaP.get("min").doubleValue(), PROBABILITY);
        assertEquals(-0.04938, deltaP.get("quantiles").get("0.25").doubleValue(), PROBABILITY);
        assertEquals(0.00514, deltaP.get("quantiles").get("0.75").doubleValue(), PROBABILITY);
        assertEquals(0.84777, number("top1_agreement"), PROBABILITY);
        assertRelative(0.00921, number("top1_agreement_se_iid"), 0.01);
    }

    @Test
    void chunksAreDocumentsAndClusters() {
        List<JsonNode> documents = JobRuns.ofKind(lines, "document");
        assertEquals(12, documents.size());
        assertEquals("stories260k-q4_0.kld#01", documents.get(0).get("document").textValue());
        assertEquals("stories260k-q4_0.kld#12", documents.get(11).get("document").textValue());
        assertEquals("chunk", summary.get("cluster_unit").textValue());
        assertEquals(12, number("clusters"), 0);
        // First chunk, as llama-perplexity's running line has it.
        assertRelative(3.2462, documents.get(0).get("perplexity").doubleValue(), 1e-4);
        assertEquals(0.06327, documents.get(0).get("forward_kl").get("mean").doubleValue(), KL);
    }

    @Test
    void bothLedgersAddUp() {
        JsonNode ledger = summary.get("ledger");
        assertEquals(
                ledger.get("received").longValue(),
                ledger.get("decoded").longValue()
                        + ledger.get("dead_letter").longValue()
                        + ledger.get("ignored").longValue());
        assertEquals(
                ledger.get("completions").longValue(),
                ledger.get("scored").longValue()
                        + ledger.get("duplicate").longValue()
                        + ledger.get("late").longValue()
                        + ledger.get("unmeasured").longValue()
                        + ledger.get("expired").longValue());
        assertEquals(12, ledger.get("scored").longValue());
    }

    private static double number(String field) {
        return summary.get(field).doubleValue();
    }

    private static void assertRelative(double expected, double actual, double tolerance) {
        assertEquals(expected, actual, tolerance * Math.abs(expected));
    }
}
