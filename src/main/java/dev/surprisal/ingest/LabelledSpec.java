package dev.surprisal.ingest;

/**
 * How lines of a flow without an end are judged.
 *
 * @param latenessMillis how far behind its partition's greatest event time a line may be
 * @param idleMillis a partition that gives nothing for so long is not waited for
 */
public record LabelledSpec(long latenessMillis, long idleMillis) {}
