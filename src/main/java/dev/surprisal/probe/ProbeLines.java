package dev.surprisal.probe;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;

/**
 * Results as lines of JSON, schema {@value #SCHEMA}, kind {@value #KIND}, and back. The fields are
 * always the same; a number that does not exist is null. docs/PROBE.md defines each.
 */
public final class ProbeLines {

    /** Named in every line. */
    public static final String SCHEMA = "surprisal.result/1";

    /** Of these lines, among other results. */
    public static final String KIND = "probe";

    // Double.toString has other digits on JDK 17 than on 19; Schubfach's are the same everywhere.
    private static final JsonFactory FACTORY =
            new JsonFactoryBuilder().enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER).build();

    private static final ObjectMapper TREES = new ObjectMapper();

    private ProbeLines() {}

    /** A result without the state that goes with it in a history. */
    public static String of(ProbeResult result) {
        return line(json -> result(json, result));
    }

    static String of(ProbedReplica probed) {
        return line(
                json -> {
                    result(json, probed.result());
                    state(json, probed.state());
                });
    }

    interface Fields {
        void writeTo(JsonGenerator json) throws IOException;
    }

    /** One object without a newline. */
    static String line(Fields fields) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(text)) {
            json.writeStartObject();
            fields.writeTo(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("in memory", e);
        }
        return text.toString();
    }

    private static void result(JsonGenerator json, ProbeResult result) throws IOException {
        json.writeStringField("schema", SCHEMA);
        json.writeStringField("kind", KIND);
        json.writeNumberField("round", result.round());
        time(json, "time", result.millis());
        json.writeStringField("server", result.replica());
        json.writeStringField("url", result.url());
        json.writeStringField("model", result.model());
        json.writeStringField("verdict", result.verdict().label());
        time(json, "since", result.sinceMillis());
        json.writeStringField("reason", result.reason());
        json.writeStringField("compared_with", result.comparedWith());
        json.writeNumberField("documents", result.documents());
        json.writeNumberField("tokens", result.tokens());
        number(json, "perplexity", result.perplexity());
        number(json, "baseline_perplexity", result.baselinePerplexity());
        number(json, "perplexity_ratio", result.ratio());
        number(json, "perplexity_ratio_low", result.ratioLow());
        number(json, "perplexity_ratio_high", result.ratioHigh());
        json.writeStringField("cluster_unit", "document");
        json.writeNumberField("clusters", result.documents());
        number(json, "difference", result.difference());
        number(json, "allowed", result.allowed());
        number(json, "evidence", result.evidence());
        number(json, "threshold", 1);
    }

    private static void state(JsonGenerator json, ReplicaState state) throws IOException {
        json.writeObjectFieldStart("state");
        json.writeStringField("baseline", state.baseline());
        json.writeFieldName("evidence");
        json.writeArray(state.evidence().parts(), 0, state.evidence().parts().length);
        json.writeNumberField("run", state.evidence().run());
        json.writeNumberField("run_since_ms", state.evidence().runSince());
        json.writeNumberField("changed_since_ms", state.changedSince());
        json.writeNumberField("calm", state.calm());
        json.writeNumberField("unreadable", state.unreadable());
        json.writeNumberField("unreadable_since_ms", state.unreadableSince());
        json.writeEndObject();
    }

    private static void time(JsonGenerator json, String name, long millis) throws IOException {
        if (millis == 0) {
            json.writeNullField(name);
            json.writeNullField(name + "_ms");
            return;
        }
        json.writeStringField(name, Instant.ofEpochMilli(millis).toString());
        json.writeNumberField(name + "_ms", millis);
    }

    private static void number(JsonGenerator json, String name, double value) throws IOException {
        if (Double.isFinite(value)) {
            json.writeNumberField(name, value);
        } else {
            json.writeNullField(name);
        }
    }

    /**
     * Reads a line back, to the bit.
     *
     * @throws IOException if it is not one of a history
     */
    static ProbedReplica read(String line) throws IOException {
        JsonNode json = TREES.readTree(line);
        JsonNode state = json == null ? null : json.get("state");
        if (state == null || !KIND.equals(json.path("kind").asText())) {
            throw new IOException("not a line of a probe's history");
        }
        ProbeVerdict verdict;
        try {
            verdict = ProbeVerdict.of(json.path("verdict").asText());
        } catch (IllegalArgumentException e) {
            throw new IOException("not a verdict: " + json.path("verdict").asText(), e);
        }
        ProbeResult result =
                new ProbeResult(
                        json.path("round").asLong(),
                        json.path("time_ms").asLong(),
                        json.path("server").asText(),
                        json.path("url").asText(),
                        json.path("model").asText(),
                        verdict,
                        json.path("since_ms").asLong(),
                        json.path("reason").asText(),
                        json.path("compared_with").asText(),
                        json.path("documents").asLong(),
                        json.path("tokens").asLong(),
                        json.path("perplexity").asDouble(Double.NaN),
                        json.path("baseline_perplexity").asDouble(Double.NaN),
                        json.path("perplexity_ratio").asDouble(Double.NaN),
                        json.path("perplexity_ratio_low").asDouble(Double.NaN),
                        json.path("perplexity_ratio_high").asDouble(Double.NaN),
                        json.path("difference").asDouble(Double.NaN),
                        json.path("allowed").asDouble(Double.NaN),
                        json.path("evidence").asDouble(Double.NaN));
        return new ProbedReplica(result, state(state));
    }

    private static ReplicaState state(JsonNode json) throws IOException {
        double[] parts = new double[DifferenceDetector.BETS.length];
        if (json.path("evidence").size() != parts.length) {
            throw new IOException(
                    "evidence of " + json.path("evidence").size() + " bets, not " + parts.length);
        }
        for (int i = 0; i < parts.length; i++) {
            parts[i] = json.path("evidence").path(i).asDouble();
        }
        return new ReplicaState(
                json.path("baseline").asText(),
                new DifferenceDetector.Evidence(
                        parts, json.path("run").asDouble(), json.path("run_since_ms").asLong()),
                json.path("changed_since_ms").asLong(),
                json.path("calm").asInt(),
                json.path("unreadable").asInt(),
                json.path("unreadable_since_ms").asLong());
    }
}
