package dev.surprisal.alarm;

import com.fasterxml.jackson.databind.JsonNode;
import dev.surprisal.event.BaselineScore;
import dev.surprisal.event.DocumentMeans;
import dev.surprisal.event.Labels;
import dev.surprisal.event.Observation;
import dev.surprisal.event.Series;
import dev.surprisal.event.TokenStatus;
import dev.surprisal.kernel.ClusteredRatio;
import dev.surprisal.kernel.ExactSums;
import dev.surprisal.kernel.LogLinearHistogram;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.Locale;

/**
 * One baseline line, every part of it checked: {@link IllegalArgumentException} names the field.
 */
final class BaselineLine {

    private static final String SCHEMA = "surprisal.result/1";
    private static final int HEX_DIGITS = 16;

    private final JsonNode json;

    BaselineLine(JsonNode json) {
        this.json = json;
    }

    BaselineScore read(String name) {
        require(text(json, "schema").equals(SCHEMA), "schema is not " + SCHEMA);
        long documents = whole(json, "documents");
        Observation observation = observation();
        DocumentMeans nll = DocumentSample.find(observation, Observations.NLL);
        require(
                documents == (nll == null ? 0 : nll.documents()),
                "documents is not the number of document_means of nll");
        return new BaselineScore(
                text(json, "key"),
                labels(),
                name,
                text(json, "revision"),
                signed(json, "window_start"),
                signed(json, "window_end"),
                whole(json, "windows"),
                documents,
                true,
                whole(json, "tokens_expected"),
                statuses(),
                observation);
    }

    private Observation observation() {
        JsonNode array = field(json, "document_means");
        require(array.isArray(), "document_means is not an array");
        DocumentMeans[] means = new DocumentMeans[array.size()];
        for (int i = 0; i < means.length; i++) {
            means[i] = means(array.get(i));
        }
        long[] clusters = sums(json, "nll_clusters", ClusteredRatio.SUMS);
        // Throws on sums that no documents have.
        require(
                ClusteredRatio.readFrom(clusters, 0).clusters() >= 0,
                "nll_clusters has a negative number of documents");
        return new Observation(means, clusters, series(field(json, "nll_tokens")), Double.NaN);
    }

    private static DocumentMeans means(JsonNode node) {
        require(!node.has("values"), "document_means has values, not buckets");
        DocumentMeans means =
                new DocumentMeans(
                        text(node, "statistic"),
                        whole(node, "documents"),
                        sums(node, "sums", 2),
                        series(node));
        require(
                HistogramDistance.of(means.means()).count() >= means.documents(),
                "counts of " + means.statistic() + " are fewer than its documents");
        return means;
    }

    private static Series series(JsonNode node) {
        if (node.has("values")) {
            JsonNode array = array(node, "values");
            double[] values = new double[array.size()];
            for (int i = 0; i < values.length; i++) {
                require(array.get(i).isNumber(), "values holds what is no number");
                values[i] = array.get(i).doubleValue();
            }
            return new Series(values, null, null);
        }
        JsonNode numbers = array(node, "buckets");
        JsonNode amounts = array(node, "counts");
        int[] buckets = new int[numbers.size()];
        long[] counts = new long[amounts.size()];
        for (int i = 0; i < buckets.length; i++) {
            require(numbers.get(i).isInt(), "buckets holds what is no bucket");
            buckets[i] = numbers.get(i).intValue();
        }
        for (int i = 0; i < counts.length; i++) {
            require(amounts.get(i).canConvertToLong(), "counts holds what is no count");
            counts[i] = amounts.get(i).longValue();
        }
        // Throws where it is not a histogram of this layout.
        new LogLinearHistogram(buckets, counts);
        return new Series(null, buckets, counts);
    }

    private long[] statuses() {
        long[] statuses = new long[TokenStatus.values().length];
        JsonNode node = field(json, "statuses");
        require(node.isObject(), "statuses is not an object");
        for (TokenStatus status : TokenStatus.values()) {
            String name = status.name().toLowerCase(Locale.ROOT);
            statuses[status.ordinal()] = node.has(name) ? whole(node, name) : 0;
        }
        return statuses;
    }

    private Labels labels() {
        JsonNode node = field(json, "labels");
        if (node.isNull()) {
            return null;
        }
        require(node.isObject(), "labels is not an object");
        String[] names = new String[node.size()];
        String[] values = new String[node.size()];
        int at = 0;
        for (Iterator<String> fields = node.fieldNames(); fields.hasNext(); at++) {
            names[at] = fields.next();
            values[at] = text(node, names[at]);
        }
        return new Labels(names, values);
    }

    private static long[] sums(JsonNode node, String name, int count) {
        String digits = text(node, name);
        long[] sums = ExactSums.create(count);
        require(
                digits.length() == HEX_DIGITS * sums.length
                        && digits.chars().allMatch(HexFormat::isHexDigit),
                name + " is not " + HEX_DIGITS * sums.length + " hexadecimal digits");
        for (int i = 0; i < sums.length; i++) {
            sums[i] = HexFormat.fromHexDigitsToLong(digits, HEX_DIGITS * i, HEX_DIGITS * (i + 1));
        }
        return sums;
    }

    private static JsonNode field(JsonNode node, String name) {
        JsonNode value = node.get(name);
        require(value != null, name + " is missing");
        return value;
    }

    private static JsonNode array(JsonNode node, String name) {
        JsonNode value = field(node, name);
        require(value.isArray(), name + " is not an array");
        return value;
    }

    private static String text(JsonNode node, String name) {
        JsonNode value = field(node, name);
        require(value.isTextual(), name + " is not text");
        return value.textValue();
    }

    private static long whole(JsonNode node, String name) {
        long value = signed(node, name);
        require(value >= 0, name + " is negative");
        return value;
    }

    private static long signed(JsonNode node, String name) {
        JsonNode value = field(node, name);
        require(
                value.isIntegralNumber() && value.canConvertToLong(),
                name + " is not a whole number");
        return value.longValue();
    }

    private static void require(boolean condition, String reason) {
        if (!condition) {
            throw new IllegalArgumentException(reason);
        }
    }
}
