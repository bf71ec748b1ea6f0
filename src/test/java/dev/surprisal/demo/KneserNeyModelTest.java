package dev.surprisal.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The model against its definition, read off the text in BigDecimal. */
class KneserNeyModelTest {

    private static final DemoLanguage LANGUAGE = Languages.demo();

    @Test
    void probabilitiesAreThoseOfTheDefinition() {
        long seed = BpeTokenizerTest.seed("probabilitiesAreThoseOfTheDefinition");
        Random random = new Random(seed);
        for (int round = 0; round < 6; round++) {
            int order = 2 + random.nextInt(3);
            int vocabulary = 5 + random.nextInt(6);
            List<int[]> documents = documents(random, vocabulary);
            KneserNeyModel model = KneserNeyModel.train(documents, vocabulary, order);
            Definition definition = new Definition(documents, vocabulary, order);
            NextToken next = model.nextToken();
            for (int trial = 0; trial < 40; trial++) {
                int[] context = randomIds(random, vocabulary, random.nextInt(6));
                int token = random.nextInt(vocabulary);
                double p = next.after(context, context.length).probability(token);
                List<Integer> known = list(context);
                List<Integer> used =
                        known.subList(Math.max(0, known.size() - order + 1), known.size());
                assertEquals(definition.p(used, token).doubleValue(), p, 1e-14);
            }
        }
    }

    @Test
    void afterAnyContextAllProbabilitiesSumToOneAndNoneIsZero() {
        long seed = BpeTokenizerTest.seed("afterAnyContextAllProbabilitiesSumToOne");
        Random random = new Random(seed);
        int vocabulary = LANGUAGE.model.vocabulary();
        int[] text = LANGUAGE.tokenizer.encode(new StoryTeller(-3).texts(20_000).get(0));
        NextToken next = LANGUAGE.model.nextToken();
        double[] p = new double[vocabulary];
        for (int trial = 0; trial < 400; trial++) {
            boolean seen = random.nextBoolean();
            int[] context = seen ? text : randomIds(random, vocabulary, random.nextInt(5));
            next.after(context, seen ? random.nextInt(text.length) : context.length);
            next.distribution(p);
            double sum = 0;
            for (int token = 0; token < vocabulary; token++) {
                assertTrue(p[token] > 0);
                sum += p[token];
            }
            assertEquals(1, sum, 1e-12);
        }
    }

    @Test
    void probabilityAndRankAreThoseOfTheWholeDistributionToTheBit() {
        long seed = BpeTokenizerTest.seed("probabilityAndRankAreThoseOfTheWholeDistribution");
        Random random = new Random(seed);
        int vocabulary = LANGUAGE.model.vocabulary();
        int[] text = LANGUAGE.tokenizer.encode(String.join("", new StoryTeller(-3).texts(9_000)));
        NextToken next = LANGUAGE.model.nextToken();
        double[] p = new double[vocabulary];
        for (int trial = 0; trial < 600; trial++) {
            int at = random.nextInt(text.length);
            next.after(text, at).distribution(p);
            int token = trial % 2 == 0 ? text[at] : random.nextInt(vocabulary);
            assertEquals(p[token], next.probability(token));
            double value = p[token];
            long rank = IntStream.range(0, vocabulary).filter(i -> p[i] >= value).count();
            assertEquals(rank, next.rank(value));
        }
    }

    @Test
    void bitsAreTheSameOnEveryMachine() {
        int[] text = LANGUAGE.tokenizer.encode(new StoryTeller(-3).next().prose());
        ScoredTokens scored = new Scorer(LANGUAGE).score(text, new Scorer.Wish(true, 0, 0, 0));
        long hash = 0;
        for (int i = 1; i < text.length; i++) {
            hash = hash * 31 + Double.doubleToLongBits(scored.logprobs()[i]);
        }
        assertEquals(EXPECTED_BITS, Long.toHexString(hash));
    }

    /** Of this version on OpenJDK 17, x86-64; changes with the grammar. */
    private static final String EXPECTED_BITS = "f0abd65b30fee3ee";

    @Test
    void temperatureFlattensAndStillSumsToOne() {
        DemoLanguage flat = Languages.flat();
        int[] text = flat.tokenizer.encode(new StoryTeller(-3).next().prose());
        NextToken next = flat.model.nextToken();
        for (int end : new int[] {1, 7, 50}) {
            double sum = 0;
            for (int token = 0; token < flat.model.vocabulary(); token++) {
                double p = next.after(text, end).probability(token);
                sum += StrictMath.exp(flat.logprob(p, next, text, end));
            }
            assertEquals(1, sum, 1e-9);
            double likeliest = Double.NEGATIVE_INFINITY;
            double flattened = Double.NEGATIVE_INFINITY;
            for (int token = 0; token < flat.model.vocabulary(); token++) {
                double p = next.after(text, end).probability(token);
                likeliest = Math.max(likeliest, StrictMath.log(p));
                flattened = Math.max(flattened, flat.logprob(p, next, text, end));
            }
            assertTrue(flattened < likeliest);
        }
    }

