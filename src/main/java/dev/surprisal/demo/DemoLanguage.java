package dev.surprisal.demo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The language that the demo server speaks: a tokenizer, which is always the same, and a model
 * trained on the stories of a seed. Thread-safe.
 */
final class DemoLanguage {

    static final int VOCABULARY_MAX = 1536;
    static final int ORDER = 4;

    private static final long TOKENIZER_SEED = 1;
    private static final int TOKENIZER_CHARS = 400_000;
    private static final int WEIGHTS_CHARS = 1_000_000;
    private static final int NORMALISERS_MAX = 100_000;

    final BpeTokenizer tokenizer;
    final KneserNeyModel model;

    /**
     * Tokens as JSON strings, quotes included: what is not UTF-8 by itself is U+FFFD, as in vLLM.
     */
    final byte[][] tokenJson; // [vocabulary][bytes]

    /** Code points of each token's text: what text offsets count. */
    final int[] tokenCodePoints; // [vocabulary]

    private final double temperature;
    private final Map<Long, Double> normalisers = new ConcurrentHashMap<>();

    private DemoLanguage(BpeTokenizer tokenizer, KneserNeyModel model, double temperature) {
        this.tokenizer = tokenizer;
        this.model = model;
        this.temperature = temperature;
        tokenJson = new byte[tokenizer.vocabulary()][];
        tokenCodePoints = new int[tokenizer.vocabulary()];
        for (int id = 0; id < tokenJson.length; id++) {
            String text = tokenizer.decode(id);
            tokenJson[id] = new JsonBuffer().string(text).toByteArray();
            tokenCodePoints[id] = text.codePointCount(0, text.length());
        }
    }

    /**
     * Trains, in well under a second.
     *
     * @param weights which stories the model learns: another seed, other weights
     * @param temperature above 0; 1 leaves the model's distribution as it is
     */
    static DemoLanguage train(long weights, double temperature) {
        BpeTokenizer tokenizer = trainTokenizer();
        List<int[]> documents = new ArrayList<>();
        // Seeds of weights and of the tokenizer never meet those of the held-out samples.
        for (String text : new StoryTeller(weights).texts(WEIGHTS_CHARS)) {
            documents.add(document(tokenizer.encode(text)));
        }
        KneserNeyModel model = KneserNeyModel.train(documents, tokenizer.vocabulary(), ORDER);
        return new DemoLanguage(tokenizer, model, temperature);
    }

    /** The tokenizer that jobs/samples/demo/tokenizer holds. */
    static BpeTokenizer trainTokenizer() {
        List<String> texts = new StoryTeller(TOKENIZER_SEED).texts(TOKENIZER_CHARS);
        return BpeTrainer.train(texts, VOCABULARY_MAX);
    }

    /** The text of {@code ids} without special tokens, as servers give it. */
    String text(int... ids) {
        return tokenizer.decode(
                Arrays.stream(ids).filter(id -> id >= BpeTokenizer.FIRST_BYTE).toArray());
    }

    private static int[] document(int[] ids) {
        int[] document = new int[ids.length + 2];
        document[0] = BpeTokenizer.BOS;
        System.arraycopy(ids, 0, document, 1, ids.length);
        document[ids.length + 1] = BpeTokenizer.EOS;
        return document;
    }

    /**
     * ln p of a token as it is served, in nats: rounded to 12 decimals, so that it prints and
     * parses exactly.
     *
     * @param probability of the token under the model
     * @param ids [0, end) is the context; {@code next} stands behind it
     */
    double logprob(double probability, NextToken next, int[] ids, int end) {
        double logprob = StrictMath.log(probability);
        if (temperature != 1) {
            logprob = logprob / temperature - normaliser(next, ids, end);
        }
        return JsonBuffer.rounded(logprob);
    }

    /** ln Σ p^(1/T), which is 0 at temperature 1. */
    private double normaliser(NextToken next, int[] ids, int end) {
        int length = Math.min(end, model.contextMax());
        // The leading 1 tells contexts of different lengths apart; four ids fit a long.
        long context =
                NGrams.pack(ids, end - length, end, model.bits()) | 1L << (length * model.bits());
        Double known = normalisers.get(context);
        if (known != null) {
            return known;
        }
        double[] distribution = new double[model.vocabulary()];
        next.distribution(distribution);
        double sum = 0;
        for (double p : distribution) {
            sum += StrictMath.pow(p, 1 / temperature);
        }
        double normaliser = StrictMath.log(sum);
        if (normalisers.size() < NORMALISERS_MAX) {
            normalisers.put(context, normaliser);
        }
        return normaliser;
    }
}
