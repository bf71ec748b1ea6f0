package dev.surprisal.kernel;

import dev.surprisal.event.ElementType;

/**
 * Running sums of one row over its blocks, relative to the greatest logit so far.
 *
 * <p>Per block: {@link RowBlocks#read} points at it, {@link #scan} makes floats of it where it
 * holds others and looks whether the maximum rises, {@link #foldWeights} or {@link #foldMoments}
 * adds it. As long as the maximum stays, blocks are added in {@link LaneSums}. When it rises by s
 * the lanes are added to the row's doubles, and with n = M − x
 *
 * <pre>
 * Σe^(−n−s)         = e^−s · Σe^−n
 * Σe^(−n−s)·(n+s)   = e^−s · (Σe^−n·n + s·Σe^−n)
 * Σe^(−n−s)·(n+s)²  = e^−s · (Σe^−n·n² + 2s·Σe^−n·n + s²·Σe^−n)
 * </pre>
 *
 * in which all terms are positive, so nothing cancels. Of the 250 blocks of a row in no particular
 * order about 6 raise the maximum; a row in ascending order pays twice for looking.
 *
 * <p>Source: the online softmax of Milakov and Gimelshein (2018), arXiv:1805.02867, by blocks.
 */
final class RowTally {
    private final LogSpaceKernel kernel;
    final RowBlocks blocks;
    private final LaneSums lanes = new LaneSums();

    private int vocabulary;
    private int target;
    private float targetLogit;
    private float threshold;

    float maximum;
    private int maximumBlockStart;

    /** Elements committed to the lanes since the maximum rose. */
    private int laneCount;

    double sum0;
    private double sum1;
    private double sum2;
    private double logitSum;
    private int above;
    private boolean poisoned;

    RowTally(LogSpaceKernel kernel) {
        this.kernel = kernel;
        blocks = new RowBlocks(kernel);
    }

    /** Starts a row; the caller has checked the bounds. */
    void begin(ElementType type, byte[] bytes, int offset, int vocabulary, int target) {
        this.vocabulary = vocabulary;
        this.target = target;
        blocks.begin(type, bytes, offset, vocabulary);
        targetLogit = blocks.element(target);
        // A masked target is counted in finish; +0 makes one zero of two.
        threshold = targetLogit == Float.NEGATIVE_INFINITY ? 0f : targetLogit + 0f;
        maximum = Float.NEGATIVE_INFINITY;
        maximumBlockStart = 0;
        lanes.clear();
        laneCount = 0;
        sum0 = 0;
        sum1 = 0;
        sum2 = 0;
        logitSum = 0;
        above = 0;
        poisoned = false;
    }

    /**
     * Looks at the block and raises the maximum where it is greater; returns whether the block is
     * to be folded: not one whose tokens are all masked, and nothing more once a logit was +∞.
     */
    boolean scan() {
        if (poisoned) {
            return false;
        }
        if (maximum > Float.NEGATIVE_INFINITY) {
            blocks.scan(maximum, threshold, lanes);
            if (!kernel.exceeds(lanes)) {
                return true;
            }
        }
        float blockMaximum = blocks.maximum();
        if (blockMaximum == Float.NEGATIVE_INFINITY) {
            // Σn, which shows a NaN of any other block, needs a maximum.
            poisoned = blocks.hasNan();
            logitSum = Double.NEGATIVE_INFINITY;
            return false;
        }
        if (blockMaximum == Float.POSITIVE_INFINITY) {
            poisoned = true;
            return false;
        }
        if (blockMaximum > maximum) {
            raiseMaximum(blockMaximum);
            blocks.scan(maximum, threshold, lanes);
        }
        return true;
    }

    /** Adds what log-sum-exp and nll need. */
    void foldWeights() {
        kernel.weights(blocks.bytes, blocks.offset, blocks.length, maximum, lanes);
        kernel.commit(lanes, LaneSums.FIRST_MOMENT);
        laneCount += blocks.count;
    }

    /** Adds what all statistics need. */
    void foldMoments() {
        kernel.moments(blocks.bytes, blocks.offset, blocks.length, maximum, lanes);
        kernel.commit(lanes, lanes.block.length);
        laneCount += blocks.count;
    }

