package dev.surprisal.compare;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;

/**
 * Runs and comparisons as lines of JSON, schema {@value #SCHEMA}: the fields are always the same,
 * and a number that does not exist is null. docs/METRICS.md defines each.
 */
public final class ComparisonLines {

    /** Named in every line. */
    public static final String SCHEMA = "surprisal.compare/1";

    private static final double NONE = Double.NaN;
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private ComparisonLines() {}

    /** A model: the base or a candidate. */
    public static ObjectNode model(Run run, String role, String size) {
        ObjectNode json = begin("model");
        json.put("role", role);
        json.put("name", run.label());
        json.put("model", run.model());
        json.put("read_from", run.origin());
        ArrayNode tasks = json.putArray("tasks");
        run.tasks().forEach(tasks::add);
        json.put("documents", run.documents().size());
        json.put("cluster_unit", run.clusterUnit());
        json.put("faults", run.faults().size());
        json.put("size", size);
        for (Unit unit : Unit.values()) {
            UnitFigures figures = run.figures(unit);
            String prefix = unit == Unit.TOKEN ? "" : unit.label() + "_";
            if (figures == null) {
                json.putNull(unit.label() + "s");
            } else {
                json.put(unit.label() + "s", figures.count());
            }
            number(json, prefix + "perplexity", figures == null ? NONE : figures.perplexity());
            number(
                    json,
                    prefix + "perplexity_low",
                    figures == null ? NONE : figures.perplexityLow());
            number(
                    json,
                    prefix + "perplexity_high",
                    figures == null ? NONE : figures.perplexityHigh());
        }
        UnitFigures bytes = run.figures(Unit.BYTE);
        bits(json, "bits_per_byte", bytes == null ? null : bytes);
        json.put("fingerprint", run.fingerprint());
        return json;
    }

    /** A candidate against the base. */
    public static ObjectNode comparison(Comparison of) {
        ObjectNode json = begin("comparison");
        json.put("base", of.base().label());
        json.put("candidate", of.candidate().label());
        json.put("unit", of.unit().label());
        json.put("documents_paired", of.pairs().size());
        json.put("documents_unlike", of.unlike().size());
        json.put("documents_base_only", of.baseOnly());
        json.put("documents_candidate_only", of.candidateOnly());
        PairedRatio ratio = of.ratio();
        number(json, "log_ppl_ratio", ratio.mean());
        number(json, "log_ppl_ratio_se", ratio.standardError());
        number(json, "log_ppl_ratio_low", ratio.low());
        number(json, "log_ppl_ratio_high", ratio.high());
        json.put("cluster_unit", of.base().clusterUnit());
        json.put("clusters", ratio.clusters());
        ratio(json, "perplexity_ratio", ratio);
        ratio(json, "word_perplexity_ratio", of.words());
        ratio(json, "byte_perplexity_ratio", of.bytes());
        bits(json, "bits_per_byte_difference", of.bytes());
        divergence(json, of.divergence());
        json.put("verdict", of.verdict().name().toLowerCase(Locale.ROOT));
        json.put("statement", of.sentence());
        texts(json, "forced", of.forced());
        texts(json, "notes", of.notes());
        return json;
    }

    /** A comparison of nothing: the fields that every one has. */
    public static ObjectNode blank() {
        Run none = new Run("", "", null, null, "", List.of(), List.of(), null, null);
        PairedRatio ratio = new PairedRatio(NONE, NONE, NONE, NONE, 0);
        return comparison(
                new Comparison(
                        none,
                        none,
                        Unit.TOKEN,
                        ratio,
                        null,
                        null,
                        null,
                        Verdict.UNDECIDED,
                        List.of(),
                        List.of(),
                        0,
                        0,
                        List.of(),
                        List.of()));
    }

    /** A document of both. */
    public static ObjectNode document(Comparison of, Comparison.DocumentRatio document) {
        ObjectNode json = begin("compared_document");
        json.put("base", of.base().label());
        json.put("candidate", of.candidate().label());
        json.put("document", document.name());
        json.put("task", document.task());
        json.put("unit", of.unit().label());
        json.put("units", document.count());
        number(json, "base_nll_sum", document.baseNll());
        number(json, "nll_sum", document.nll());
        number(json, "log_ppl_ratio", document.logRatio());
        number(json, "perplexity_ratio", StrictMath.exp(document.logRatio()));
        return json;
    }

    private static ObjectNode begin(String kind) {
        ObjectNode json = MAPPER.createObjectNode();
        json.put("schema", SCHEMA);
        json.put("kind", kind);
        return json;
    }

    private static void ratio(ObjectNode json, String name, PairedRatio ratio) {
        number(json, name, ratio == null ? NONE : StrictMath.exp(ratio.mean()));
        number(json, name + "_low", ratio == null ? NONE : StrictMath.exp(ratio.low()));
        number(json, name + "_high", ratio == null ? NONE : StrictMath.exp(ratio.high()));
    }

    private static void bits(ObjectNode json, String name, UnitFigures bytes) {
        number(json, name, bytes == null ? NONE : UnitFigures.bits(bytes.mean()));
        number(json, name + "_low", bytes == null ? NONE : UnitFigures.bits(bytes.low()));
        number(json, name + "_high", bytes == null ? NONE : UnitFigures.bits(bytes.high()));
    }

    private static void bits(ObjectNode json, String name, PairedRatio bytes) {
        number(json, name, bytes == null ? NONE : UnitFigures.bits(bytes.mean()));
        number(json, name + "_low", bytes == null ? NONE : UnitFigures.bits(bytes.low()));
        number(json, name + "_high", bytes == null ? NONE : UnitFigures.bits(bytes.high()));
    }

    private static void divergence(ObjectNode json, Divergence of) {
        boolean known = of != null;
        boolean exact = known && of.k() == 0 && Double.isFinite(of.mean());
        if (known) {
            json.put("tokens_compared", of.tokens());
        } else {
            json.putNull("tokens_compared");
        }
        ObjectNode kl = json.putObject("forward_kl");
        kl.put("direction", "KL(base||candidate)");
        if (known) {
            kl.put("exact", exact);
            kl.put("top_k", of.k());
        } else {
            kl.putNull("exact");
            kl.putNull("top_k");
        }
        number(kl, "mean", known ? of.mean() : NONE);
        number(kl, "lower_bound_lumped", known ? of.lumped() : NONE);
        number(kl, "lower_bound", known ? of.low() : NONE);
        number(kl, "p99", known ? of.p99() : NONE);
        number(json, "tv_mean_low", known ? of.tvLow() : NONE);
        number(json, "tv_mean_high", known ? of.tvHigh() : NONE);
        number(json, "top1_agreement", known ? of.top1Agreement() : NONE);
        ObjectNode deltaP = json.putObject("delta_p");
        number(deltaP, "mean", known ? of.deltaPMean() : NONE);
        number(deltaP, "rms", known ? of.deltaPRms() : NONE);
    }

    private static void texts(ObjectNode json, String name, List<String> texts) {
        ArrayNode array = json.putArray(name);
        texts.forEach(array::add);
    }

    private static void number(ObjectNode json, String name, double value) {
        if (Double.isFinite(value)) {
            json.put(name, value);
        } else {
            json.putNull(name);
        }
    }
}
