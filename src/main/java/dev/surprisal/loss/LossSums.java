package dev.surprisal.loss;

import dev.surprisal.event.Labelled;
import dev.surprisal.event.LossFigures;
import dev.surprisal.kernel.ClusteredRatio;
import dev.surprisal.kernel.ExactSums;
import java.util.Arrays;
import java.util.List;

/**
 * Exact sums of some losses over lines: streaming and mergeable.
 *
 * <p>Equal multisets of lines give equal longs in whatever order they are added or merged, see
 * {@link ExactSums}. Memory: 300 bytes a loss and 32 a bin.
 *
 * <ul>
 *   <li>a loss that a line does not hold what it needs for takes nothing from it
 *   <li>an item whose loss is +∞, or 2^31 or more, is counted and not added
 *   <li>a line is a cluster: its items may depend on each other. One of no items is none
 * </ul>
 */
public final class LossSums {

    // Sums of a loss, then one confidence a bin.
    static final int VALUE = 0;
    static final int SQUARE = 1;
    static final int MARGIN = 2;
    static final int CLUSTERED = 3;
    static final int SUMS = CLUSTERED + ClusteredRatio.SUMS;

    // Counts of a loss, then items and hits a bin.
    static final int LINES = 0;
    static final int ITEMS = 1;
    static final int INFINITE = 2;
    static final int TOO_LARGE = 3;
    static final int JUDGED = 4;
    static final int HITS = 5;
    static final int MARGINS = 6;

    /** Lines whose total is too large for a cluster. */
    static final int UNCLUSTERED = 7;

    static final int COUNTS = 8;

    private final List<LossSpec> specs;
    private final Loss[] losses;
    private final int[] firstSum;
    private final int[] firstCount;
    private final long[] sums;
    private final long[] counts;
    private final long[] line = ExactSums.create(1);

    /** Sums of nothing. */
    public LossSums(List<LossSpec> specs) {
        this.specs = List.copyOf(specs);
        losses = new Loss[specs.size()];
        firstSum = new int[specs.size() + 1];
        firstCount = new int[specs.size() + 1];
        for (int i = 0; i < losses.length; i++) {
            LossSpec spec = specs.get(i);
            losses[i] = spec.kind().create(spec.parameter());
            firstSum[i + 1] = firstSum[i] + SUMS + bins(i);
            firstCount[i + 1] = firstCount[i] + COUNTS + 2 * bins(i);
        }
        sums = ExactSums.create(firstSum[losses.length]);
        counts = new long[firstCount[losses.length]];
    }

    private int bins(int loss) {
        LossSpec spec = specs.get(loss);
        return spec.kind() == LossKind.ECE ? (int) spec.parameter() : 0;
    }

    /** Whether any of the losses can be computed of a line. */
    public boolean applies(Labelled labelled) {
        return Arrays.stream(losses).anyMatch(loss -> loss.applies(labelled));
    }

    /** Adds a line to every loss that applies to it. */
    public void add(Labelled labelled) {
        for (int i = 0; i < losses.length; i++) {
            if (losses[i].applies(labelled)) {
                counts[firstCount[i] + LINES]++;
                counts[firstCount[i] + ITEMS] += labelled.items();
                if (bins(i) > 0) {
                    addToBins(i, labelled);
                } else {
                    addValues(i, labelled);
                }
            }
        }
    }

    private void addValues(int loss, Labelled labelled) {
        int count = firstCount[loss];
        int sum = firstSum[loss];
        Arrays.fill(line, 0);
        long added = 0;
        for (int item = 0; item < labelled.items(); item++) {
            double value = losses[loss].value(labelled, item);
            if (Double.isNaN(value)) {
                throw new IllegalStateException(specs.get(loss) + " of a checked line is NaN");
            }
            if (Math.abs(value) < ClusteredRatio.LIMIT) {
                ExactSums.add(sums, sum + VALUE, value);
                ExactSums.addProduct(sums, sum + SQUARE, value, value);
                ExactSums.add(line, 0, value);
                added++;
            } else {
                counts[count + (Double.isInfinite(value) ? INFINITE : TOO_LARGE)]++;
            }
            judge(loss, losses[loss].hit(labelled, item));
        }
        if (labelled.margins() != null && specs.get(loss).kind() == LossKind.PREFERENCE) {
            addMargins(loss, labelled.margins());
        }
        if (added > 0) {
            ClusteredRatio clusters = ClusteredRatio.readFrom(sums, sum + CLUSTERED);
            counts[count + UNCLUSTERED] += clusters.add(ExactSums.toDouble(line, 0), added) ? 0 : 1;
            clusters.writeTo(sums, sum + CLUSTERED);
        }
    }

    private void judge(int loss, int hit) {
        if (hit != Loss.NO_HIT) {
            counts[firstCount[loss] + JUDGED]++;
            counts[firstCount[loss] + HITS] += hit;
        }
    }

    private void addMargins(int loss, double[] margins) {
        for (double margin : margins) {
            if (ExactSums.add(sums, firstSum[loss] + MARGIN, margin)) {
                counts[firstCount[loss] + MARGINS]++;
            }
        }
    }

    private void addToBins(int loss, Labelled labelled) {
        int bins = bins(loss);
        for (int item = 0; item < labelled.items(); item++) {
            double confidence = losses[loss].confidence(labelled, item);
            int hit = losses[loss].hit(labelled, item);
            int bin = CalibrationError.bin(confidence, bins);
            ExactSums.add(sums, firstSum[loss] + SUMS + bin, confidence);
            counts[firstCount[loss] + COUNTS + bin]++;
            counts[firstCount[loss] + COUNTS + bins + bin] += hit;
            judge(loss, hit);
        }
    }

    /**
     * Adds what another one of the same losses holds: exact.
     *
     * @param otherSums what {@link #sums} gave
     * @param otherCounts what {@link #counts} gave
     * @throws IllegalArgumentException when they are of other losses
     */
    public void merge(long[] otherSums, long[] otherCounts) {
        if (otherCounts.length != counts.length) {
            throw new IllegalArgumentException("sums of other losses");
        }
        ExactSums.addAll(sums, otherSums);
        for (int i = 0; i < counts.length; i++) {
            counts[i] = Math.addExact(counts[i], otherCounts[i]);
        }
    }

    /** A copy of the sums, for {@link #merge}. */
    public long[] sums() {
        return sums.clone();
    }

    /** A copy of the counts, for {@link #merge}. */
    public long[] counts() {
        return counts.clone();
    }

    /** What a loss amounts to. */
    public LossFigures figures(int loss) {
        return new LossCalculator(
                        specs.get(loss).kind(),
                        Arrays.copyOfRange(
                                sums,
                                firstSum[loss] * ExactSums.LONGS,
                                firstSum[loss + 1] * ExactSums.LONGS),
                        Arrays.copyOfRange(counts, firstCount[loss], firstCount[loss + 1]))
                .figures();
    }
}
