package dev.surprisal.event;

/**
 * What a completion is of.
 *
 * @param model as the server names it; null if it does not
 * @param modelRevision fingerprint or revision; null if none
 * @param requestId the response's id; null if absent or empty (then nothing is deduplicated)
 * @param documentId name of the document in results; unique in a job but for repeats
 * @param segment which part of the response
 * @param choice index among the answers to one prompt; 0 for prompts
 * @param promptIndex index among the prompts of one request
 */
public record Identity(
        String model,
        String modelRevision,
        String requestId,
        String documentId,
        Segment segment,
        int choice,
        int promptIndex) {}
