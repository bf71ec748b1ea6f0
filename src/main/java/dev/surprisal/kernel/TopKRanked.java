package dev.surprisal.kernel;

/**
 * One position's list with its masses and the order of its tokens by likelihood; buffers that are
 * used again. Equal log-probs are in order of the lesser token.
 */
final class TopKRanked {
    private static final int CAPACITY_FIRST = 32;

    long[] tokens;
    double[] logprobs;
    int size;

    private int from;
    private double[] masses = new double[CAPACITY_FIRST];

    /** [size] entries by likelihood, and each entry's place among them; not of a list in order. */
    private int[] order = new int[CAPACITY_FIRST];

    private int[] ranks = new int[CAPACITY_FIRST];
    private boolean inOrder;

    /** Entries {@code [first, to)}; the arrays are not copied. */
    void set(long[] ids, double[] values, int first, int to) {
        tokens = ids;
        logprobs = values;
        from = first;
        size = to - first;
        if (size > masses.length) {
            int capacity = Math.max(size, 2 * masses.length);
            masses = new double[capacity];
            order = new int[capacity];
            ranks = new int[capacity];
        }
        inOrder = true;
        for (int i = 0; i < size; i++) {
            masses[i] = StrictMath.exp(logprob(i));
            inOrder &= i == 0 || !before(i, i - 1);
        }
        if (!inOrder) {
            sort();
        }
    }

    long token(int i) {
        return tokens[from + i];
    }

    double logprob(int i) {
        return logprobs[from + i];
    }

    double mass(int i) {
        return masses[i];
    }

    /** The entry at that place by likelihood, from 0. */
    int at(int place) {
        return inOrder ? place : order[place];
    }

    /** The entry's place by likelihood, from 0. */
    int rank(int i) {
        return inOrder ? i : ranks[i];
    }

    /** The k-th largest probability; 1 if there are fewer. */
    double cap(int k) {
        return k < 1 || size < k ? 1 : Math.min(1, masses[at(k - 1)]);
    }

    private boolean before(int a, int b) {
        int byLikelihood = Double.compare(logprob(a), logprob(b));
        return byLikelihood != 0 ? byLikelihood > 0 : token(a) < token(b);
    }

    /** Heap sort: whatever a payload holds, n log n. */
    private void sort() {
        for (int i = 0; i < size; i++) {
            order[i] = i;
        }
        for (int root = size / 2 - 1; root >= 0; root--) {
            sift(root, size);
        }
        for (int end = size - 1; end > 0; end--) {
            swap(0, end);
            sift(0, end);
        }
        for (int place = 0; place < size; place++) {
            ranks[order[place]] = place;
        }
    }

    /** Moves the entry down until no child comes behind it: the last one is at the root. */
    private void sift(int start, int end) {
        int root = start;
        for (int child = 2 * root + 1; child < end; child = 2 * root + 1) {
            if (child + 1 < end && before(order[child], order[child + 1])) {
                child++;
            }
            if (!before(order[root], order[child])) {
                return;
            }
            swap(root, child);
            root = child;
        }
    }

    private void swap(int a, int b) {
        int kept = order[a];
        order[a] = order[b];
        order[b] = kept;
    }
}
