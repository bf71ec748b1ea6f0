package dev.surprisal.aggregate;

import dev.surprisal.event.CompletionScore;
import dev.surprisal.event.DocumentScore;
import dev.surprisal.event.LateLabelled;
import dev.surprisal.event.LedgerEntry;
import dev.surprisal.event.LedgerScore;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.util.OutputTag;

/** Side outputs of the aggregate stage. */
public final class AggregateTags {

    /** What became of each completion. */
    public static final OutputTag<LedgerEntry> LEDGER =
            new OutputTag<>("aggregate-ledger", TypeInformation.of(LedgerEntry.class));

    /** Documents that came after their window had closed. */
    public static final OutputTag<DocumentScore> LATE =
            new OutputTag<>("late", TypeInformation.of(DocumentScore.class));

    /** Completions that came behind the allowed lateness of their partition. */
    public static final OutputTag<CompletionScore> LATE_SCORES =
            new OutputTag<>("late-scores", TypeInformation.of(CompletionScore.class));

    /** Labelled lines whose window had closed. */
    public static final OutputTag<LateLabelled> LATE_LINES =
            new OutputTag<>("late-lines", TypeInformation.of(LateLabelled.class));

    /** Both ledgers of a job over roll-outs, at its end. */
    public static final OutputTag<LedgerScore> STEP_LEDGER =
            new OutputTag<>("step-ledger", TypeInformation.of(LedgerScore.class));

    private AggregateTags() {}
}
