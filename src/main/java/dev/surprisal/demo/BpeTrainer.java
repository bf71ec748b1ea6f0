package dev.surprisal.demo;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Learns the merges of a byte-level BPE (Sennrich, Haddow and Birch 2016,
 * doi:10.18653/v1/P16-1162): again and again, the pair of tokens that is most frequent becomes a
 * token; among equals the one with the lowest left id, then the lowest right id. So the result
 * follows from the text alone.
 *
 * <p>Counts anew after every merge: the stories have few distinct words, and a plain count over
 * those takes microseconds.
 */
final class BpeTrainer {

    private static final int PAIR_COUNT_MIN = 2;

    private final int vocabularyMax;
    private final int[][] words;
    private final int[] lengths;
    private final int[] wordCounts;
    private final int[] pairCounts; // [left · vocabularyMax + right]

    private BpeTrainer(Map<String, Integer> counts, int vocabularyMax) {
        this.vocabularyMax = vocabularyMax;
        words = new int[counts.size()][];
        wordCounts = new int[counts.size()];
        int n = 0;
        for (Map.Entry<String, Integer> word : counts.entrySet()) {
            byte[] bytes = word.getKey().getBytes(StandardCharsets.UTF_8);
            words[n] = new int[bytes.length];
            for (int i = 0; i < bytes.length; i++) {
                words[n][i] = BpeTokenizer.FIRST_BYTE + (bytes[i] & 0xff);
            }
            wordCounts[n++] = word.getValue();
        }
        lengths = Arrays.stream(words).mapToInt(word -> word.length).toArray();
        pairCounts = new int[vocabularyMax * vocabularyMax];
    }

    /**
     * Learns from {@code texts}.
     *
     * @param vocabularyMax tokens at most, specials and bytes included; fewer if no pair is left
     *     that occurs twice
     */
    static BpeTokenizer train(List<String> texts, int vocabularyMax) {
        Map<String, Integer> counts = new TreeMap<>();
        for (String text : texts) {
            BpeTokenizer.forEachPiece(text, piece -> counts.merge(piece, 1, Integer::sum));
        }
        return new BpeTokenizer(new BpeTrainer(counts, vocabularyMax).merges());
    }

    private List<int[]> merges() {
        List<int[]> merges = new ArrayList<>();
        for (int id = BpeTokenizer.FIRST_MERGE; id < vocabularyMax; id++) {
            count(1);
            int best = best();
            boolean enough = best >= 0 && pairCounts[best] >= PAIR_COUNT_MIN;
            count(0);
            if (!enough) {
                break;
            }
            int left = best / vocabularyMax;
            int right = best % vocabularyMax;
            merges.add(new int[] {left, right});
            merge(left, right, id);
        }
        return merges;
    }

    /** Counts every pair {@code times} the count of its words; 0 clears. */
    private void count(int times) {
        for (int w = 0; w < words.length; w++) {
            for (int i = 1; i < lengths[w]; i++) {
                int pair = words[w][i - 1] * vocabularyMax + words[w][i];
                pairCounts[pair] = times == 0 ? 0 : pairCounts[pair] + wordCounts[w];
            }
        }
    }

    private int best() {
        int best = -1;
        for (int w = 0; w < words.length; w++) {
            for (int i = 1; i < lengths[w]; i++) {
                int pair = words[w][i - 1] * vocabularyMax + words[w][i];
                boolean more = best < 0 || pairCounts[pair] > pairCounts[best];
                if (more || (pairCounts[pair] == pairCounts[best] && pair < best)) {
                    best = pair;
                }
            }
        }
        return best;
    }

    private void merge(int left, int right, int id) {
        for (int w = 0; w < words.length; w++) {
            int[] word = words[w];
            int n = 0;
            for (int i = 0; i < lengths[w]; i++) {
                boolean pair = word[i] == left && i + 1 < lengths[w] && word[i + 1] == right;
                word[n++] = pair ? id : word[i];
                i += pair ? 1 : 0;
            }
            lengths[w] = n;
        }
    }
}
