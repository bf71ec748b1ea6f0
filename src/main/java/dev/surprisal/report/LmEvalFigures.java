package dev.surprisal.report;

import dev.surprisal.kernel.ClusteredRatio;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The three figures of a rolling task with real errors, where lm-eval prints N/A: clustered by
 * document, by the delta method for the perplexities.
 */
final class LmEvalFigures {

    private static final double LN_2 = StrictMath.log(2);
    private static final String NONE = "N/A";

    private final ClusteredRatio words = new ClusteredRatio();
    private final ClusteredRatio bytes = new ClusteredRatio();
    private long documents;

    void add(LmEvalDocument document) {
        documents++;
        words.add(0 - document.logLikelihood(), document.words());
        bytes.add(0 - document.logLikelihood(), document.bytes());
    }

    long documents() {
        return documents;
    }

    /** The task's entry under {@code results}. */
    Map<String, Object> results(String task) {
        Map<String, Object> results = new LinkedHashMap<>();
        results.put("name", task);
        results.put("alias", task);
        results.put("sample_len", documents);
        perplexity(results, "word_perplexity", words);
        perplexity(results, "byte_perplexity", bytes);
        results.put("bits_per_byte,none", bytes.mean() / LN_2);
        results.put("bits_per_byte_stderr,none", error(bytes.standardError() / LN_2));
        return results;
    }

    private static void perplexity(Map<String, Object> results, String name, ClusteredRatio of) {
        double perplexity = StrictMath.exp(of.mean());
        results.put(name + ",none", perplexity);
        results.put(name + "_stderr,none", error(perplexity * of.standardError()));
    }

    /** As lm-eval says it of a single document. */
    private static Object error(double value) {
        return Double.isNaN(value) ? NONE : (Object) value;
    }
}
