package dev.surprisal.policy;

/**
 * All that a view needs.
 *
 * @param completions rewards and lengths
 * @param mismatch of {@link RolePair#MISMATCH}; nothing counted where a role is missing
 * @param reference of {@link RolePair#POLICY_REFERENCE}; nothing counted where there is none
 */
public record StepFigures(
        CompletionFigures completions, PairFigures mismatch, PairFigures reference) {}
