package dev.surprisal.demo;

import java.util.Arrays;

/** Scores prompts and goes on greedily. Not thread-safe: a request has its own. */
final class Scorer {

    private final DemoLanguage language;
    private final NextToken next;
    private final double[] distribution;

    Scorer(DemoLanguage language) {
        this.language = language;
        next = language.model.nextToken();
        distribution = new double[language.model.vocabulary()];
    }

    /**
     * What a request wants to know.
     *
     * @param scorePrompt whether the prompt's log-probs are wanted
     * @param promptTop how many likeliest tokens at each prompt position
     * @param maxTokens to generate, greedily; EOS ends it earlier
     * @param generatedTop how many likeliest tokens at each generated position
     */
    record Wish(boolean scorePrompt, int promptTop, int maxTokens, int generatedTop) {}

    /** Scores {@code prompt}, which is not empty, and goes on as wished. */
    ScoredTokens score(int[] prompt, Wish wish) {
        int positions = prompt.length + wish.maxTokens();
        int[] ids = Arrays.copyOf(prompt, positions);
        double[] logprobs = new double[positions];
        int[] ranks = new int[positions];
        int[][] top = new int[positions][];
        double[][] topLogprobs = new double[positions][];
        Arrays.fill(logprobs, Double.NaN);
        boolean ended = false;
        int end = prompt.length;
        for (int at = wish.scorePrompt() ? 1 : end; at < positions && !ended; at++) {
            next.after(ids, at);
            boolean generated = at >= prompt.length;
            int k = generated ? wish.generatedTop() : wish.promptTop();
            if (k > 0 || generated) {
                next.distribution(distribution);
            }
            if (generated) {
                ids[at] = likeliest(1)[0];
                end = at + 1;
                ended = ids[at] == BpeTokenizer.EOS;
            }
            double probability = next.probability(ids[at]);
            logprobs[at] = language.logprob(probability, next, ids, at);
            ranks[at] = next.rank(probability);
            if (k > 0) {
                top[at] = likeliest(k);
                topLogprobs[at] = logprobs(top[at], ids, at);
            }
        }
        return new ScoredTokens(
                Arrays.copyOf(ids, end),
                prompt.length,
                Arrays.copyOf(logprobs, end),
                Arrays.copyOf(ranks, end),
                top,
                topLogprobs,
                ended);
    }

    /** Log-prob of {@code token} after all of {@code ids}, as served. */
    double logprob(int[] ids, int token) {
        double probability = next.after(ids, ids.length).probability(token);
        return language.logprob(probability, next, ids, ids.length);
    }

    /** The {@code k} likeliest tokens after all of {@code ids}. */
    int[] likeliest(int[] ids, int k) {
        next.after(ids, ids.length).distribution(distribution);
        return likeliest(k);
    }

    private double[] logprobs(int[] tokens, int[] ids, int at) {
        double[] logprobs = new double[tokens.length];
        for (int i = 0; i < tokens.length; i++) {
            logprobs[i] = language.logprob(distribution[tokens[i]], next, ids, at);
        }
        return logprobs;
    }

    private int[] likeliest(int k) {
        int[] best = new int[Math.min(k, distribution.length)];
        int n = 0;
        if (k == 0) {
            return best;
        }
        for (int token = 0; token < distribution.length; token++) {
            double p = distribution[token];
            if (n == best.length && p <= distribution[best[n - 1]]) {
                continue;
            }
            int low = 0;
            for (int high = n; low < high; ) {
                int middle = (low + high) >>> 1;
                if (distribution[best[middle]] >= p) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            System.arraycopy(best, low, best, low + 1, Math.min(n, best.length - 1) - low);
            best[low] = token;
            n = Math.min(n + 1, best.length);
        }
        return best;
    }
}
