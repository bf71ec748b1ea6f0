package dev.surprisal.demo;

/**
 * The distribution of the next token after a context: one probability, a rank, or all of them.
 *
 * <p>A probability costs a few look-ups and a rank a walk over the tokens seen after the context,
 * not over the vocabulary. All three agree to the bit. Not thread-safe: a request has its own.
 */
final class NextToken {

    private final KneserNeyModel model;
    private final NGramLevel[] levels; // known contexts, the longest first
    private final int[] contexts;
    private int known;
    private final int[] marks; // [vocabulary] number of the rank that saw the token last
    private int mark;

    NextToken(KneserNeyModel model) {
        this.model = model;
        levels = new NGramLevel[model.contextMax()];
        contexts = new int[levels.length];
        marks = new int[model.vocabulary()];
    }

    /** Moves behind {@code ids[0, end)}; what is further left than the model looks is ignored. */
    NextToken after(int[] ids, int end) {
        known = 0;
        for (int length = Math.min(end, levels.length); length >= 1; length--) {
            NGramLevel level = model.level(length);
            int context = level.find(NGrams.pack(ids, end - length, end, model.bits()));
            if (context >= 0) {
                levels[known] = level;
                contexts[known++] = context;
            }
        }
        return this;
    }

    /** p(token), in (0, 1). */
    double probability(int token) {
        for (int i = 0; i < known; i++) {
            int entry = levels[i].entry(contexts[i], token);
            if (entry >= 0) {
                return lifted(levels[i].probability(entry), i);
            }
        }
        return lifted(model.unigram(token), known);
    }

    /** What a probability at depth {@code depth} comes to after the longest context. */
    private double lifted(double probability, int depth) {
        double p = probability;
        for (int i = depth - 1; i >= 0; i--) {
            p = levels[i].factor(contexts[i]) * p;
        }
        return p;
    }

    /**
     * How many tokens have a probability of at least {@code probability}: the rank of a token with
     * that probability as vLLM counts it (v1/worker/gpu/sample: {@code (x >= value).sum()}), so
     * tokens that tie share the last of their ranks.
     *
     * <p>Tokens seen after a context were seen after its ends too. So those marked by the shortest
     * known context are all that differ from unigrams by more than the same factor.
     */
    int rank(double probability) {
        mark++;
        int rank = unigramsFrom(probability);
        for (int i = 0; i < known; i++) {
            NGramLevel level = levels[i];
            int end = level.end(contexts[i]);
            for (int entry = level.start(contexts[i]); entry < end; entry++) {
                int token = level.token(entry);
                if (marks[token] == mark) {
                    continue;
                }
                marks[token] = mark;
                rank += lifted(level.probability(entry), i) >= probability ? 1 : 0;
                rank -= lifted(model.unigram(token), known) >= probability ? 1 : 0;
            }
        }
        return rank;
    }

    /** Tokens whose unigram, lifted, is at least {@code probability}; rounding keeps the order. */
    private int unigramsFrom(double probability) {
        int low = 0;
        int high = model.vocabulary();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (lifted(model.sortedUnigram(middle), known) >= probability) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return model.vocabulary() - low;
    }

    /** Writes p of every token into {@code into}, [vocabulary]. */
    void distribution(double[] into) {
        for (int token = 0; token < into.length; token++) {
            into[token] = model.unigram(token);
        }
        for (int i = known - 1; i >= 0; i--) {
            double factor = levels[i].factor(contexts[i]);
            for (int token = 0; token < into.length; token++) {
                into[token] = factor * into[token];
            }
            int end = levels[i].end(contexts[i]);
            for (int entry = levels[i].start(contexts[i]); entry < end; entry++) {
                into[levels[i].token(entry)] = levels[i].probability(entry);
            }
        }
    }
}
