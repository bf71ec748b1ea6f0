package dev.surprisal.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.surprisal.testing.JobRuns;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dumps of logits, alone and as a pair, against a plain computation in double. */
class TensorInputITCase {

    private static final int TOKENS = 200;
    private static final int VOCABULARY = 20_001;

    @TempDir Path directory;

    @Test
    void aPairOfDumpsIsComparedAtAnyParallelism() throws IOException {
        float[][] model = logits(1);
        float[][] reference = logits(2);
        int[] ids = new Random(3).ints(TOKENS, 0, VOCABULARY).toArray();
        writeSafetensors(directory.resolve("model.safetensors"), model, ids);
        writeNpy(directory.resolve("reference.npy"), reference, ids);

        Cli one = run(1);
        Cli three = run(3);

        assertEquals(0, one.code(), one.err());
        assertEquals(one.out(), three.out());
        JsonNode summary = JobRuns.summary(one.out().lines().toList());
        assertEquals(TOKENS - 1, summary.get("tokens_scored").longValue());
        assertEquals(meanNll(model, ids), summary.get("nll_mean").doubleValue(), 1e-6);
        assertEquals(
                Math.exp(meanNll(reference, ids)),
                summary.get("reference_perplexity").doubleValue(),
                1e-4 * Math.exp(meanNll(reference, ids)));
        assertEquals(
                meanKl(reference, model),
                summary.get("forward_kl").get("mean").doubleValue(),
                1e-5);
        assertEquals("model.safetensors", document(one).get("document").textValue());
        assertEquals("tensor.file", document(one).get("format").textValue());
    }

    @Test
    void dumpsOfUnlikeTextsAreRefused() throws IOException {
        int[] ids = new Random(3).ints(4, 0, VOCABULARY).toArray();
        writeSafetensors(directory.resolve("model.safetensors"), logits(1), ids(4));
        writeNpy(directory.resolve("reference.npy"), logits(2), ids);

        Cli run = run(1);

        assertEquals(2, run.code());
        assertTrue(run.err().contains("tokens differ from token 0"), run.err());
    }

    @Test
    void anArrayWithoutItsIdsIsRefused() throws IOException {
        writeNpy(directory.resolve("alone.npy"), logits(1), ids(TOKENS));
        Files.delete(directory.resolve("alone.token_ids.npy"));

        Cli run = Cli.run("score", directory.resolve("alone.npy").toString());

        assertEquals(3, run.code());
        assertTrue(run.err().contains(".token_ids.npy"), run.err());
    }

    private Cli run(int parallelism) throws IOException {
        Path job = directory.resolve("job.yaml");
        Files.writeString(
                job,
                """
                version: 1
                name: tensors
                source: {files: model.safetensors}
                reference: {files: reference.npy}
                parallelism: %d
                """
                        .formatted(parallelism));
        return Cli.run("run", "--json", job.toString());
    }

    private static JsonNode document(Cli run) {
        List<JsonNode> documents = JobRuns.ofKind(run.out().lines().toList(), "document");
        assertEquals(1, documents.size());
        return documents.get(0);
    }

    private static int[] ids(int tokens) {
        return new Random(7).ints(tokens, 0, VOCABULARY).toArray();
    }

    private static float[][] logits(long seed) {
        Random random = new Random(seed);
        float[][] rows = new float[TOKENS][VOCABULARY];
        for (float[] row : rows) {
            for (int i = 0; i < VOCABULARY; i++) {
                row[i] = (float) (3 * random.nextGaussian());
            }
        }
        return rows;
    }

    private static double meanNll(float[][] rows, int[] ids) {
        double sum = 0;
        for (int t = 0; t < TOKENS - 1; t++) {
            sum += logSumExp(rows[t]) - rows[t][ids[t + 1]];
        }
        return sum / (TOKENS - 1);
    }

    private static double meanKl(float[][] p, float[][] q) {
        double sum = 0;
        for (int t = 0; t < TOKENS - 1; t++) {
            double lseP = logSumExp(p[t]);
            double lseQ = logSumExp(q[t]);
            for (int i = 0; i < VOCABULARY; i++) {
                sum += Math.exp(p[t][i] - lseP) * (p[t][i] - lseP - q[t][i] + lseQ);
            }
        }
        return sum / (TOKENS - 1);
    }

    private static double logSumExp(float[] row) {
        double sum = 0;
        for (float x : row) {
            sum += Math.exp(x);
        }
        return Math.log(sum);
    }

    private static void writeSafetensors(Path file, float[][] logits, int[] ids)
            throws IOException {
        int rows = ids.length;
        long logitBytes = 4L * rows * VOCABULARY;
        String header =
                ("{\"logits\":{\"dtype\":\"F32\",\"shape\":[%d,%d],\"data_offsets\":[0,%d]},"
                                + "\"token_ids\":{\"dtype\":\"I32\",\"shape\":[%d],"
                                + "\"data_offsets\":[%d,%d]}}")
                        .formatted(
                                rows,
                                VOCABULARY,
                                logitBytes,
                                rows,
                                logitBytes,
                                logitBytes + 4L * rows);
        ByteBuffer bytes =
                ByteBuffer.allocate((int) (8 + header.length() + logitBytes + 4L * rows))
                        .order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(header.length()).put(header.getBytes(StandardCharsets.US_ASCII));
        putFloats(bytes, logits, rows);
        for (int id : ids) {
            bytes.putInt(id);
        }
        Files.write(file, bytes.array());
    }

    private static void writeNpy(Path file, float[][] logits, int[] ids) throws IOException {
        int rows = ids.length;
        ByteBuffer bytes =
                npy("<f4", "(%d, %d)".formatted(rows, VOCABULARY), 4 * rows * VOCABULARY);
        putFloats(bytes, logits, rows);
        Files.write(file, bytes.array());
        ByteBuffer idBytes = npy("<i4", "(%d,)".formatted(rows), 4 * rows);
        for (int id : ids) {
            idBytes.putInt(id);
        }
        String name = file.getFileName().toString().replace(".npy", ".token_ids.npy");
        Files.write(file.resolveSibling(name), idBytes.array());
    }

    private static void putFloats(ByteBuffer bytes, float[][] logits, int rows) {
        for (int t = 0; t < rows; t++) {
            for (float x : logits[t]) {
                bytes.putFloat(x);
            }
        }
    }

    private static ByteBuffer npy(String type, String shape, int dataBytes) {
        String header =
                "{'descr': '%s', 'fortran_order': False, 'shape': %s, }".formatted(type, shape);
        header += " ".repeat(63 - (10 + header.length()) % 64) + "\n";
        return ByteBuffer.allocate(10 + header.length() + dataBytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) 0x93)
                .put("NUMPY\u0001\u0000".getBytes(StandardCharsets.US_ASCII))
                .putShort((short) header.length())
                .put(header.getBytes(StandardCharsets.US_ASCII));
    }
}