    /** As {@link #foldMoments}, and writes the weights. */
    void foldMoments(float[] weights) {
        kernel.moments(blocks.bytes, blocks.offset, blocks.length, maximum, weights, lanes);
        kernel.commit(lanes, lanes.block.length);
        laneCount += blocks.count;
    }

    /** As {@link #foldMoments}, and leaves the cross sums with another row of the same block. */
    void foldCross(RowTally other, float[] otherWeights, LaneSums cross) {
        kernel.cross(
                blocks.bytes,
                blocks.offset,
                blocks.length,
                maximum,
                other.blocks.bytes,
                other.blocks.offset,
                other.maximum,
                otherWeights,
                lanes,
                cross);
        kernel.commit(lanes, lanes.block.length);
        laneCount += blocks.count;
    }

    /** Depths and weights of a block, once all blocks have been folded. */
    void weigh(float[] depths, float[] weights) {
        decodeAgain();
        kernel.weigh(blocks.bytes, blocks.offset, blocks.length, maximum, depths, weights);
    }

    /** Makes the block floats once more, after the row is finished: the lanes are spoilt. */
    void decodeAgain() {
        blocks.scan(maximum, threshold, lanes);
    }

    /** Moves the lanes to the row's sums. */
    void flush() {
        sum0 += lanes.total(LaneSums.WEIGHT);
        sum1 += lanes.total(LaneSums.FIRST_MOMENT);
        sum2 += lanes.total(LaneSums.SECOND_MOMENT);
        if (laneCount > 0) {
            logitSum += (double) laneCount * maximum - lanes.total(LaneSums.DEPTH);
        }
        above += lanes.above();
        laneCount = 0;
        lanes.clear();
    }

    private void raiseMaximum(float blockMaximum) {
        flush();
        if (sum0 != 0) {
            double rise = (double) blockMaximum - maximum;
            double weight = StrictMath.exp(-rise);
            sum2 = weight * (sum2 + rise * (2 * sum1 + rise * sum0));
            sum1 = weight * (sum1 + rise * sum0);
            sum0 = weight * sum0;
        }
        maximum = blockMaximum;
        maximumBlockStart = blocks.start;
    }

    /** ln p of the maximum: M − ln Σ exp(xᵢ) for logits, M itself for codes. */
    double logWeight() {
        return isCoded() ? maximum : 0 - StrictMath.log(sum0);
    }

    /** p of the maximum. */
    double weightOfMaximum() {
        return isCoded() ? StrictMath.exp(maximum) : 1 / sum0;
    }

    /** Whether the row's values are log-probs already. */
    boolean isCoded() {
        return blocks.isCoded();
    }

    /** Whether a logit counts as −∞; known once the row is finished. */
    boolean hasMasked() {
        return logitSum == Double.NEGATIVE_INFINITY;
    }

    /** Whether a logit was +∞ or NaN; of a NaN this is known once the row is finished. */
    boolean isPoisoned() {
        return poisoned;
    }

    /** Writes the row's numbers but for the moments; the blocks must all have been folded. */
    void finishWeights(RowStatistics out) {
        flush();
        poisoned |= Double.isNaN(logitSum);
        out.entropy = Double.NaN;
        out.varentropy = Double.NaN;
        if (poisoned || sum0 == 0) {
            out.setUndefined(poisoned ? Double.NaN : Double.NEGATIVE_INFINITY);
            return;
        }
        double logWeight = logWeight();
        out.logSumExp = maximum + StrictMath.log(sum0);
        out.nll = isCoded() ? -(double) targetLogit : ((double) maximum - targetLogit) - logWeight;
        out.maxLogProb = logWeight;
        out.meanLogit = logitSum / vocabulary;
        boolean masked = targetLogit == Float.NEGATIVE_INFINITY;
        out.rank = 1 + (masked ? blocks.countOpen() : above);
        out.argmax = blocks.indexOf(maximum, maximumBlockStart);
        out.targetFloored = blocks.isFloored(target);
    }

    /** Writes all of the row's numbers; the blocks must all have been folded by moments. */
    void finish(RowStatistics out) {
        finishWeights(out);
        if (!out.isDefined()) {
            return;
        }
        double logWeight = logWeight();
        double weight = weightOfMaximum();
        out.entropy = Math.max(0, weight * (sum1 - logWeight * sum0));
        double centre = logWeight + out.entropy;
        out.varentropy = Math.max(0, weight * (sum2 + centre * (centre * sum0 - 2 * sum1)));
    }
}
