package dev.surprisal.demo;

import java.util.Arrays;

/**
 * What the contexts of one length say: for each, the tokens seen after it with their whole
 * interpolated probability, and the factor that every other token's shorter-context probability is
 * multiplied by. Immutable once built.
 */
final class NGramLevel {

    private final int bits;
    private final long[] slots; // context + 1, 0 where empty
    private final int[] slotContexts;
    private final int[] starts; // [contexts + 1] into tokens and probabilities
    private final double[] factors; // [contexts]
    private final int[] tokens;
    private final double[] probabilities;

    /** Builds the level of {@code grams}; probabilities still miss what shorter contexts give. */
    NGramLevel(NGrams grams) {
        bits = grams.bits;
        int n = grams.grams.length;
        tokens = new int[n];
        probabilities = new double[n];
        int[] firsts = new int[n + 1];
        int contexts = 0;
        for (int i = 0; i < n; i++) {
            tokens[i] = (int) (grams.grams[i] & ((1L << bits) - 1));
            if (i == 0 || grams.grams[i] >>> bits != grams.grams[i - 1] >>> bits) {
                firsts[contexts++] = i;
            }
        }
        firsts[contexts] = n;
        starts = Arrays.copyOf(firsts, contexts + 1);
        factors = new double[contexts];
        slots = new long[Math.max(2, Integer.highestOneBit(contexts + 1) * 4)];
        slotContexts = new int[slots.length];
        double discount = grams.discount();
        for (int context = 0; context < contexts; context++) {
            insert(grams.grams[starts[context]] >>> bits, context);
            discount(grams, context, discount);
        }
    }

    /** Adds to every seen token what the next shorter contexts give it. */
    void interpolate(NGrams grams, ShorterContexts shorter) {
        for (int context = 0; context < factors.length; context++) {
            long packed = grams.grams[starts[context]] >>> bits;
            for (int i = starts[context]; i < starts[context + 1]; i++) {
                probabilities[i] += factors[context] * shorter.probability(packed, tokens[i]);
            }
        }
    }

    /** Probability of a token after the context without its first token. */
    interface ShorterContexts {
        double probability(long context, int token);
    }

    private void discount(NGrams grams, int context, double discount) {
        long total = 0;
        for (int i = starts[context]; i < starts[context + 1]; i++) {
            total += grams.counts[i];
        }
        for (int i = starts[context]; i < starts[context + 1]; i++) {
            probabilities[i] = (grams.counts[i] - discount) / total;
        }
        factors[context] = discount * (starts[context + 1] - starts[context]) / total;
    }

    private void insert(long context, int index) {
        int slot = slot(context);
        slots[slot] = context + 1;
        slotContexts[slot] = index;
    }

    /** Index of {@code context}, or -1 if nothing was seen after it. */
    int find(long context) {
        int slot = slot(context);
        return slots[slot] == 0 ? -1 : slotContexts[slot];
    }

    private int slot(long context) {
        int mask = slots.length - 1;
        int slot = (int) ((context + 1) * 0x9e3779b97f4a7c15L >>> 32) & mask;
        while (slots[slot] != 0 && slots[slot] != context + 1) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    double factor(int context) {
        return factors[context];
    }

    int start(int context) {
        return starts[context];
    }

    int end(int context) {
        return starts[context + 1];
    }

    int token(int entry) {
        return tokens[entry];
    }

    double probability(int entry) {
        return probabilities[entry];
    }

    /** Where {@code token} stands after {@code context}; negative if it was not seen there. */
    int entry(int context, int token) {
        return Arrays.binarySearch(tokens, starts[context], starts[context + 1], token);
    }
}
