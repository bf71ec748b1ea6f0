package dev.surprisal.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.surprisal.testing.JobRuns;
import dev.surprisal.testing.KldFiles;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bad KL base files: refused with both names, or scored as far as they go. */
class KldInputITCase {

    private static final KldFiles FILES = new KldFiles(16, 33, 4, 5);

    @TempDir Path directory;
    private Path model;
    private Path reference;

    @BeforeEach
    void write() throws IOException {
        model = FILES.write(directory.resolve("model.kld"), 1);
        reference = FILES.write(directory.resolve("reference.kld"), 2);
        Files.writeString(
                directory.resolve("job.yaml"),
                """
                version: 1
                name: pair
                source: {files: model.kld}
                reference: {files: reference.kld}
                """);
    }

    @Test
    void aTruncatedFileIsScoredAsFarAsItGoes() throws IOException {
        // 28 rows are promised; 10 and a half stay: one chunk and a piece of the second.
        truncate(model, 20 + 4 * 64 + 10L * FILES.rowBytes() + 5);

        Cli run = run();

        JsonNode summary = JobRuns.summary(run.out().lines().toList());
        assertEquals(3, run.code());
        assertEquals(28, summary.get("tokens_expected").longValue());
        assertEquals(10, summary.get("tokens_scored").longValue());
        assertEquals(10, summary.get("tokens_compared").longValue());
        assertEquals(10 / 28.0, summary.get("coverage").doubleValue());
        assertTrue(summary.get("perplexity_strict").isNull());
        assertEquals(3, summary.get("incomplete_documents").longValue());
        assertEquals(2, summary.get("ledger").get("unmeasured").longValue());
        assertTrue(run.err().contains("3 incomplete documents"), run.err());
    }

    @Test
    void rowsWithoutAReferenceAreScoredAndNotCompared() throws IOException {
        truncate(reference, 20 + 4 * 64 + 10L * FILES.rowBytes() + 5);

        Cli run = run();

        JsonNode summary = JobRuns.summary(run.out().lines().toList());
        assertEquals(28, summary.get("tokens_scored").longValue());
        assertEquals(10, summary.get("tokens_compared").longValue());
        assertEquals(3, summary.get("incomplete_documents").longValue());
        assertEquals(3, run.code());
    }

    @Test
    void unlikeVocabulariesAreRefusedNamingBoth() {
        new KldFiles(16, 34, 4, 5).write(reference, 2);

        Cli run = run();

        assertEquals(2, run.code());
        assertEquals("", run.out());
        assertTrue(run.err().contains("n_vocab differs"), run.err());
        assertTrue(run.err().contains("model.kld has 33"), run.err());
        assertTrue(run.err().contains("reference.kld has 34"), run.err());
    }

    @Test
    void unlikeTokensAreRefused() {
        new KldFiles(16, 33, 4, 6).write(reference, 2);

        Cli run = run();

        assertEquals(2, run.code());
        assertTrue(run.err().contains("tokens differ: token 0"), run.err());
    }

    @Test
    void aTokenOutsideTheVocabularyIsRefused() throws IOException {
        overwrite(
                model,
                20 + 4 * 7,
                ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(33));

        Cli run = Cli.run("score", model.toString());

        assertEquals(3, run.code());
        assertTrue(run.err().contains("token 7 is 33"), run.err());
    }

    @Test
    void aWrongMagicIsRefusedAsAReferenceAndADeadLetterAsAPayload() throws IOException {
        overwrite(reference, 0, ByteBuffer.wrap("_nothing".getBytes("US-ASCII")));

        Cli run = run();
        assertEquals(3, run.code());
        assertTrue(run.err().contains("not a llama.cpp KL base file"), run.err());

        Cli score = Cli.run("score", "--json", reference.toString());
        assertEquals(3, score.code());
        assertEquals(
                1, JobRuns.summary(score.out().lines().toList()).get("dead_letters").longValue());
    }

    @Test
    void aZeroScaleRowIsUniform() throws IOException {
        // Row 0: scale 0, minimum ln(1/33), all codes 0.
        ByteBuffer row = ByteBuffer.allocate(FILES.rowBytes()).order(ByteOrder.LITTLE_ENDIAN);
        row.putFloat(0).putFloat((float) -Math.log(33));
        overwrite(model, 20 + 4 * 64, row);
        truncate(model, 20 + 4 * 64 + FILES.rowBytes());

        JsonNode summary =
                JobRuns.summary(
                        Cli.run("score", "--json", model.toString()).out().lines().toList());

        assertEquals(1, summary.get("tokens_scored").longValue());
        assertEquals(33, summary.get("perplexity").doubleValue(), 1e-4);
        assertEquals(0, summary.get("floored_targets").longValue());
    }

    @Test
    void aRowThatIsNotANumberIsCountedAndNotAveraged() throws IOException {
        ByteBuffer nan = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat(Float.NaN);
        overwrite(model, 20 + 4 * 64, nan);

        JsonNode summary = JobRuns.summary(run().out().lines().toList());

        assertEquals(27, summary.get("tokens_scored").longValue());
        assertEquals(1, summary.get("statuses").get("non_finite").longValue());
        assertEquals(1, summary.get("forward_kl").get("undefined").longValue());
        assertTrue(summary.get("forward_kl").get("mean").isNull());
    }

    @Test
    void oneFileAloneHasPerplexityAndNoComparison() {
        Cli run = Cli.run("score", "--json", model.toString());

        List<String> lines = run.out().lines().toList();
        assertEquals(0, run.code(), run.err());
        JsonNode summary = JobRuns.summary(lines);
        assertEquals(28, summary.get("tokens_scored").longValue());
        assertTrue(summary.has("forward_kl"));
        assertTrue(summary.get("forward_kl").isNull());
        assertEquals("model.kld", summary.get("model").textValue());
    }

    @Test
    void aFileAgainstItselfHasNoDivergence() throws IOException {
        Files.copy(model, reference, StandardCopyOption.REPLACE_EXISTING);

        JsonNode summary = JobRuns.summary(run().out().lines().toList());

        assertEquals(0, summary.get("forward_kl").get("max").doubleValue(), 1e-12);
        assertEquals(0, summary.get("log_ppl_ratio").doubleValue(), 0);
        assertEquals(1, summary.get("top1_agreement").doubleValue(), 0);
    }

    private Cli run() {
        return Cli.run("run", "--json", directory.resolve("job.yaml").toString());
    }

    private static void truncate(Path file, long length) throws IOException {
        try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
            raw.setLength(length);
        }
    }

    private static void overwrite(Path file, long offset, ByteBuffer bytes) throws IOException {
        try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
            raw.seek(offset);
            raw.write(bytes.array());
        }
    }
}
