package dev.surprisal.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.surprisal.testing.JobRuns;
import dev.surprisal.testing.KldFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The same input gives the same bytes, whatever the parallelism, the mode and the order. */
class ParallelismITCase {

    // Rows of 40,008 bytes, 13 to a slice of 512 KiB: a chunk of 255 is twenty slices, and an odd
    // vocabulary is padded.
    private static final KldFiles FILES = new KldFiles(512, 20_001, 6, 5);

    @TempDir static Path pair;
    private static List<String> alone;

    @TempDir Path directory;

    @BeforeAll
    static void runAlone() throws Exception {
        FILES.write(pair.resolve("model.kld"), 1);
        FILES.write(pair.resolve("reference.kld"), 2);
        alone = Runs.run(pair, kldJob(1, "streaming"));
        assertEquals(FILES.rows(), JobRuns.summary(alone).get("tokens_scored").longValue());
        assertEquals(6, JobRuns.ofKind(alone, "document").size());
        assertEquals(3, JobRuns.ofKind(alone, "window").size());
        assertEquals(120, JobRuns.summary(alone).get("ledger").get("scored").longValue());
    }

    @ParameterizedTest
    @CsvSource({"2, streaming", "3, streaming", "7, streaming", "1, batch", "3, batch"})
    void pairsOfFilesGiveTheSameBytes(int parallelism, String execution) throws Exception {
        assertEquals(alone, Runs.run(pair, kldJob(parallelism, execution)));
    }

    @Test
    void shuffledAndRepeatedResponsesGiveTheSameFigures() throws Exception {
        List<String> lines = responses(300, 11);
        List<String> expected = runResponses(lines, 1, "streaming");
        List<String> twice = new ArrayList<>(lines);
        twice.addAll(lines.subList(0, 100));
        Collections.shuffle(twice, new Random(3));

        List<String> repeated = runResponses(twice, 3, "streaming");
        List<String> batch = runResponses(twice, 2, "batch");

        assertEquals(repeated, batch);
        JsonNode a = JobRuns.summary(expected);
        JsonNode b = JobRuns.summary(repeated);
        assertEquals(100, b.get("duplicates").longValue());
        for (String field :
                List.of("nll_sum", "perplexity", "perplexity_low", "nll_quantiles", "statuses")) {
            assertEquals(a.get(field), b.get(field), field);
        }
        assertTrue(a.get("tokens_scored").longValue() > 1000);
        assertEquals(
                JobRuns.ofKind(expected, "window").get(2).get("nll_sum"),
                JobRuns.ofKind(repeated, "window").get(2).get("nll_sum"));
    }

    private List<String> runResponses(List<String> lines, int parallelism, String execution)
            throws Exception {
        Files.write(directory.resolve("responses.jsonl"), lines);
        return Runs.run(
                directory,
                """
                version: 1
                name: responses
                source: {files: responses.jsonl}
                window: {tokens: 100}
                parallelism: %d
                execution: %s
                """
                        .formatted(parallelism, execution));
    }

    private static List<String> responses(int count, long seed) {
        Random random = new Random(seed);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            StringBuilder content = new StringBuilder();
            for (int token = random.nextInt(12); token >= 0; token--) {
                content.append(content.isEmpty() ? "" : ",")
                        .append(
                                String.format(
                                        Locale.ROOT,
                                        "{\"token\":\"t\",\"logprob\":%.9f}",
                                        random.nextInt(40) == 0
                                                ? -9999
                                                : -4 * random.nextDouble()));
            }
            lines.add(
                    ("{\"id\":\"chatcmpl-%d\",\"object\":\"chat.completion\",\"created\":%d,"
                                    + "\"model\":\"m\",\"choices\":[{\"index\":0,\"message\":{},"
                                    + "\"logprobs\":{\"content\":[%s]},"
                                    + "\"finish_reason\":\"stop\"}]}")
                            .formatted(i, 1_700_000_000 + random.nextInt(50), content));
        }
        return lines;
    }

    private static String kldJob(int parallelism, String execution) {
        return """
        version: 1
        name: pair
        source: {files: model.kld}
        reference: {files: reference.kld}
        window: {tokens: 500}
        parallelism: %d
        execution: %s
        """
                .formatted(parallelism, execution);
    }

    @Test
    void aResultFileIsOneFile() throws IOException, Exception {
        KldFiles files = new KldFiles(8, 5, 3, 5);
        files.write(directory.resolve("model.kld"), 1);
        files.write(directory.resolve("reference.kld"), 2);
        assertEquals(5, Runs.run(directory, kldJob(7, "streaming")).size());
    }
}
