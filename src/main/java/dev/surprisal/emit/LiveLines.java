package dev.surprisal.emit;

import dev.surprisal.event.CompletionScore;
import dev.surprisal.event.EntropyFigures;
import dev.surprisal.event.LedgerLine;
import dev.surprisal.event.LedgerScore;
import dev.surprisal.event.ResultLine;
import dev.surprisal.event.TokenStatus;
import java.io.IOException;
import java.util.Locale;

/** Lines that only a flow without an end has: completions that came too late, and ledgers. */
final class LiveLines {

    private LiveLines() {}

    /** A completion behind the allowed lateness: what it would have counted. */
    static ResultLine late(JsonLine json, CompletionScore score) throws IOException {
        json.text("document", score.identity().documentId());
        json.text("model", score.identity().model());
        json.text("segment", score.identity().segment().name().toLowerCase(Locale.ROOT));
        json.beginArray("labels");
        for (String label : score.arrival().labels()) {
            json.element(label);
        }
        json.endArray();
        json.text("source", score.origin().source());
        json.whole("source_offset", score.origin().offset());
        json.whole("event_time", score.eventTimeMillis());
        json.text("event_time_origin", score.eventTimeOrigin().name().toLowerCase(Locale.ROOT));
        json.whole("partition_time", score.arrival().clockMillis());
        long scored = 0;
        double sum = 0;
        for (int i = 0; i < score.nll().length; i++) {
            if (score.statuses()[i] == TokenStatus.OK.code()) {
                scored++;
                sum += score.nll()[i];
            }
        }
        json.whole("tokens_scored", scored);
        json.number("nll_sum", scored == 0 ? Double.NaN : sum);
        String order =
                score.origin().source()
                        + "\u0001"
                        + String.format("%019d", score.origin().offset())
                        + score.identity().documentId();
        return new ResultLine(ResultEncoder.LATE, order, json.end());
    }

    /** The entropy of a window, and how far its nll is above it. */
    static void entropy(JsonLine json, EntropyFigures entropy) throws IOException {
        json.whole("entropy_tokens", entropy.tokens());
        json.number("entropy_low", entropy.low());
        json.number("entropy_high", entropy.high());
        json.number("gap_low", entropy.gapLow());
        json.number("gap_high", entropy.gapHigh());
    }

    /** Both ledgers up to a time; the last one of a job has none. */
    static ResultLine ledger(JsonLine json, LedgerScore score) throws IOException {
        boolean last = score.endMillis() == Long.MAX_VALUE;
        if (last) {
            json.missing("until");
        } else {
            json.whole("until", score.endMillis());
        }
        json.beginObject("ledger");
        for (LedgerLine line : LedgerLine.values()) {
            json.whole(line.name().toLowerCase(Locale.ROOT), score.counts()[line.ordinal()]);
        }
        json.whole("open", score.open());
        json.endObject();
        String order = String.format("%019d", score.endMillis());
        return new ResultLine(ResultEncoder.LEDGER, order, json.end());
    }
}
