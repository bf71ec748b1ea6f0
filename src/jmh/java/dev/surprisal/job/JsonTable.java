package dev.surprisal.job;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.surprisal.config.JobFile;
import dev.surprisal.event.Completion;
import dev.surprisal.event.Origin;
import dev.surprisal.payload.PayloadDecoder;
import dev.surprisal.payload.PayloadDefaults;
import dev.surprisal.score.CompletionScorer;
import dev.surprisal.score.ScoreSpec;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * Megabytes of JSON a second: OpenAI chat responses of 200 tokens with 20 top log-probs each.
 * Jackson alone, decode and score on one core, and the whole job, in one process. Arguments: a
 * folder, and megabytes of JSONL for the job.
 */
public final class JsonTable {

    private static final int TOKENS = 200;
    private static final int TOP = 20;
    private static final int LOGIT_ROWS = 8;
    private static final int VOCABULARY = 128_256;
    private static final long ROUND_NANOS = 3_000_000_000L;
    private static final int ROUNDS = 3;

    private static double sink;

    private JsonTable() {}

    /** Prints a line for each. */
    public static void main(String[] args) throws Exception {
        Path directory = Files.createDirectories(Path.of(args[0]).toAbsolutePath());
        Random random = new Random(3);
        List<byte[]> payloads = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            payloads.add(response(i, random).getBytes(StandardCharsets.UTF_8));
        }
        JsonFactory factory =
                new JsonFactoryBuilder().enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER).build();
        PayloadDecoder decoder = new PayloadDecoder();
        CompletionScorer scorer = new CompletionScorer(new ScoreSpec(false, 0, 0));
        double jackson = 0;
        double decode = 0;
        // In turns, so that a noisy moment hits both.
        for (int round = 0; round < ROUNDS; round++) {
            jackson = Math.max(jackson, rate(payloads, bytes -> sink += tokens(factory, bytes)));
            decode =
                    Math.max(
                            decode, rate(payloads, bytes -> sink += score(decoder, scorer, bytes)));
        }
        print("Jackson alone, 1 core", jackson, jackson);
        print("decode and score, 1 core", decode, jackson);
        Path logits = directory.resolve("logits.json");
        Files.writeString(logits, logits(random));
        byte[] full = Files.readAllBytes(logits);
        double jacksonFull = rate(List.of(full), bytes -> sink += tokens(factory, bytes));
        double decodeFull = rate(List.of(full), bytes -> sink += score(decoder, scorer, bytes));
        print("full vocabulary, 1 core", decodeFull, jacksonFull);
        for (int parallelism = 1; parallelism <= 2; parallelism++) {
            double job = jobRate(directory, payloads, Integer.parseInt(args[1]), parallelism);
            print("whole job, parallelism " + parallelism, job, jackson);
        }
    }

    private static void print(String what, double rate, double jackson) {
        System.out.printf(
                Locale.ROOT,
                "%-28s %7.1f MB/s  %.2f of Jackson%n",
                what,
                rate / 1e6,
                rate / jackson);
    }

    /** One payload's worth of work. */
    private interface Work {
        void run(byte[] payload) throws Exception;
    }

    private static double rate(List<byte[]> payloads, Work work) throws Exception {
        long start = System.nanoTime();
        long bytes = 0;
        while (System.nanoTime() - start < ROUND_NANOS) {
            for (byte[] payload : payloads) {
                work.run(payload);
                bytes += payload.length;
            }
        }
        return bytes / ((System.nanoTime() - start) / 1e9);
    }

    private static double tokens(JsonFactory factory, byte[] payload) throws IOException {
        double sum = 0;
        try (JsonParser parser = factory.createParser(payload)) {
            for (JsonToken t = parser.nextToken(); t != null; t = parser.nextToken()) {
                sum += t == JsonToken.VALUE_NUMBER_FLOAT ? parser.getDoubleValue() : 0;
            }
        }
        return sum;
    }

    private static double score(PayloadDecoder decoder, CompletionScorer scorer, byte[] payload)
            throws Exception {
        double sum = 0;
        Origin origin = new Origin("bench", 0, payload.length, 0);
        PayloadDefaults defaults = new PayloadDefaults(null, "bench");
        for (Completion completion : decoder.decode(payload, 0, payload.length, origin, defaults)) {
            sum += scorer.score(completion).nll()[0];
        }
        return sum;
    }

    private static double jobRate(
            Path directory, List<byte[]> payloads, int megabytes, int parallelism)
            throws Exception {
        Path file = directory.resolve("responses.jsonl");
        if (!Files.exists(file)) {
            write(file, payloads, megabytes * 1_000_000L);
        }
        String yaml =
                """
                version: 1
                name: bench
                source: {files: responses.jsonl}
                execution: streaming
                parallelism: %d
                """
                        .formatted(parallelism);
        try (WorkDirectory work = WorkDirectory.create()) {
            SteadyRate rate = new SteadyRate();
            BoundedJob.build(
                            JobFile.parse(yaml, "bench.yaml", directory, Map.of()),
                            List.of(work.path()))
                    .start()
                    .await(rate::bytes);
            return rate.perSecond();
        }
    }

    private static void write(Path file, List<byte[]> payloads, long bytes) throws IOException {
        long written = 0;
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            for (int i = 0; written < bytes; i++) {
                // Ids of their own: repeats would be dropped.
                String line =
                        new String(payloads.get(i % payloads.size()), StandardCharsets.UTF_8)
                                .replaceFirst("chatcmpl-\\d+", "chatcmpl-" + i);
                out.write(line);
                out.write('\n');
                written += line.length() + 1;
            }
        }
    }

    /** A KServe answer with full rows of 128,256 logits. */
    private static String logits(Random random) {
        StringBuilder json = new StringBuilder(1 << 24);
        json.append("{\"model_name\":\"m\",\"outputs\":[{\"name\":\"token_ids\",");
        json.append("\"datatype\":\"INT32\",\"shape\":[").append(LOGIT_ROWS).append("],\"data\":[");
        for (int t = 0; t < LOGIT_ROWS; t++) {
            json.append(t == 0 ? "" : ",").append(random.nextInt(VOCABULARY));
        }
        json.append("]},{\"name\":\"logits\",\"datatype\":\"FP32\",\"shape\":[");
        json.append(LOGIT_ROWS).append(',').append(VOCABULARY).append("],\"data\":[");
        for (int i = 0; i < LOGIT_ROWS * VOCABULARY; i++) {
            json.append(i == 0 ? "" : ",").append((float) (3 * random.nextGaussian()));
        }
        return json.append("]}]}").toString();
    }

    private static String response(int id, Random random) {
        StringBuilder json = new StringBuilder(1 << 18);
        json.append("{\"id\":\"chatcmpl-").append(id);
        json.append("\",\"object\":\"chat.completion\",\"created\":1755000000,\"model\":\"m\",");
        json.append("\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",");
        json.append("\"content\":\"\"},\"finish_reason\":\"stop\",\"logprobs\":{\"content\":[");
        for (int i = 0; i < TOKENS; i++) {
            json.append(i == 0 ? "" : ",").append('{');
            entry(json, random);
            json.append(",\"top_logprobs\":[");
            for (int k = 0; k < TOP; k++) {
                json.append(k == 0 ? "{" : ",{");
                entry(json, random);
                json.append('}');
            }
            json.append("]}");
        }
        return json.append("],\"refusal\":null}}]}").toString();
    }

    private static void entry(StringBuilder json, Random random) {
        String token = Integer.toString(random.nextInt(100_000), 36);
        json.append("\"token\":\" ").append(token).append("\",\"bytes\":[32");
        for (char c : token.toCharArray()) {
            json.append(',').append((int) c);
        }
        json.append("],\"logprob\":").append((float) (-8 * random.nextDouble()));
    }
}
