package dev.surprisal.event;

/**
 * Change of the target's probability, p_model − p_reference, over paired tokens.
 *
 * @param mean of the change
 * @param seIid standard error of the mean if tokens were independent
 * @param rms root mean square
 * @param rmsSeIid its error, half the error of the mean square over the root
 * @param min most negative
 * @param max most positive
 * @param quantiles the nine levels and the quartiles
 */
public record DeltaP(
        double mean,
        double seIid,
        double rms,
        double rmsSeIid,
        double min,
        double max,
        Quantiles quantiles) {}
