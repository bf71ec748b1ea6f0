package dev.surprisal.emit;

import dev.surprisal.event.LedgerLine;
import dev.surprisal.event.LossBins;
import dev.surprisal.event.LossFigures;
import dev.surprisal.event.LossScore;
import dev.surprisal.event.LossSummary;
import dev.surprisal.event.ResultLine;
import java.io.IOException;
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
        json.whole("received", summary.ledger()[LedgerLine.RECEIVED.ordinal()]);
        json.whole("decoded", summary.ledger()[LedgerLine.DECODED.ordinal()]);
        json.whole("dead_letter", summary.ledger()[LedgerLine.DEAD_LETTER.ordinal()]);
        json.endObject();
        return new ResultLine(rank, "", json.end());
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
