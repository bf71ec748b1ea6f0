package dev.surprisal.ingest;

import dev.surprisal.event.Segment;
import java.io.Serializable;
import java.util.List;

/**
 * How a flow without an end takes payloads in.
 *
 * @param model name where a payload has none, or null
 * @param segment the only segment to keep, or null for all
 * @param groupBy fields that results are grouped by, see {@link Ingest#isLabel}
 * @param latenessMillis how far behind its partition's greatest event time a record may be
 * @param idleMillis a partition that gives nothing for so long is not waited for
 */
public record LiveSpec(
        String model, Segment segment, List<String> groupBy, long latenessMillis, long idleMillis)
        implements Serializable {}
