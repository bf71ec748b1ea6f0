package dev.surprisal.policy;

import dev.surprisal.event.DocumentMeans;
import dev.surprisal.event.Labels;
import dev.surprisal.event.Role;
import dev.surprisal.event.RolloutTotals;
import dev.surprisal.event.StepScore;
import dev.surprisal.policy.Validity.State;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The numbers of a step under flat, slash-separated names, as dashboards of training runs have
 * them. docs/POLICY-METRICS.md defines each. A number of which nothing counted is left out: there
 * is never a NaN; +∞ is a sum that was too large, or perplexities that are.
 *
 * <p>{@code kl} is k3 by token where k3 is an estimate of KL or may be one, else k1; {@code
 * kl_sequence} the same by sequence, {@code sqrt_kl} its root, the axis of Gao et al. (2022).
 */
public final class StepNumbers {

    private final StepSpec spec;
    private final Map<String, Double> values = new TreeMap<>();
    private final Map<String, String> notes = new TreeMap<>();
    private final PairFigures mismatch;
    private final PairFigures reference;
    private final DocumentMeans[] means;

    private StepNumbers(StepSpec spec, RolloutTotals totals) {
        this.spec = spec;
        mismatch = new PairFigures(RolePair.MISMATCH, totals.mismatch());
        reference = new PairFigures(spec.reference(), totals.reference());
        means = totals.means();
        CompletionFigures completions = new CompletionFigures(totals.completions());
        completions(completions);
        LossNumbers.put(spec, totals.losses(), completions, this::put);
        GapNumbers.put(totals.gaps(), this::put);
        pair("mismatch", mismatch);
        pair("reference", reference);
        chosen();
        StepFigures step = new StepFigures(completions, mismatch, reference);
        for (View view : spec.views()) {
            view.figures(step).forEach((key, value) -> put(view.label() + "/" + key, value));
        }
    }

    /** The numbers of these totals. */
    public static StepNumbers of(StepSpec spec, RolloutTotals totals) {
        return new StepNumbers(spec, totals);
    }

    /** A number by its name; NaN if there is none. */
    public double value(String name) {
        return values.getOrDefault(name, Double.NaN);
    }

    private void put(String name, double value) {
        if (!Double.isNaN(value)) {
            values.put(name, value);
        }
    }

    private void completions(CompletionFigures figures) {
        put("completions", figures.completions());
        put("completions_empty", figures.emptyCompletions());
        put("length/mean", figures.lengthMean());
        if (figures.completions() > 0) {
            put("length/min", figures.lengthMin());
            put("length/max", figures.lengthMax());
        }
        put("reward/count", figures.rewards());
        put("reward/nonfinite", figures.rewardsNonFinite());
        put("reward/mean", figures.rewardMean());
        put("reward/std", figures.rewardDeviation());
        if (figures.rewards() > 0) {
            put("reward/min", figures.rewardMin());
            put("reward/max", figures.rewardMax());
        }
        put("reward/gold_mean", figures.goldRewardMean());
        if (spec.beta() > 0 && figures.penalized() > 0) {
            put("reward/penalized_sequence", figures.penalizedRewardMean(spec.beta()));
            put("reward/penalized_token", figures.penalizedRewardOfToken(spec.beta()));
        }
        for (Role role : Role.values()) {
            String name = role.name().toLowerCase(Locale.ROOT);
            if (figures.tokens(role) + figures.unusable(role) > 0) {
                put("tokens/" + name, figures.tokens(role));
                put("unusable/" + name, figures.unusable(role));
                put("nll/" + name, figures.nllMean(role));
            }
        }
        Role sampled = figures.tokens(Role.SAMPLER) > 0 ? Role.SAMPLER : Role.POLICY;
        put("entropy", figures.nllMean(sampled));
    }

    private void pair(String name, PairFigures pair) {
        if (pair.sequences() + pair.unscoredSequences() == 0) {
            return;
        }
        put("tokens/" + name, pair.tokens());
        put("infinite/" + name, pair.infinite());
        put("impossible/" + name, pair.impossible());
        put("unusable/" + name, pair.unusable());
        for (Estimator estimator : Estimator.values()) {
            String key = name + "/" + estimator.label();
            for (Reduction reduction : Reduction.values()) {
                put("kl/" + key + "/" + reduction.label(), pair.kl(estimator, reduction));
            }
            put("clamped_fraction/" + key, pair.cutFraction(estimator));
            note(key, pair.validity(estimator));
        }
        Provenance provenance = pair.provenance(Estimator.K1, Reduction.TOKEN_MEAN);
        notes.put(name + "/direction", provenance.direction());
        if (pair.infinite() > 0) {
            notes.put(
                    name + "/infinite", pair.infinite() + " tokens of probability 0, not in means");
        }
        if (pair.tokens() > 0) {
            ratios(name, pair);
        }
        if (pair.topTokens() > 0) {
            lists(name, pair);
        }
    }

