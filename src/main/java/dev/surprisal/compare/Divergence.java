package dev.surprisal.compare;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * How far the candidate's distributions are from the base's, token by token. NaN where a number
 * does not exist.
 *
 * @param k candidates at each position that it is bounded from; 0 where it is exact
 * @param tokens compared
 * @param mean of KL(base‖candidate), nats; NaN where only bounds are known
 * @param lumped lower bound of the mean: the tail as one token
 * @param low the tighter lower bound
 * @param p99 of KL, or of its tighter lower bound where only bounds are known
 * @param tvLow lower bound of the mean total variation distance
 * @param tvHigh its upper bound
 * @param top1Agreement share of tokens with the same likeliest token
 * @param deltaPMean mean change of the target's probability
 * @param deltaPRms its root mean square
 */
public record Divergence(
        int k,
        long tokens,
        double mean,
        double lumped,
        double low,
        double p99,
        double tvLow,
        double tvHigh,
        double top1Agreement,
        double deltaPMean,
        double deltaPRms) {

    /** From a summary of ours, which read whole rows. */
    static Divergence of(JsonNode summary) {
        JsonNode kl = summary.path("forward_kl");
        JsonNode deltaP = summary.path("delta_p");
        double tv = number(summary.path("tv_mean"));
        double mean = number(kl.path("mean"));
        return new Divergence(
                0,
                summary.path("tokens_compared").longValue(),
                mean,
                mean,
                mean,
                number(kl.path("quantiles").path("0.99")),
                tv,
                tv,
                number(summary.path("top1_agreement")),
                number(deltaP.path("mean")),
                number(deltaP.path("rms")));
    }

    private static double number(JsonNode value) {
        return value.isNumber() ? value.doubleValue() : Double.NaN;
    }
}
