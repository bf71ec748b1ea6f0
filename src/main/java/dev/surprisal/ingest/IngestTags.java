package dev.surprisal.ingest;

import dev.surprisal.event.DeadLetter;
import dev.surprisal.event.LateLabelled;
import dev.surprisal.event.LedgerEntry;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.util.OutputTag;

/** Side outputs of the ingest stage. */
final class IngestTags {

    static final OutputTag<DeadLetter> DEAD_LETTERS =
            new OutputTag<>("dead-letters", TypeInformation.of(DeadLetter.class));

    static final OutputTag<LedgerEntry> LEDGER =
            new OutputTag<>("ingest-ledger", TypeInformation.of(LedgerEntry.class));

    /** Labelled lines behind the lateness of their partition. */
    static final OutputTag<LateLabelled> LATE_LINES =
            new OutputTag<>("late-lines", TypeInformation.of(LateLabelled.class));

    /** How far event time had come, from every reader at its end. */
    static final OutputTag<Long> ENDS = new OutputTag<>("ends", Types.LONG);

    /** Name of the accumulator that counts bytes taken in, for progress. */
    static final String BYTES = "surprisal.bytes";

    private IngestTags() {}
}