    private void lists(String name, PairFigures pair) {
        put("top_k/" + name + "/tokens", pair.topTokens());
        put("top_k/" + name + "/disjoint", pair.topDisjoint());
        put("top_k/" + name + "/unusable", pair.topUnusable());
        put("kl/" + name + "/rb1/token_mean", pair.rb1Mean());
        put("kl/" + name + "/rb3/token_mean", pair.rb3Mean());
        put("kl_low/" + name + "/l0", pair.klLowL0());
        put("kl_low/" + name + "/l1", pair.klLowL1());
        put("tv/" + name + "/low", pair.tvLow());
        put("tv/" + name + "/high", pair.tvHigh());
        put("js/" + name + "/low", pair.jsLow());
        put("js/" + name + "/high", pair.jsHigh());
        put("entropy_bounds/" + name + "/low", pair.entropyLow());
        put("entropy_bounds/" + name + "/high", pair.entropyHigh());
        note(name + "/rb1", pair.rb1Provenance().validity());
        note(name + "/rb3", pair.rb3Provenance().validity());
    }

    private void ratios(String name, PairFigures pair) {
        put("clamped_fraction/" + name + "/ratio", pair.ratioClampedFraction());
        put("clamped_fraction/" + name + "/k3_verl", pair.k3ClampedFraction());
        put("ratio/" + name + "/mean", pair.ratioMean());
        put("ratio/" + name + "/min", pair.ratioMin());
        put("ratio/" + name + "/max", pair.ratioMax());
        put("ess/" + name + "/token", pair.essToken());
        put("ess/" + name + "/sequence", pair.essSequence());
        put("chi2/" + name + "/token", pair.chi2Token());
        put("chi2/" + name + "/sequence", pair.chi2Sequence());
        put("logprob_gap/" + name + "/mae", pair.tokenMean(PairSum.ABSOLUTE));
        put("logprob_gap/" + name + "/mse", 2 * pair.tokenMean(PairSum.K2));
        if (spec.losses().huber() > 0) {
            put("logprob_gap/" + name + "/huber", pair.tokenMean(PairSum.HUBER));
        }
        put("log_ppl_diff/" + name, pair.logPplDifference());
        put("ppl_ratio/" + name, pair.pplRatio());
        put("evidence/" + name + "/mean", pair.logEvidenceMean());
    }

    private void note(String key, Validity validity) {
        notes.put(key + "/validity", validity.state().name().toLowerCase(Locale.ROOT));
        if (!validity.reason().isEmpty()) {
            notes.put(key + "/reason", validity.reason());
        }
    }

    private void chosen() {
        put("mismatch_kl", mismatch.mismatchKl());
        boolean biased = reference.validity(Estimator.K3).state() == State.INVALID;
        Estimator estimator = biased ? Estimator.K1 : Estimator.K3;
        put("kl", reference.kl(estimator, Reduction.TOKEN_MEAN));
        double sequence = reference.kl(estimator, Reduction.SEQ_SUM);
        put("kl_sequence", sequence);
        // k1 may be below 0 where a KL is not.
        put("sqrt_kl", Math.sqrt(Math.max(0, sequence)));
        if (reference.tokens() > 0) {
            notes.put("kl/estimator", estimator.label());
        }
    }

    static double[] array(Collection<Double> numbers) {
        return numbers.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** A step's score; {@code extra} numbers come beside those of the totals. */
    public StepScore score(
            String run,
            Labels labels,
            long first,
            long last,
            boolean complete,
            Map<String, Double> extra) {
        extra.forEach(this::put);
        return new StepScore(
                run,
                labels,
                first,
                last,
                complete,
                values.keySet().toArray(String[]::new),
                array(values.values()),
                notes.keySet().toArray(String[]::new),
                notes.values().toArray(String[]::new),
                means,
                mismatch.logEvidence(),
                reference.logEvidence());
    }
}
