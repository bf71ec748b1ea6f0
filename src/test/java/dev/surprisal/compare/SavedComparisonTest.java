package dev.surprisal.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.surprisal.event.TopCandidates;
import dev.surprisal.reference.ReferenceDocument;
import dev.surprisal.reference.ReferenceHeader;
import dev.surprisal.reference.ReferenceWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two saved references against whole distributions that only the test knows. */
class SavedComparisonTest {

    private static final long SEED = 22;
    private static final int VOCABULARY = 50;
    private static final int K = 8;

    @TempDir Path folder;

    private final List<double[]> p = new ArrayList<>();
    private final List<double[]> q = new ArrayList<>();
    private final List<Integer> targets = new ArrayList<>();

    @Test
    void deltaPAndAgreementAreExactAndKlIsBoundedFromBelow() throws Exception {
        System.out.println("saved references, seed " + SEED);
        draw(400);
        Path base = save("base.ref", p, "t1", false);
        Path candidate = save("candidate.ref", q, "t1", true);

        Divergence found = compare(base, candidate, false).divergence();

        double kl = 0;
        double deltaP = 0;
        double squares = 0;
        int agree = 0;
        double tv = 0;
        for (int i = 0; i < p.size(); i++) {
            int target = targets.get(i);
            deltaP += q.get(i)[target] - p.get(i)[target];
            squares += Math.pow(q.get(i)[target] - p.get(i)[target], 2);
            agree += likeliest(p.get(i)) == likeliest(q.get(i)) ? 1 : 0;
            for (int t = 0; t < VOCABULARY; t++) {
                kl += p.get(i)[t] * Math.log(p.get(i)[t] / q.get(i)[t]);
                tv += 0.5 * Math.abs(p.get(i)[t] - q.get(i)[t]);
            }
        }
        int tokens = p.size();
        assertEquals(tokens, found.tokens());
        assertEquals(K, found.k());
        assertEquals(deltaP / tokens, found.deltaPMean(), 1e-14);
        assertEquals(Math.sqrt(squares / tokens), found.deltaPRms(), 1e-14);
        assertEquals((double) agree / tokens, found.top1Agreement());
        assertTrue(found.lumped() <= found.low() && found.low() <= kl / tokens, found.toString());
        // The lists hold most of the mass, so a bound that is far off would be a wrong one.
        assertTrue(found.low() >= 0.5 * kl / tokens, found + " KL " + kl / tokens);
        assertTrue(found.tvLow() <= tv / tokens && tv / tokens <= found.tvHigh());
        assertTrue(Double.isNaN(found.mean()), "an exact KL from lists");
    }

    @Test
    void ratioIsOfTheExactSums() throws Exception {
        draw(40);
        Path base = save("base.ref", p, "t1", false);
        Path candidate = save("candidate.ref", q, "t1", false);

        Comparison of = compare(base, candidate, false);

        double difference = 0;
        for (int i = 0; i < p.size(); i++) {
            difference += Math.log(p.get(i)[targets.get(i)] / q.get(i)[targets.get(i)]);
        }
        assertEquals(Unit.TOKEN, of.unit());
        assertEquals(difference / p.size(), of.ratio().mean(), 1e-14);
        assertEquals(Verdict.IDENTICAL, compare(base, base, false).verdict());
    }

    @Test
    void unlikeTokenizersAreComparedByWords() throws Exception {
        draw(40);
        Path base = save("base.ref", p, "t1", false);
        Path candidate = save("candidate.ref", q, "t2", false);

        Comparison of = compare(base, candidate, false);

        assertEquals(Unit.WORD, of.unit());
        assertTrue(of.notes().get(0).contains("tokenizer: t1 and t2"), of.notes().toString());
        assertNull(of.divergence(), "ids of unlike tokenizers are unlike tokens");
    }

    @Test
    void fileThatWasCutIsUnreadable() throws Exception {
        draw(40);
        Path base = save("base.ref", p, "t1", false);
        byte[] whole = Files.readAllBytes(base);
        Path cut = folder.resolve("cut.ref");
        Files.write(cut, Arrays.copyOf(whole, whole.length - 20));

        RefusedComparisonException refused =
                assertThrows(RefusedComparisonException.class, () -> Runs.read(cut, "cut"));

        assertTrue(refused.isUnreadable());
    }

    private static Comparison compare(Path base, Path candidate, boolean force)
            throws RefusedComparisonException {
        return Comparison.of(Runs.read(base, "base"), Runs.read(candidate, "candidate"), force);
    }

    private void draw(int tokens) {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < tokens; i++) {
            double[] base = new double[VOCABULARY];
            double[] other = new double[VOCABULARY];
            for (int t = 0; t < VOCABULARY; t++) {
                double logit = 8 * random.nextDouble();
                base[t] = Math.exp(logit);
                other[t] = Math.exp(logit + random.nextDouble());
            }
            p.add(normalised(base));
            q.add(normalised(other));
            targets.add(random.nextInt(VOCABULARY));
        }
    }

    private static double[] normalised(double[] masses) {
        double sum = Arrays.stream(masses).sum();
        return Arrays.stream(masses).map(mass -> mass / sum).toArray();
    }

    /** Documents of ten tokens; {@code backwards} in the other order. */
    private Path save(String name, List<double[]> of, String tokenizer, boolean backwards)
            throws IOException {
        Path file = folder.resolve(name);
        List<ReferenceDocument> documents = new ArrayList<>();
        for (int from = 0; from < of.size(); from += 10) {
            documents.add(document(of, from));
        }
        if (backwards) {
            Collections.reverse(documents);
        }
        ReferenceHeader header =
                new ReferenceHeader("m", tokenizer, "unit=token hash=0", "rolling", K);
        try (ReferenceWriter writer = new ReferenceWriter(Files.newOutputStream(file), header)) {
            for (ReferenceDocument document : documents) {
                writer.write(document);
            }
        }
        return file;
    }

    private ReferenceDocument document(List<double[]> of, int from) {
        int[] ids = new int[10];
        double[] nll = new double[10];
        int[] offsets = new int[11];
        long[] tokens = new long[10 * K];
        double[] logprobs = new double[10 * K];
        for (int i = 0; i < 10; i++) {
            double[] row = of.get(from + i);
            ids[i] = targets.get(from + i);
            nll[i] = -StrictMath.log(row[ids[i]]);
            offsets[i + 1] = (i + 1) * K;
            int[] best = best(row);
            for (int j = 0; j < K; j++) {
                tokens[i * K + j] = best[j];
                logprobs[i * K + j] = StrictMath.log(row[best[j]]);
            }
        }
        TopCandidates top = new TopCandidates(offsets, tokens, logprobs);
        return new ReferenceDocument(
                "d" + from, null, 7 + from % 3, 40, ids, nll, new byte[10], top);
    }

    private static int likeliest(double[] row) {
        return best(row)[0];
    }

    private static int[] best(double[] row) {
        return IntStream.range(0, row.length)
                .boxed()
                .sorted((a, b) -> Double.compare(row[b], row[a]))
                .mapToInt(Integer::intValue)
                .limit(K)
                .toArray();
    }
}
