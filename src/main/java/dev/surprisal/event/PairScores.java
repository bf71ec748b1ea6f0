package dev.surprisal.event;

/**
 * What a row and its reference row tell together; arrays are [tokens], divergences in nats.
 *
 * @param referenceNll of the target under the reference
 * @param referenceEntropy of the reference row
 * @param forwardKl KL(reference‖model); +∞ where the model gives 0 to something possible
 * @param reverseKl KL(model‖reference); +∞ likewise
 * @param js Jensen-Shannon divergence, or null when not asked for
 * @param tv total variation distance, or null when not asked for
 * @param deltaP p_model(target) − p_reference(target)
 * @param sameTop 1 where both rows have the same arg-max, else 0
 * @param referenceFloored 1 where the reference file stored the target at its floor, else 0
 */
public record PairScores(
        double[] referenceNll,
        double[] referenceEntropy,
        double[] forwardKl,
        double[] reverseKl,
        double[] js,
        double[] tv,
        double[] deltaP,
        byte[] sameTop,
        byte[] referenceFloored) {}
