package dev.surprisal.convention;

import java.util.ArrayList;
import java.util.List;

/**
 * What each tool asks and scores, as lists of token indices, written from the tools' descriptions
 * and not from {@link WindowPlan}: -1 stands for the prefix token.
 */
final class ReferenceLoops {
    /** One call of a model: what it reads, and which tokens of the text are scored by it. */
    record Call(List<Integer> reads, List<Integer> scores) {}

    private ReferenceLoops() {}

    /** lm-eval's rolling windows with disjoint contexts: inputs and predictions. */
    static List<Call> rolling(int n, int max, int context) {
        List<Call> calls = new ArrayList<>();
        if (n == 0) {
            return calls;
        }
        int predicted = Math.min(max, n);
        List<Integer> inputs = new ArrayList<>(List.of(-1));
        inputs.addAll(range(0, predicted - 1));
        calls.add(new Call(inputs, range(0, predicted)));
        while (predicted < n) {
            int targets = Math.min(n - predicted, max - context + 1);
            int end = predicted + targets;
            calls.add(new Call(range(end - max - 1, end - 1), range(end - targets, end)));
            predicted = end;
        }
        return calls;
    }

    /** The transformers document: labels of the context masked, and one lost to the shift. */
    static List<Call> strided(int n, int max, int stride) {
        List<Call> calls = new ArrayList<>();
        int previous = 0;
        for (int begin = 0; begin < n; begin += stride) {
            int end = Math.min(begin + max, n);
            boolean[] labelled = new boolean[end - begin];
            for (int at = 0; at < labelled.length; at++) {
                labelled[at] = at >= labelled.length - (end - previous);
            }
            List<Integer> scores = new ArrayList<>();
            for (int at = 1; at < labelled.length; at++) {
                if (labelled[at]) {
                    scores.add(begin + at);
                }
            }
            calls.add(new Call(range(begin, end), scores));
            previous = end;
            if (end == n) {
                break;
            }
        }
        return calls;
    }

    /** GPTQ and exllama: {@code n / length} rows, each loses its first label; the rest is cut. */
    static List<Call> rows(int n, int length, int most) {
        List<Call> calls = new ArrayList<>();
        for (int row = 0; row < Math.min(n / length, most); row++) {
            calls.add(
                    new Call(
                            range(row * length, (row + 1) * length),
                            range(row * length + 1, (row + 1) * length)));
        }
        return calls;
    }

    /** vLLM's test: chunks to the end of the text, the first log-prob of each is None. */
    static List<Call> chunks(int n, int length) {
        List<Call> calls = new ArrayList<>();
        for (int begin = 0; begin < n; begin += length) {
            int end = Math.min(n, begin + length);
            if (end - begin > 1) { // one token alone has no log-prob to add
                calls.add(new Call(range(begin, end), range(begin + 1, end)));
            }
        }
        return calls;
    }

    /** llama.cpp: whole chunks of n_ctx, of which n_ctx - 1 - n_ctx/2 tokens count. */
    static List<Call> secondHalf(int n, int length) {
        List<Call> calls = new ArrayList<>();
        for (int chunk = 0; chunk < n / length; chunk++) {
            List<Integer> scores = new ArrayList<>();
            for (int logits = length / 2; logits < length - 1; logits++) {
                scores.add(chunk * length + logits + 1);
            }
            calls.add(new Call(range(chunk * length, (chunk + 1) * length), scores));
        }
        return calls;
    }

    static List<Integer> range(int from, int to) {
        List<Integer> range = new ArrayList<>();
        for (int at = from; at < to; at++) {
            range.add(at);
        }
        return range;
    }
}
