package dev.surprisal.emit;

import dev.surprisal.event.Alert;
import dev.surprisal.event.BaselineScore;
import dev.surprisal.event.CompletionScore;
import dev.surprisal.event.DeadLetter;
import dev.surprisal.event.DocumentScore;
import dev.surprisal.event.Figures;
import dev.surprisal.event.LateLabelled;
import dev.surprisal.event.LedgerLine;
import dev.surprisal.event.LedgerScore;
import dev.surprisal.event.LossScore;
import dev.surprisal.event.LossSummary;
import dev.surprisal.event.Origin;
import dev.surprisal.event.Provenance;
import dev.surprisal.event.ResultLine;
import dev.surprisal.event.RolloutJoinCounts;
import dev.surprisal.event.Segment;
import dev.surprisal.event.StepScore;
import dev.surprisal.event.SummaryScore;
import dev.surprisal.event.UnmatchedRollout;
import dev.surprisal.event.WindowScore;
import java.io.IOException;
import java.util.Locale;

/**
 * Records to result lines, one JSON object each, schema {@value #SCHEMA}. Numbers in full double
 * precision, shortest form; one that does not exist is null. docs/METRICS.md defines each field.
 */
public final class ResultEncoder {

    /** Named in every line; the number changes when a field's meaning does. */
    public static final String SCHEMA = "surprisal.result/1";

    private static final int DOCUMENT = 0;
    private static final int WINDOW = 1;
    private static final int BASELINE = 2;
    private static final int ALERT = 3;
    private static final int DEAD_LETTER = 4;
    static final int LATE = 5;
    static final int LEDGER = 6;
    private static final int SUMMARY = 7;

    private final String job;

    /** An encoder for a job's results. */
    public ResultEncoder(String job) {
        this.job = job;
    }

    /** A closed document. */
    public ResultLine encode(DocumentScore score) throws IOException {
        JsonLine json = begin("document");
        json.text("document", score.document());
        if (score.group() != null) {
            json.text("group", score.group());
        }
        writeProvenance(json, score.provenance());
        json.text("format", score.format().label());
        json.whole("event_time", score.eventTimeMillis());
        json.text("event_time_origin", lower(score.eventTimeOrigin()));
        json.flag("complete", score.complete());
        FigureFields.write(json, score.figures(), score.totals().statuses());
        json.whole("duplicates", score.duplicates());
        json.whole("conflicts", score.conflicts());
        json.whole("late", 0);
        // The model too: two models may have scored documents of one name.
        String order = score.document() + "\u0001" + score.provenance().model();
        return new ResultLine(DOCUMENT, order, json.end());
    }

    /** A closed window. */
    public ResultLine encode(WindowScore score) throws IOException {
        JsonLine json = begin("window");
        json.text("key", score.key());
        json.whole("window_index", score.index());
        json.whole("window_start", score.windowStartMillis());
        json.whole("window_end", score.windowEndMillis());
        json.text("first_document", score.firstDocument());
        json.text("last_document", score.lastDocument());
        json.whole("documents", score.documents());
        json.flag("complete", score.complete());
        writeProvenance(json, score.provenance());
        FigureFields.write(json, score.figures(), score.totals().statuses());
        json.whole("late", score.late());
        if (score.labels() != null) {
            LiveLines.entropy(json, score.figures().entropy());
        }
        AlertFields.write(json, score);
        String order = score.key() + "\u0001" + String.format("%019d", score.index());
        return new ResultLine(WINDOW, order, json.end());
    }

    /** What windows are compared with, once it is complete; {@code alarm.BaselineFile} reads it. */
    public ResultLine encode(BaselineScore score) throws IOException {
        JsonLine json = begin("baseline");
        BaselineFields.write(json, score);
        String order = score.key() + "\u0001" + String.format("%019d", score.endMillis());
        return new ResultLine(BASELINE, order, json.end());
    }

    /** An alert that began or is over. */
    public ResultLine encode(Alert alert) throws IOException {
        JsonLine json = begin("alert");
        AlertFields.write(json, alert);
        String order =
                String.format("%019d", alert.windowEndMillis())
                        + "\u0001"
                        + (alert.resolved() ? "1" : "0")
                        + alert.id();
        return new ResultLine(ALERT, order, json.end());
    }

    /** A payload that was set aside. */
    public ResultLine encode(DeadLetter letter) throws IOException {
        Origin origin = letter.origin();
        JsonLine json = begin("dead_letter");
        json.text("source", origin.source());
        json.whole("source_offset", origin.offset());
        json.whole("length", origin.length());
        // A payload that was never held has no hash.
        json.text(
                "payload_hash",
                origin.payloadHash() == 0 ? null : Long.toHexString(origin.payloadHash()));
        json.text("format", letter.format() == null ? null : letter.format().label());
        json.text("reason", letter.reason());
        if (letter.offset() < 0) {
            json.missing("offset");
        } else {
            json.whole("offset", letter.offset());
        }
        String order =
                origin.source()
                        + "\u0001"
                        + String.format("%019d", origin.offset())
                        + letter.reason();
        return new ResultLine(DEAD_LETTER, order, json.end());
    }

