package dev.surprisal.emit;

import dev.surprisal.event.BaselineScore;
import dev.surprisal.event.DocumentMeans;
import dev.surprisal.event.Observation;
import dev.surprisal.event.Series;
import dev.surprisal.event.TokenStatus;
import java.io.IOException;
import java.util.HexFormat;
import java.util.Locale;

/**
 * The fields of a baseline, from which it can be had back exactly: sums as the hexadecimal digits
 * of their longs, because programs that read numbers as doubles would round them.
 */
final class BaselineFields {

    private BaselineFields() {}

    static void write(JsonLine json, BaselineScore score) throws IOException {
        json.text("key", score.key());
        AlertFields.write(json, score.labels());
        json.text("baseline", score.name());
        json.text("revision", score.revision());
        json.whole("window_start", score.startMillis());
        json.whole("window_end", score.endMillis());
        json.whole("windows", score.windows());
        json.whole("documents", score.documents());
        json.whole("tokens_expected", score.tokensExpected());
        json.beginObject("statuses");
        for (TokenStatus status : TokenStatus.values()) {
            if (score.statuses()[status.ordinal()] > 0) {
                json.whole(
                        status.name().toLowerCase(Locale.ROOT), score.statuses()[status.ordinal()]);
            }
        }
        json.endObject();
        Observation observation = score.observation();
        json.text("nll_clusters", hex(observation.nllClusters()));
        json.beginObject("nll_tokens");
        write(json, observation.nllTokens());
        json.endObject();
        json.beginArray("document_means");
        for (DocumentMeans means : observation.documentMeans()) {
            json.beginObject();
            json.text("statistic", means.statistic());
            json.whole("documents", means.documents());
            json.text("sums", hex(means.sums()));
            write(json, means.means());
            json.endObject();
        }
        json.endArray();
    }

    /** A histogram, or the values where there are so few that they were kept. */
    private static void write(JsonLine json, Series series) throws IOException {
        if (series.values() == null) {
            json.wholes("buckets", series.buckets());
            json.wholes("counts", series.counts());
        } else {
            json.numbers("values", series.values());
        }
    }

    private static String hex(long[] longs) {
        StringBuilder text = new StringBuilder(16 * longs.length);
        for (long value : longs) {
            text.append(HexFormat.of().toHexDigits(value));
        }
        return text.toString();
    }
}
