package dev.surprisal.ingest;

import dev.surprisal.event.SourceFormat;
import java.io.Serializable;

/**
 * A file of rows to score, and the one to compare it with.
 *
 * @param format of both: a KL base file or a tensor dump
 * @param path of the monitored model's file
 * @param name how results call it; its documents are called after it
 * @param model the monitored model's name
 * @param referencePath of the reference's file over the same tokens, or null
 * @param referenceModel the reference's name, or null
 */
public record RowPair(
        SourceFormat format,
        String path,
        String name,
        String model,
        String referencePath,
        String referenceModel)
        implements Serializable {}