    @Test
    void heldOutStoriesAreFarLikelierThanChanceAndOtherWeightsDiffer() {
        int[] text = LANGUAGE.tokenizer.encode(new StoryTeller(-3).next().prose());
        double[] nll = {0, 0};
        List<DemoLanguage> languages = List.of(LANGUAGE, Languages.otherWeights());
        for (int i = 0; i < 2; i++) {
            ScoredTokens scored =
                    new Scorer(languages.get(i)).score(text, new Scorer.Wish(true, 0, 0, 0));
            for (int at = 1; at < text.length; at++) {
                nll[i] -= scored.logprobs()[at];
            }
            assertTrue(nll[i] / (text.length - 1) < 0.5 * Math.log(DemoLanguage.VOCABULARY_MAX));
        }
        assertTrue(Math.abs(nll[0] - nll[1]) > 1e-3);
    }

    @Test
    void ordersThatDoNotFitAreRefused() {
        List<int[]> documents = List.of(new int[] {0, 1});
        assertThrows(IllegalArgumentException.class, () -> KneserNeyModel.train(documents, 10, 1));
        assertThrows(
                IllegalArgumentException.class, () -> KneserNeyModel.train(documents, 70_000, 4));
    }

    private static List<int[]> documents(Random random, int vocabulary) {
        List<int[]> documents = new ArrayList<>();
        for (int d = 1 + random.nextInt(8); d > 0; d--) {
            int[] ids = randomIds(random, vocabulary, 2 + random.nextInt(30));
            for (int i = 1; i < ids.length; i++) {
                // Skewed, and neither BOS nor EOS inside.
                ids[i] = 2 + Math.min(ids[i], random.nextInt(vocabulary)) % (vocabulary - 2);
            }
            ids[0] = BpeTokenizer.BOS;
            ids[ids.length - 1] = BpeTokenizer.EOS;
            documents.add(ids);
        }
        return documents;
    }

    private static int[] randomIds(Random random, int vocabulary, int length) {
        return random.ints(length, 0, vocabulary).toArray();
    }

    private static List<Integer> list(int[] ids) {
        return IntStream.of(ids).boxed().toList();
    }

    /** The formula in {@link KneserNeyModel}'s comment, word by word; slow. */
    private record Definition(List<int[]> documents, int vocabulary, int order) {

        private static final MathContext DIGITS = MathContext.DECIMAL128;

        BigDecimal p(List<Integer> context, int token) {
            int n = context.size() + 1;
            BigDecimal total = BigDecimal.ZERO;
            BigDecimal seen = BigDecimal.ZERO;
            for (int w = 0; w < vocabulary; w++) {
                int count = adjusted(with(context, w));
                total = total.add(BigDecimal.valueOf(count));
                seen = seen.add(BigDecimal.valueOf(count > 0 ? 1 : 0));
            }
            BigDecimal shorter =
                    context.isEmpty()
                            ? BigDecimal.ONE.divide(BigDecimal.valueOf(vocabulary), DIGITS)
                            : p(context.subList(1, context.size()), token);
            if (total.signum() == 0) {
                return shorter;
            }
            BigDecimal discount = discount(n);
            BigDecimal own =
                    BigDecimal.valueOf(adjusted(with(context, token)))
                            .subtract(discount)
                            .max(BigDecimal.ZERO);
            return own.add(discount.multiply(seen).multiply(shorter)).divide(total, DIGITS);
        }

        private int adjusted(List<Integer> gram) {
            int occurrences = 0;
            Set<Integer> before = new HashSet<>();
            for (int[] document : documents) {
                for (int at = 0; at + gram.size() <= document.length; at++) {
                    if (list(document).subList(at, at + gram.size()).equals(gram)) {
                        occurrences++;
                        if (at > 0) {
                            before.add(document[at - 1]);
                        }
                    }
                }
            }
            if (gram.equals(List.of(BpeTokenizer.BOS))) {
                return 0; // nothing predicts it
            }
            boolean raw = gram.size() == order || gram.get(0) == BpeTokenizer.BOS;
            return raw ? occurrences : before.size();
        }

        private BigDecimal discount(int n) {
            Set<List<Integer>> grams = new HashSet<>();
            for (int[] document : documents) {
                for (int at = 0; at + n <= document.length; at++) {
                    grams.add(list(document).subList(at, at + n));
                }
            }
            long ones = grams.stream().filter(gram -> adjusted(gram) == 1).count();
            long twos = grams.stream().filter(gram -> adjusted(gram) == 2).count();
            return ones == 0 || twos == 0
                    ? new BigDecimal("0.5")
                    : BigDecimal.valueOf(ones).divide(BigDecimal.valueOf(ones + 2 * twos), DIGITS);
        }

        private static List<Integer> with(List<Integer> context, int token) {
            List<Integer> gram = new ArrayList<>(context);
            gram.add(token);
            return gram;
        }
    }
}
