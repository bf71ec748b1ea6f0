package dev.surprisal.event;

/**
 * What a score is of: the fields that decide whether two scores may be compared. Null where several
 * disagree.
 *
 * @param model name
 * @param reference name of the reference model, or null
 * @param distribution of the log-probs
 * @param convention window rule, in words
 * @param segment which part of the responses
 * @param vocabulary size where full rows were read, else 0
 * @param fingerprint of all that makes numbers comparable: unit, window rule, distribution,
 *     vocabulary
 */
public record Provenance(
        String model,
        String reference,
        Distribution distribution,
        String convention,
        Segment segment,
        int vocabulary,
        String fingerprint) {}
