package dev.surprisal.emit;

import dev.surprisal.event.LateLabelled;
import dev.surprisal.event.LedgerLine;
import dev.surprisal.event.LedgerScore;
import dev.surprisal.event.LossBins;
import dev.surprisal.event.LossFigures;
import dev.surprisal.event.LossScore;
import dev.surprisal.event.LossSummary;
import dev.surprisal.event.ResultLine;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** Lines of a job over labelled lines; docs/LOSSES.md defines each field. */
final class LossLines {

    private LossLines() {}

    /** One loss of one key in one window. */
    static ResultLine score(JsonLine json, int rank, LossScore score) throws IOException {
        String key = score.labels().text();
        json.text("key", key);
        json.texts("labels", score.labels().values());
        boolean whole = score.endMillis() == 0;
        if (whole) {
            json.missing("window_start");
            json.missing("window_end");
        } else {
            json.whole("window_start", score.startMillis());
            json.whole("window_end", score.endMillis());
        }
        json.text("loss", score.loss());
        json.text("unit", score.unit());
        write(json, score.figures());
        String order =
                String.join(
                        "\u0001",
                        key,
                        String.format(Locale.ROOT, "%019d", score.startMillis()),
                        String.format(Locale.ROOT, "%04d", score.index()));
        return new ResultLine(rank, order, json.end());
    }

    /** All losses over the whole input. */
    static ResultLine summary(JsonLine json, int rank, LossSummary summary) throws IOException {
        json.beginObject("losses");
        for (int i = 0; i < summary.losses().length; i++) {
            json.beginObject(summary.losses()[i]);
            json.text("unit", summary.units()[i]);
            write(json, summary.figures()[i]);
            json.endObject();
        }
        json.endObject();
        json.whole("dead_letters", summary.ledger()[LedgerLine.DEAD_LETTER.ordinal()]);
        json.beginObject("ledger");
        ledger(json, summary.ledger());
        json.endObject();
        return new ResultLine(rank, "", json.end());
    }

    /** Lines that came too late: one with its place, or several that were added up already. */
    static ResultLine late(JsonLine json, LateLabelled late) throws IOException {
        String key = late.labels().text();
        boolean single = late.source() != null;
        json.text("key", key);
        json.texts("labels", late.labels().values());
        json.whole("window_start", late.startMillis());
        json.whole("window_end", late.endMillis());
        json.text("source", late.source());
        if (single) {
            json.whole("source_offset", late.offset());
            json.whole("event_time", late.timeMillis());
        } else {
            json.missing("source_offset");
            json.missing("event_time");
        }
        json.whole("partition_time", late.clockMillis());
        json.whole("lines", late.lines());
        String place =
                single
                        ? late.source() + String.format(Locale.ROOT, "\u0001%019d", late.offset())
                        : String.format(Locale.ROOT, "\u0001%019d", late.startMillis()) + key;
        return new ResultLine(ResultEncoder.LATE, place, json.end());
    }

    /** What became of the lines up to a time; the last one of a job has none. */
    static ResultLine ledger(JsonLine json, LedgerScore score) throws IOException {
        if (score.endMillis() == Long.MAX_VALUE) {
            json.missing("until");
        } else {
            json.whole("until", score.endMillis());
        }
        json.beginObject("ledger");
        ledger(json, score.counts());
        json.whole("open", score.open());
        json.endObject();
        String order = String.format(Locale.ROOT, "%019d", score.endMillis());
        return new ResultLine(ResultEncoder.LEDGER, order, json.end());
    }

    private static void ledger(JsonLine json, long[] counts) throws IOException {
        for (LedgerLine line :
                List.of(
                        LedgerLine.RECEIVED,
                        LedgerLine.DECODED,
                        LedgerLine.DEAD_LETTER,
                        LedgerLine.IGNORED,
                        LedgerLine.SCORED,
                        LedgerLine.LATE)) {
            json.whole(line.name().toLowerCase(Locale.ROOT), counts[line.ordinal()]);
        }
    }

    private static void write(JsonLine json, LossFigures figures) throws IOException {
        json.whole("lines", figures.lines());
        json.whole("items", figures.items());
        json.whole("infinite", figures.infinite());
        json.whole("too_large", figures.tooLarge());
        json.number("value", figures.value());
        json.number("value_se", figures.standardError());
        json.number("value_low", figures.low());
        json.number("value_high", figures.high());
        json.text("cluster_unit", "line");
        json.whole("clusters", figures.clusters());
        json.number("value_se_iid", figures.standardErrorIid());
        json.number("mean", figures.mean());
        json.number("sum", figures.sum());
        json.number("finite_mean", figures.finiteMean());
        json.number("accuracy", figures.accuracy());
        json.number("accuracy_se_iid", figures.accuracySeIid());
        json.number("margin_mean", figures.marginMean());
        if (figures.bins() != null) {
            bins(json, figures.bins());
        }
    }

    private static void bins(JsonLine json, LossBins bins) throws IOException {
        json.beginArray("bins");
        for (int b = 0; b < bins.counts().length; b++) {
            json.beginObject();
            json.whole("items", bins.counts()[b]);
            json.number("confidence", bins.confidences()[b]);
            json.number("accuracy", bins.accuracies()[b]);
            json.endObject();
        }
        json.endArray();
    }
}
