package dev.surprisal.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.surprisal.config.JobFile;
import dev.surprisal.testing.JobRuns;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bad input never stops a job that monitors, is never lost silently, and costs bounded memory. */
class MonitorHostileITCase {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final long NOON = 1_772_452_800_000L;
    private static final long Y2100 = 4_102_444_800_000L;

    @TempDir Path directory;

    private List<String> run(String more) throws Exception {
        String yaml = "version: 1\nname: hostile\nsource: {files: records.jsonl}\n" + more;
        Path results = Files.createTempDirectory(directory, "results");
        MonitorJob.build(JobFile.parse(yaml, "test.yaml", directory, Map.of()), List.of(results))
                .start()
                .await(null);
        return JobRuns.lines(results);
    }

    private void write(List<String> lines) throws IOException {
        // A cut through a pair of surrogates leaves half of it, which becomes "?".
        byte[] bytes = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
        Files.write(directory.resolve("records.jsonl"), bytes);
    }

    private static String record(String document, long time, Map<String, String> headers) {
        ObjectNode record = MAPPER.createObjectNode();
        record.put("schema", "surprisal.payload/1");
        record.put("document", document);
        record.put("model", "m");
        record.put("event_time", time);
        ObjectNode values = record.putObject("headers");
        headers.forEach(values::put);
        record.putArray("logprobs").add(-1);
        return record.toString();
    }

    private static JsonNode ledger(List<String> lines) {
        List<JsonNode> ledgers = JobRuns.ofKind(lines, "ledger");
        return ledgers.get(ledgers.size() - 1).get("ledger");
    }

    /** Every recorded payload whole, cut somewhere and with bytes changed. */
    @Test
    void poisonOfEveryKindIsCountedAndStopsNothing() throws Exception {
        long seed = 20260302;
        Random random = new Random(seed);
        List<String> lines = new ArrayList<>();
        for (Path golden : goldens()) {
            String line = MAPPER.readTree(golden.toFile()).toString();
            lines.add(line);
            lines.add(line.substring(0, 1 + random.nextInt(line.length() - 1)));
            lines.add(changed(line, random));
        }
        lines.add(record("good", NOON, Map.of()));
        write(lines);

        List<String> results = run("window: {size: 1h}\n");

        JsonNode ledger = ledger(results);
        long decoded = ledger.get("decoded").longValue();
        long dead = ledger.get("dead_letter").longValue();
        assertEquals(lines.size(), ledger.get("received").longValue(), "seed " + seed);
        assertEquals(lines.size(), decoded + dead + ledger.get("ignored").longValue());
        assertTrue(decoded > lines.size() / 4 && dead > lines.size() / 4, ledger.toString());
        assertEquals(dead, JobRuns.ofKind(results, "dead_letter").size());
        assertEquals(0, ledger.get("open").longValue());
    }

    private static List<Path> goldens() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/test/resources/payloads"))) {
            return files.filter(file -> file.getFileName().toString().matches("[a-z0-9_]+\\.json"))
                    .filter(MonitorHostileITCase::isJson)
                    .sorted()
                    .toList();
        }
    }

    private static boolean isJson(Path file) {
        try {
            return MAPPER.readTree(file.toFile()).isContainerNode();
        } catch (IOException e) {
            return false;
        }
    }

    private static String changed(String line, Random random) {
        char[] chars = line.toCharArray();
        for (int i = 0; i < 3; i++) {
            chars[random.nextInt(chars.length)] = (char) (' ' + random.nextInt(95));
        }
        return new String(chars);
    }

    @Test
    void wrongDatesMakeNothingElseLate() throws Exception {
        List<String> lines = new ArrayList<>();
        lines.add(record("first", Y2100, Map.of()));
        for (int i = 0; i < 100; i++) {
            lines.add(record("d" + i, NOON + i * 1000, Map.of()));
            if (i == 50) {
                lines.add(record("future", Y2100, Map.of()));
                lines.add(record("past", 1, Map.of()));
            }
        }
        write(lines);

        List<String> results =
                run(
                        "window: {size: 1m}\nbaseline: {documents: 10}\n"
                                + "detect: {false_alarms: 1/90d}\n");

        TreeMap<Long, Long> documents = new TreeMap<>();
        for (JsonNode window : JobRuns.ofKind(results, "window")) {
            documents.put(
                    window.get("window_start").longValue(), window.get("documents").longValue());
        }
        assertEquals(Map.of(NOON, 60L, NOON + 60_000, 40L, Y2100, 1L), documents);
        assertEquals(2, JobRuns.ofKind(results, "late").size());
        List<String> silence =
                JobRuns.ofKind(results, "alert").stream()
                        .map(alert -> alert.get("text").textValue())
                        .filter(text -> !text.startsWith("model=m has had no window"))
                        .filter(text -> !text.startsWith("model=m is back"))
                        .toList();
        assertEquals(List.of(), silence);
    }

    @Test
    void labelsOfAnySortComeBackAsTheyWere() throws Exception {
        TreeSet<String> values =
                new TreeSet<>(
                        List.of(
                                "",
                                "\"",
                                "a\nb",
                                "a=b c",
                                "\\",
                                "\u0000\u0001\u001f\u007f",
                                "\u2028\ud83d\ude00",
                                "{\"a\":1}",
                                "other"));
        List<String> lines = new ArrayList<>();
        for (String value : values) {
            lines.add(record("d" + lines.size(), NOON, Map.of("x", value)));
        }
        lines.add(record("long", NOON, Map.of("x", "x".repeat(1000))));
        write(lines);

        List<String> results = run("group_by: [header.x]\nwindow: {size: 1m}\n");

        TreeSet<String> seen = new TreeSet<>();
        TreeSet<String> keys = new TreeSet<>();
        for (JsonNode window : JobRuns.ofKind(results, "window")) {
            seen.add(window.get("labels").get("header.x").textValue());
            keys.add(window.get("key").textValue());
        }
        assertEquals(lines.size(), keys.size());
        String hash = seen.stream().filter(value -> value.startsWith("#")).findAny().orElseThrow();
        seen.remove(hash);
        assertEquals(values, seen);
        assertTrue(hash.length() < 20, hash);
    }

    @Test
    void aFieldWithAHundredThousandValuesHasAHundredKeysAndOther() throws Exception {
        int count = 100_000;
        List<String> lines = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            String value = Integer.toHexString(i * 0x9E3779B1);
            lines.add(record("d" + i, NOON + i, Map.of("x", value)));
        }
        write(lines);

        List<String> results =
                run(
                        "group_by: [header.x]\nwindow: {size: 1m}\nparallelism: 2\n"
                                + "detect: {false_alarms: 1/90d, keys_max: 100}\n");

        TreeSet<String> keys = new TreeSet<>();
        long documents = 0;
        for (JsonNode window : JobRuns.ofKind(results, "window")) {
            keys.add(window.get("labels").get("header.x").textValue());
            documents += window.get("documents").longValue();
        }
        assertEquals(count, documents);
        assertEquals(101, keys.size());
        assertTrue(keys.contains("other"));
    }
}
