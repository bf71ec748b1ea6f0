package dev.surprisal.demo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Answers requests of the recorded stream by sampling, the same tokens on every machine: {@link
 * Random} is specified to the bit, and what is not a sum or product is {@link StrictMath}.
 */
final class MonitorSampler {

    private static final int TOP = 5;
    private static final int TOKENS_MIN = 12;
    private static final int TOKENS_MAX = 24;
    private static final int PROMPT_TOKENS = 12;
    private static final long PROMPTS_SEED = -3;
    private static final int PROMPT_CHARS = 60_000;
    private static final double SCALE = 1e3;

    private final Map<Long, DemoLanguage> languages = new HashMap<>();
    private final Map<String, int[]> prompts = new HashMap<>();
    private final Random random;

    MonitorSampler(long seed) {
        random = new Random(seed);
        BpeTokenizer tokenizer = DemoLanguage.trainTokenizer();
        Map<String, List<String>> texts = new HashMap<>();
        StoryTeller teller = new StoryTeller(PROMPTS_SEED);
        for (int chars = 0; chars < PROMPT_CHARS; ) {
            DemoStory story = teller.next();
            String route = story.domain().equals("sea") ? "code" : "chat";
            texts.computeIfAbsent(route, none -> new ArrayList<>()).add(story.prose());
            chars += story.prose().length();
        }
        texts.forEach(
                (route, stories) ->
                        prompts.put(route, tokenizer.encode(String.join("\n", stories))));
    }

    DemoLanguage language(MonitorKey key) {
        return languages.computeIfAbsent(key.weights, seed -> DemoLanguage.train(seed, 1));
    }

    MonitorAnswer answer(MonitorKey key, int number, long millis) {
        DemoLanguage language = language(key);
        NextToken next = language.model.nextToken();
        int[] text = prompts.get(key.route);
        int start = random.nextInt(text.length - PROMPT_TOKENS);
        int wanted = TOKENS_MIN + random.nextInt(TOKENS_MAX - TOKENS_MIN + 1);
        int[] ids = Arrays.copyOfRange(text, start, start + PROMPT_TOKENS + wanted);
        long[] logprobs = new long[wanted];
        int[][] top = new int[wanted][];
        long[][] topLogprobs = new long[wanted][];
        double[] served = new double[language.model.vocabulary()];
        int tokens = 0;
        boolean ended = false;
        while (tokens < wanted && !ended) {
            int at = PROMPT_TOKENS + tokens;
            next.after(ids, at).distribution(served);
            flatten(served, MonitorPlan.flatness(key, millis));
            ids[at] = sample(served, MonitorPlan.samplerTemperature(key, millis));
            logprobs[tokens] = written(served[ids[at]]);
            top[tokens] = likeliest(served);
            topLogprobs[tokens] =
                    Arrays.stream(top[tokens]).mapToLong(id -> written(served[id])).toArray();
            tokens++;
            ended = ids[at] == BpeTokenizer.EOS;
        }
        return new MonitorAnswer(
                key,
                number,
                millis,
                PROMPT_TOKENS,
                Arrays.copyOfRange(ids, PROMPT_TOKENS, PROMPT_TOKENS + tokens),
                Arrays.copyOf(logprobs, tokens),
                Arrays.copyOf(top, tokens),
                Arrays.copyOf(topLogprobs, tokens),
                ended);
    }

    /** p^(1/T), normalised. */
    private static void flatten(double[] distribution, double temperature) {
        if (temperature == 1) {
            return;
        }
        double sum = 0;
        for (int i = 0; i < distribution.length; i++) {
            distribution[i] = StrictMath.pow(distribution[i], 1 / temperature);
            sum += distribution[i];
        }
        for (int i = 0; i < distribution.length; i++) {
            distribution[i] /= sum;
        }
    }

    private int sample(double[] served, double temperature) {
        double[] sampled = served.clone();
        flatten(sampled, temperature);
        double left = random.nextDouble();
        for (int token = 0; token < sampled.length; token++) {
            left -= sampled[token];
            if (left < 0) {
                return token;
            }
        }
        // What rounding left over is the likeliest token's.
        return likeliest(sampled)[0];
    }

    private static long written(double probability) {
        return (long) StrictMath.rint(StrictMath.log(probability) * SCALE);
    }

    private static int[] likeliest(double[] distribution) {
        int[] best = new int[TOP];
        Arrays.fill(best, -1);
        for (int token = 0; token < distribution.length; token++) {
            int place = TOP;
            while (place > 0
                    && (best[place - 1] < 0
                            || distribution[best[place - 1]] < distribution[token])) {
                place--;
            }
            if (place < TOP) {
                System.arraycopy(best, place, best, place + 1, TOP - 1 - place);
                best[place] = token;
            }
        }
        return best;
    }
}
