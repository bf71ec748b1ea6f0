package dev.surprisal.probe;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Frozen baselines as lines of JSON, schema {@value #SCHEMA}: one of the text, then one a replica.
 * Written anew as a whole and moved into its place, so that there is no half of it.
 */
final class BaselineFile {

    static final String SCHEMA = "surprisal.probe-baseline/1";

    private static final ObjectMapper TREES = new ObjectMapper();
    private static final int SHOWN = 12;

    private BaselineFile() {}

    /**
     * The baselines, in the order of the file.
     *
     * @throws RefusedProbeException if it is none, or of another text or tokenizer
     */
    static List<Baseline> read(Path file, ProbeText text) throws RefusedProbeException {
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (IOException e) {
            throw new RefusedProbeException("baseline: " + file + " cannot be read: " + e, e);
        }
        List<Baseline> baselines = new ArrayList<>();
        try {
            JsonNode header = TREES.readTree(lines.isEmpty() ? "" : lines.get(0));
            if (!SCHEMA.equals(header.path("schema").asText())) {
                throw new RefusedProbeException("baseline: " + file + " is no baseline");
            }
            same("text", file, header.path("text").asText(), text.hash());
            same("tokenizer", file, header.path("tokenizer").asText(), text.tokenizerHash());
            for (String line : lines.subList(1, lines.size())) {
                baselines.add(baseline(TREES.readTree(line), text.documents()));
            }
        } catch (IOException e) {
            throw new RefusedProbeException("baseline: " + file + ": " + e.getMessage(), e);
        }
        return baselines;
    }

    private static void same(String what, Path file, String frozen, String now)
            throws RefusedProbeException {
        if (!frozen.equals(now)) {
            throw new RefusedProbeException(
                    "baseline: %s was taken with %s, and this is %s; take a new one"
                            .formatted(file, described(what, frozen), described(what, now)));
        }
    }

    private static String described(String what, String hash) {
        return hash.isEmpty() ? "no " + what : what + " " + hash.substring(0, SHOWN);
    }

    private static Baseline baseline(JsonNode json, int documents) throws IOException {
        List<Reading> runs = new ArrayList<>();
        for (JsonNode run : json.path("runs")) {
            Reading reading =
                    new Reading(
                            json.path("model").asText(),
                            json.path("dialect").asText(),
                            new long[documents],
                            new String[documents],
                            new double[documents]);
            for (int i = 0; i < documents; i++) {
                JsonNode nll = run.path(i);
                JsonNode tokens = json.path("tokens").path(i);
                if (!nll.isNumber() || !tokens.isNumber() || tokens.asLong() < 1) {
                    throw new IOException("document " + (i + 1) + " of a replica lacks a number");
                }
                reading.nll()[i] = nll.asDouble();
                reading.tokens()[i] = tokens.asLong();
                reading.tokenNames()[i] = json.path("token_names").path(i).asText();
            }
            runs.add(reading);
        }
        if (runs.isEmpty()) {
            throw new IOException("a replica without runs");
        }
        return new Baseline(json.path("server").asText(), json.path("time_ms").asLong(), runs);
    }

    /** Writes all, and returns when they are on the disk. */
    static void write(Path file, ProbeText text, List<Baseline> baselines) throws IOException {
        StringBuilder lines = new StringBuilder();
        lines.append(
                ProbeLines.line(
                        json -> {
                            json.writeStringField("schema", SCHEMA);
                            json.writeStringField("text", text.hash());
                            json.writeStringField("tokenizer", text.tokenizerHash());
                            json.writeNumberField("documents", text.documents());
                        }));
        for (Baseline baseline : baselines) {
            lines.append('\n').append(ProbeLines.line(json -> write(json, baseline)));
        }
        lines.append('\n');
        Path parent = file.toAbsolutePath().getParent();
        Files.createDirectories(parent);
        Path unfinished = parent.resolve("." + file.getFileName() + ".unfinished");
        try (FileChannel channel =
                FileChannel.open(
                        unfinished,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(lines.toString().getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void write(JsonGenerator json, Baseline baseline) throws IOException {
        Reading first = baseline.first();
        json.writeStringField("schema", SCHEMA);
        json.writeStringField("server", baseline.replica());
        json.writeStringField("model", first.model());
        json.writeStringField("dialect", first.dialect());
        json.writeStringField("time", Instant.ofEpochMilli(baseline.millis()).toString());
        json.writeNumberField("time_ms", baseline.millis());
        json.writeFieldName("tokens");
        json.writeArray(first.tokens(), 0, first.tokens().length);
        json.writeFieldName("token_names");
        json.writeArray(first.tokenNames(), 0, first.tokenNames().length);
        json.writeArrayFieldStart("runs");
        for (Reading run : baseline.runs()) {
            double[] nll = run.nll();
            json.writeArray(nll, 0, nll.length);
        }
        json.writeEndArray();
    }
}
