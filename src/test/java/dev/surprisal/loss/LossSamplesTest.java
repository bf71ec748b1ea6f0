package dev.surprisal.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * The files of jobs/samples/losses are what this makes; {@code -Dsurprisal.samples.write=true}
 * makes them anew. README.md beside them says what is planted.
 */
class LossSamplesTest {

    private static final Path FOLDER = Path.of("jobs/samples/losses");
    private static final long BEGIN = 1_772_431_200_000L; // 2026-03-02T06:00:00Z
    private static final long MINUTE = 60_000;
    private static final int MINUTES = 180;

    private final Random random = new Random(20260302);
    private final Map<String, List<String>> files = new TreeMap<>();

    private void line(String file, String source, int minute, String numbers) {
        files.computeIfAbsent(file, name -> new ArrayList<>())
                .add(
                        "{\"event_time\":%d,\"labels\":{\"source\":\"%s\"},%s}"
                                .formatted(
                                        BEGIN + minute * MINUTE + random.nextInt(50_000),
                                        source,
                                        numbers));
    }

    private static String number(double x) {
        return String.format(Locale.ROOT, "%.4f", x);
    }

    private double gaussian() {
        return random.nextGaussian();
    }

    private static String array(double... values) {
        List<String> texts = new ArrayList<>();
        for (double value : values) {
            texts.add(number(value));
        }
        return "[" + String.join(",", texts) + "]";
    }

    private void make() {
        for (int minute = 0; minute < MINUTES; minute += 3) {
            gaps(minute);
            judge("judge-a", minute, 1);
            judge("judge-b", minute, 2.5);
            classes(minute);
            distributions(minute);
            triplets(minute);
            preferences(minute);
        }
    }

    /** Log-probs of the sampler as y and of the trainer as prediction; the gap grows from 08:00. */
    private void gaps(int minute) {
        double gap = minute < 120 ? 0.02 : 0.2;
        double[] sampler = new double[4 + random.nextInt(5)];
        double[] trainer = new double[sampler.length];
        for (int i = 0; i < sampler.length; i++) {
            sampler[i] = StrictMath.log(1 - random.nextDouble());
            trainer[i] = sampler[i] + gap * gaussian();
        }
        String numbers = "\"y\":" + array(sampler) + ",\"prediction\":" + array(trainer);
        line("gaps.jsonl", "trainer", minute, numbers);
    }

    /** Says logit z where z / confidence would be calibrated. */
    private void judge(String name, int minute, double confidence) {
        double z = 1.5 * gaussian();
        double p = 1 / (1 + StrictMath.exp(-z));
        int y = random.nextDouble() < p ? 1 : 0;
        line("judges.jsonl", name, minute, "\"y\":" + y + ",\"logits\":" + number(confidence * z));
    }

    private void classes(int minute) {
        int y = random.nextInt(4);
        double[] logits = {gaussian(), gaussian(), gaussian(), gaussian()};
        logits[y] += 2;
        line("classes.jsonl", "classes", minute, "\"y\":" + y + ",\"logits\":" + array(logits));
    }

    private void distributions(int minute) {
        double[] logits = {gaussian(), gaussian(), gaussian(), gaussian()};
        double[] target = new double[4];
        double sum = 0;
        for (double logit : logits) {
            sum += StrictMath.exp(logit);
        }
        for (int i = 0; i < 4; i++) {
            target[i] = StrictMath.exp(logits[i]) / sum;
            logits[i] += 0.3 * gaussian();
        }
        line(
                "distributions.jsonl",
                "student",
                minute,
                "\"target\":" + array(target) + ",\"logits\":" + array(logits));
    }

    private void triplets(int minute) {
        double[][] vectors = new double[3][3];
        for (int i = 0; i < 3; i++) {
            vectors[0][i] = gaussian();
            vectors[1][i] = vectors[0][i] + 0.3 * gaussian();
            vectors[2][i] = vectors[0][i] + 0.8 * gaussian();
        }
        line(
                "triplets.jsonl",
                "embeddings",
                minute,
                "\"anchor\":%s,\"positive\":%s,\"negative\":%s"
                        .formatted(array(vectors[0]), array(vectors[1]), array(vectors[2])));
    }

    /** Log-probs of answers; the margin over the reference grows with time. */
    private void preferences(int minute) {
        double chosen = -40 + 5 * gaussian();
        double rejected = -42 + 5 * gaussian();
        double margin = minute / 15.0 + 4 * gaussian();
        line(
                "preferences.jsonl",
                "dpo",
                minute,
                "\"chosen\":%s,\"rejected\":%s,\"chosen_reference\":%s,\"rejected_reference\":%s"
                        .formatted(
                                number(chosen + margin),
                                number(rejected),
                                number(chosen),
                                number(rejected)));
    }

    @Test
    void samplesAreWhatTheCodeMakes() throws Exception {
        make();
        assertEquals(6, files.size());
        for (Map.Entry<String, List<String>> file : files.entrySet()) {
            Path path = FOLDER.resolve(file.getKey());
            String text = String.join("\n", file.getValue()) + "\n";
            if (Boolean.getBoolean("surprisal.samples.write")) {
                Files.writeString(path, text);
            }
            assertEquals(text, Files.readString(path), file.getKey());
        }
    }
}