    /** A completion that came too late. */
    public ResultLine encode(CompletionScore late) throws IOException {
        return LiveLines.late(begin("late"), late);
    }

    /** A group of completions in a training step, or in a window of steps. */
    public ResultLine encode(StepScore score) throws IOException {
        boolean step = score.firstStep() == score.lastStep();
        return StepLines.score(begin(step ? "step" : "step_window"), WINDOW, score);
    }

    /** A roll-out that got nothing from another stream or from a server. */
    public ResultLine encode(UnmatchedRollout unmatched) throws IOException {
        return StepLines.unmatched(begin("unmatched"), unmatched);
    }

    /** What became of the roll-outs of two streams. */
    public ResultLine encode(RolloutJoinCounts counts) throws IOException {
        return StepLines.joined(begin("join"), counts);
    }

    /** The same with flat keys alone, as loggers of training runs take it. */
    public ResultLine encodeScalars(StepScore score) throws IOException {
        return StepLines.scalars(WINDOW, score);
    }

    /** A loss of a key in a window. */
    public ResultLine encode(LossScore score) throws IOException {
        return LossLines.score(begin("loss"), WINDOW, score);
    }

    /** Every loss of a job. */
    public ResultLine encode(LossSummary summary) throws IOException {
        return LossLines.summary(begin("summary"), SUMMARY, summary);
    }

    /** Labelled lines that came too late. */
    public ResultLine encode(LateLabelled late) throws IOException {
        return LossLines.late(begin("late"), late);
    }

    /** The ledger of labelled lines up to a time. */
    public ResultLine encodeLossLedger(LedgerScore score) throws IOException {
        return LossLines.ledger(begin("ledger"), score);
    }

    /** Both ledgers up to a time. */
    public ResultLine encode(LedgerScore score) throws IOException {
        return LiveLines.ledger(begin("ledger"), score);
    }

    /** The whole job. */
    public ResultLine encode(SummaryScore score) throws IOException {
        JsonLine json = begin("summary");
        writeProvenance(json, score.provenance());
        json.whole("documents", score.documents());
        json.whole("incomplete_documents", score.incompleteDocuments());
        FigureFields.write(json, score.figures(), score.statuses());
        json.whole("duplicates", score.duplicates());
        json.whole("conflicts", score.conflicts());
        json.whole("late", score.ledger()[LedgerLine.LATE.ordinal()]);
        json.whole("dead_letters", score.ledger()[LedgerLine.DEAD_LETTER.ordinal()]);
        writeSegments(json, score.segments());
        TextFields.writeGroups(json, score.groups());
        TextFields.writePositions(json, score.figures().text());
        TextFields.writeWorst(json, score.worst());
        json.beginObject("ledger");
        for (LedgerLine line : LedgerLine.values()) {
            json.whole(lower(line), score.ledger()[line.ordinal()]);
        }
        json.endObject();
        return new ResultLine(SUMMARY, "", json.end());
    }

    private JsonLine begin(String kind) throws IOException {
        JsonLine json = new JsonLine();
        json.text("schema", SCHEMA);
        json.text("kind", kind);
        json.text("job", job);
        return json;
    }

    /** A job or window without documents is of nothing. */
    private static void writeProvenance(JsonLine json, Provenance provenance) throws IOException {
        boolean known = provenance != null;
        json.text("model", known ? provenance.model() : null);
        json.text("reference", known ? provenance.reference() : null);
        json.text("segment", known ? lower(provenance.segment()) : null);
        json.text("distribution", known ? lower(provenance.distribution()) : null);
        json.text("fingerprint", known ? provenance.fingerprint() : null);
    }

    /** Figures by segment, where a job has more than one: prompts and answers are unlike things. */
    private static void writeSegments(JsonLine json, Figures[] segments) throws IOException {
        int present = 0;
        for (Figures figures : segments) {
            present += figures == null ? 0 : 1;
        }
        if (present < 2) {
            return;
        }
        json.beginObject("segments");
        for (Segment segment : Segment.values()) {
            Figures figures = segments[segment.ordinal()];
            if (figures != null) {
                json.beginObject(lower(segment));
                json.whole("tokens_expected", figures.tokensExpected());
                json.whole("tokens_scored", figures.tokensScored());
                json.number("nll_sum", figures.nllSum());
                json.number("nll_mean", figures.nllMean());
                json.number("perplexity", figures.perplexity());
                json.number("perplexity_low", figures.perplexityLow());
                json.number("perplexity_high", figures.perplexityHigh());
                json.endObject();
            }
        }
        json.endObject();
    }

    private static String lower(Enum<?> constant) {
        return constant == null ? null : constant.name().toLowerCase(Locale.ROOT);
    }
}
