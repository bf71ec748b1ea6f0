package dev.surprisal.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;
import java.util.Locale;

/**
 * The final block of {@code llama-perplexity --kl-divergence}, line for line. Source of the layout:
 * llama.cpp tools/perplexity/perplexity.cpp as of e2eb39e81. Where its figures differ from ours:
 * docs/METRICS.md.
 */
final class LlamaCppRenderer {

    private final JsonNode summary;
    private final PrintStream out;

    private LlamaCppRenderer(JsonNode summary, PrintStream out) {
        this.summary = summary;
        this.out = out;
    }

    static void render(JsonNode summary, PrintStream out) {
        if (!summary.get("tokens_compared").isNumber()) {
            out.printf(
                    Locale.ROOT,
                    "Final estimate: PPL = %.4f +/- %.5f%n",
                    number(summary, "perplexity"),
                    number(summary, "perplexity_se_iid"));
            return;
        }
        LlamaCppRenderer block = new LlamaCppRenderer(summary, out);
        block.perplexity();
        block.divergence();
        block.probability();
    }

    private void perplexity() {
        double ppl = number(summary, "perplexity");
        double pplError = number(summary, "perplexity_se_iid");
        double base = number(summary, "reference_perplexity");
        double baseError = number(summary, "reference_perplexity_se_iid");
        double correlation = number(summary, "nll_correlation");
        double logRatio = number(summary, "log_ppl_ratio");
        double logRatioError = number(summary, "log_ppl_ratio_se_iid");
        double ratio = StrictMath.exp(logRatio);
        double differenceError =
                Math.sqrt(
                        pplError * pplError
                                + baseError * baseError
                                - 2 * correlation * pplError * baseError);
        out.println("====== Perplexity statistics ======");
        line("Mean PPL(Q)                   : %10.6f ± %10.6f%n", ppl, pplError);
        line("Mean PPL(base)                : %10.6f ± %10.6f%n", base, baseError);
        line("Cor(ln(PPL(Q)), ln(PPL(base))): %6.2f%%%n", 100 * correlation);
        line("Mean ln(PPL(Q)/PPL(base))     : %10.6f ± %10.6f%n", logRatio, logRatioError);
        line("Mean PPL(Q)/PPL(base)         : %10.6f ± %10.6f%n", ratio, ratio * logRatioError);
        line("Mean PPL(Q)-PPL(base)         : %10.6f ± %10.6f%n", ppl - base, differenceError);
        out.println();
    }

    private void divergence() {
        JsonNode kl = summary.get("forward_kl");
        JsonNode quantiles = kl.get("quantiles");
        out.println("====== KL divergence statistics ======");
        line("Mean    KLD: %10.6f ± %10.6f%n", number(kl, "mean"), number(kl, "se_iid"));
        line("Maximum KLD: %10.6f%n", number(kl, "max"));
        line("99.9%%   KLD: %10.6f%n", number(quantiles, "0.999"));
        line("99.0%%   KLD: %10.6f%n", number(quantiles, "0.99"));
        line("95.0%%   KLD: %10.6f%n", number(quantiles, "0.95"));
        line("90.0%%   KLD: %10.6f%n", number(quantiles, "0.9"));
        line("Median  KLD: %10.6f%n", number(quantiles, "0.5"));
        line("10.0%%   KLD: %10.6f%n", number(quantiles, "0.1"));
        line(" 5.0%%   KLD: %10.6f%n", number(quantiles, "0.05"));
        line(" 1.0%%   KLD: %10.6f%n", number(quantiles, "0.01"));
        line(" 0.1%%   KLD: %10.6f%n", number(quantiles, "0.001"));
        line("Minimum KLD: %10.6f%n", number(kl, "min"));
        out.println();
    }

    private void probability() {
        JsonNode deltaP = summary.get("delta_p");
        JsonNode quantiles = deltaP.get("quantiles");
        out.println("====== Token probability statistics ======");
        line("Mean    Δp: %6.3f ± %5.3f %%%n", percent(deltaP, "mean"), percent(deltaP, "se_iid"));
        line("Maximum Δp: %6.3f%%%n", percent(deltaP, "max"));
        line("99.9%%   Δp: %6.3f%%%n", percent(quantiles, "0.999"));
        line("99.0%%   Δp: %6.3f%%%n", percent(quantiles, "0.99"));
        line("95.0%%   Δp: %6.3f%%%n", percent(quantiles, "0.95"));
        line("90.0%%   Δp: %6.3f%%%n", percent(quantiles, "0.9"));
        line("75.0%%   Δp: %6.3f%%%n", percent(quantiles, "0.75"));
        line("Median  Δp: %6.3f%%%n", percent(quantiles, "0.5"));
        line("25.0%%   Δp: %6.3f%%%n", percent(quantiles, "0.25"));
        line("10.0%%   Δp: %6.3f%%%n", percent(quantiles, "0.1"));
        line(" 5.0%%   Δp: %6.3f%%%n", percent(quantiles, "0.05"));
        line(" 1.0%%   Δp: %6.3f%%%n", percent(quantiles, "0.01"));
        line(" 0.1%%   Δp: %6.3f%%%n", percent(quantiles, "0.001"));
        line("Minimum Δp: %6.3f%%%n", percent(deltaP, "min"));
        line(
                "RMS Δp    : %6.3f ± %5.3f %%%n",
                percent(deltaP, "rms"), percent(deltaP, "rms_se_iid"));
        line(
                "Same top p: %6.3f ± %5.3f %%%n",
                percent(summary, "top1_agreement"), percent(summary, "top1_agreement_se_iid"));
    }

    private void line(String format, Object... values) {
        out.printf(Locale.ROOT, format, values);
    }

    /** NaN, which prints as llama.cpp prints it, where there is no value. */
    private static double number(JsonNode node, String field) {
        JsonNode value = node.get(field);
        return value.isNumber() ? value.doubleValue() : Double.NaN;
    }

    private static double percent(JsonNode node, String field) {
        return 100 * number(node, field);
    }
}
