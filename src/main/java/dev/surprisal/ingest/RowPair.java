package dev.surprisal.ingest;

import java.io.Serializable;

/**
 * A KL base file to score, and the one to compare it with.
 *
 * @param path of the monitored model's file
 * @param name how results call it; documents are {@code name#chunk}
 * @param model the monitored model's name
 * @param referencePath of the reference's file over the same tokens, or null
 * @param referenceModel the reference's name, or null
 */
public record KldPair(
        String path, String name, String model, String referencePath, String referenceModel)
        implements Serializable {}
