package dev.surprisal.emit;

import dev.surprisal.event.Comparison;
import dev.surprisal.event.DeltaP;
import dev.surprisal.event.Divergence;
import dev.surprisal.event.Figures;
import dev.surprisal.event.Quantiles;
import dev.surprisal.event.TokenStatus;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** The fields that documents, windows and summaries share. */
final class FigureFields {

    private static final List<String> COMPARISON_FIELDS =
            List.of(
                    "tokens_compared",
                    "reference_perplexity",
                    "reference_perplexity_se_iid",
                    "reference_entropy_mean",
                    "log_ppl_ratio",
                    "log_ppl_ratio_se",
                    "log_ppl_ratio_se_iid",
                    "nll_correlation",
                    "forward_kl",
                    "reverse_kl",
                    "delta_p",
                    "top1_agreement",
                    "top1_agreement_se_iid",
                    "js_mean",
                    "tv_mean",
                    "reference_floored_targets");

    private FigureFields() {}

    static void write(JsonLine json, Figures figures, long[] statuses) throws IOException {
        json.whole("tokens_expected", figures.tokensExpected());
        json.whole("tokens_scored", figures.tokensScored());
        json.number("coverage", figures.coverage());
        json.beginObject("statuses");
        for (TokenStatus status : TokenStatus.values()) {
            if (statuses[status.ordinal()] > 0) {
                json.whole(status.name().toLowerCase(Locale.ROOT), statuses[status.ordinal()]);
            }
        }
        json.endObject();
        json.number("nll_sum", figures.nllSum());
        json.number("nll_mean", figures.nllMean());
        json.number("perplexity", figures.perplexity());
        json.number("perplexity_strict", figures.perplexityStrict());
        json.number("perplexity_low", figures.perplexityLow());
        json.number("perplexity_high", figures.perplexityHigh());
        json.number("perplexity_se_iid", figures.perplexitySeIid());
        json.text("cluster_unit", figures.clusterUnit());
        json.whole("clusters", figures.clusters());
        json.number("bits_per_token", figures.bitsPerToken());
        TextFields.write(json, figures.text());
        json.number("entropy_mean", figures.entropyMean());
        json.number("varentropy_mean", figures.varentropyMean());
        json.number("target_top1", figures.targetTop1());
        json.number("label_smoothed_nll_mean", figures.smoothedNllMean());
        json.number("focal_nll_mean", figures.focalNllMean());
        write(json, "nll_quantiles", figures.nllQuantiles());
        json.flag("quantiles_exact", figures.quantilesExact());
        json.whole(
                "floored_targets",
                figures.flooredTargets()
                        + (figures.comparison() == null
                                ? 0
                                : figures.comparison().flooredTargets()));
        if (figures.comparison() == null) {
            writeNoComparison(json);
        } else {
            write(json, figures.comparison());
        }
    }

    /** The same names whether or not there is a reference, so that readers need not ask. */
    private static void writeNoComparison(JsonLine json) throws IOException {
        for (String name : COMPARISON_FIELDS) {
            json.missing(name);
        }
    }

    private static void write(JsonLine json, Comparison comparison) throws IOException {
        json.whole("tokens_compared", comparison.tokens());
        json.number("reference_perplexity", comparison.referencePerplexity());
        json.number("reference_perplexity_se_iid", comparison.referencePerplexitySeIid());
        json.number("reference_entropy_mean", comparison.referenceEntropyMean());
        json.number("log_ppl_ratio", comparison.logPplRatio());
        json.number("log_ppl_ratio_se", comparison.logPplRatioSe());
        json.number("log_ppl_ratio_se_iid", comparison.logPplRatioSeIid());
        json.number("nll_correlation", comparison.nllCorrelation());
        write(json, "forward_kl", comparison.forwardKl());
        write(json, "reverse_kl", comparison.reverseKl());
        write(json, comparison.deltaP());
        json.number("top1_agreement", comparison.top1Agreement());
        json.number("top1_agreement_se_iid", comparison.top1AgreementSeIid());
        json.number("js_mean", comparison.jsMean());
        json.number("tv_mean", comparison.tvMean());
        json.whole("reference_floored_targets", comparison.flooredTargets());
    }

    private static void write(JsonLine json, String name, Divergence divergence)
            throws IOException {
        json.beginObject(name);
        json.text("direction", divergence.direction());
        json.number("mean", divergence.mean());
        json.number("se_iid", divergence.seIid());
        json.number("min", divergence.min());
        json.number("max", divergence.max());
        json.whole("infinite", divergence.infinite());
        json.whole("undefined", divergence.undefined());
        write(json, "quantiles", divergence.quantiles());
        json.endObject();
    }

    private static void write(JsonLine json, DeltaP deltaP) throws IOException {
        json.beginObject("delta_p");
        json.number("mean", deltaP.mean());
        json.number("se_iid", deltaP.seIid());
        json.number("rms", deltaP.rms());
        json.number("rms_se_iid", deltaP.rmsSeIid());
        json.number("min", deltaP.min());
        json.number("max", deltaP.max());
        write(json, "quantiles", deltaP.quantiles());
        json.endObject();
    }

    private static void write(JsonLine json, String name, Quantiles quantiles) throws IOException {
        json.beginObject(name);
        for (int i = 0; i < quantiles.levels().length; i++) {
            json.number(Double.toString(quantiles.levels()[i]), quantiles.values()[i]);
        }
        json.endObject();
    }
}
