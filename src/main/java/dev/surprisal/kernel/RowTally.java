package dev.surprisal.kernel;

import dev.surprisal.event.ElementType;

/**
 * Running sums of one row over its blocks, relative to the greatest logit so far.
 *
 * <p>Per block: {@link #read} points at it, {@link #scan} makes floats of it where it holds others
 * and looks whether the maximum rises, {@link #foldWeights} or {@link #foldMoments} adds it. As
 * long as the maximum stays, blocks are added in {@link LaneSums}. When it rises by s the lanes are
 * added to the row's doubles, and with n = M − x
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
    private final LaneSums lanes = new LaneSums();

    /** A block of floats where the row holds others, or ends between two multiples of lanes. */
    private final byte[] decoded = new byte[LogSpaceKernel.BLOCK * Float.BYTES];

    private ElementType type;
    private byte[] bytes;
    private int elementsOffset;
    private int vocabulary;
    private int target;
    private float scale;
    private float minimum;
    private float targetLogit;
    private float threshold;

    private int blockStart;
    byte[] blockBytes;
    int blockOffset;
    int blockLength;
    private int blockCount;
    private boolean isDecoded;

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
    }

    /** Starts a row; the caller has checked the bounds. */
    void begin(ElementType type, byte[] bytes, int offset, int vocabulary, int target) {
        this.type = type;
        this.bytes = bytes;
        this.vocabulary = vocabulary;
        this.target = target;
        elementsOffset = offset + type.rowHeaderBytes();
        boolean coded = type == ElementType.U16_CODES;
        scale = coded ? BlockDecoder.f32(bytes, offset) : 0;
        minimum = coded ? BlockDecoder.f32(bytes, offset + Float.BYTES) : 0;
        targetLogit = BlockDecoder.element(type, bytes, elementsOffset, target, scale, minimum);
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

    /** Points at the block that starts at {@code start}; returns where the next one starts. */
    int read(int start) {
        int whole = (vocabulary - start) & -LogSpaceKernel.LANES;
        blockStart = start;
        blockCount = whole == 0 ? vocabulary - start : Math.min(LogSpaceKernel.BLOCK, whole);
        blockLength = Math.max(blockCount, LogSpaceKernel.LANES);
        isDecoded = type == ElementType.F32 && blockCount == blockLength;
        blockBytes = isDecoded ? bytes : decoded;
        blockOffset = isDecoded ? elementsOffset + start * Float.BYTES : 0;
        return start + blockCount;
    }

    /** Makes floats of a block to be looked at again; the lanes of the block at hand are spoilt. */
    void decodeAgain() {
        decodeAndScan();
    }

    /** Makes floats of the block unless it has them already; a few times a row. */
    private void decode() {
        if (isDecoded) {
            return;
        }
        int offset = elementsOffset + blockStart * type.bytes();
        BlockDecoder.decode(type, bytes, offset, blockCount, scale, minimum, decoded);
        for (int i = blockCount; i < blockLength; i++) {
            BlockDecoder.putF32(decoded, i * Float.BYTES, Float.NEGATIVE_INFINITY);
        }
        isDecoded = true;
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
            decodeAndScan();
        }
        if (maximum == Float.NEGATIVE_INFINITY || kernel.exceeds(lanes)) {
            decode();
            float blockMaximum = kernel.maximum(blockBytes, blockOffset, blockLength);
            if (blockMaximum == Float.NEGATIVE_INFINITY) {
                return skipMasked();
            }
            if (blockMaximum == Float.POSITIVE_INFINITY) {
                poisoned = true;
                return false;
            }
            if (blockMaximum > maximum) {
                raiseMaximum(blockMaximum);
                kernel.scan(blockBytes, blockOffset, blockLength, maximum, threshold, lanes);
            }
        }
        if (blockCount < blockLength) {
            sumDepthsOfRowEnd();
        }
        return true;
    }

    private void decodeAndScan() {
        if (blockCount < blockLength) {
            decode();
        }
        if (isDecoded) {
            kernel.scan(blockBytes, blockOffset, blockLength, maximum, threshold, lanes);
            return;
        }
        int offset = elementsOffset + blockStart * type.bytes();
        kernel.decodeAndScan(
                type,
                bytes,
                offset,
                blockLength,
                scale,
                minimum,
                decoded,
                maximum,
                threshold,
                lanes);
        isDecoded = true;
    }

    /** A block of −∞ and perhaps NaN, which a sum of depths shows in any other block. */
    private boolean skipMasked() {
        for (int i = 0; i < blockCount; i++) {
            poisoned |= Float.isNaN(blockElement(i));
        }
        logitSum = Double.NEGATIVE_INFINITY;
        return false;
    }

    /** The scan's Σn counts the filling, whose depth is infinite. */
    private void sumDepthsOfRowEnd() {
        for (int i = 0; i < LogSpaceKernel.LANES; i++) {
            lanes.block[LaneSums.DEPTH + i] = i < blockCount ? maximum - blockElement(i) : 0f;
        }
    }

    private float blockElement(int index) {
        return BlockDecoder.f32(blockBytes, blockOffset + index * Float.BYTES);
    }

    /** Adds what log-sum-exp and nll need. */
    void foldWeights() {
        kernel.weights(blockBytes, blockOffset, blockLength, maximum, lanes);
        kernel.commit(lanes, LaneSums.FIRST_MOMENT);
        laneCount += blockCount;
    }

    /** Adds what all statistics need. */
    void foldMoments() {
        kernel.moments(blockBytes, blockOffset, blockLength, maximum, lanes);
        kernel.commit(lanes, lanes.block.length);
        laneCount += blockCount;
    }

    /** As {@link #foldMoments}, and writes the weights. */
    void foldMoments(float[] weights) {
        kernel.moments(blockBytes, blockOffset, blockLength, maximum, weights, lanes);
        kernel.commit(lanes, lanes.block.length);
        laneCount += blockCount;
    }

    /** As {@link #foldMoments}, and leaves the cross sums with another row of the same block. */
    void foldCross(RowTally other, float[] otherWeights, LaneSums cross) {
        kernel.cross(
                blockBytes,
                blockOffset,
                blockLength,
                maximum,
                other.blockBytes,
                other.blockOffset,
                other.maximum,
                otherWeights,
                lanes,
                cross);
        kernel.commit(lanes, lanes.block.length);
        laneCount += blockCount;
    }

    /** Depths and weights of a block, once all blocks have been folded. */
    void weigh(float[] depths, float[] weights) {
        kernel.weigh(blockBytes, blockOffset, blockLength, maximum, depths, weights);
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
        maximumBlockStart = blockStart;
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
        return type == ElementType.U16_CODES;
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
        out.rank = 1 + (masked ? countOpen() : above);
        out.argmax = firstMaximum();
        out.targetFloored = isCoded() && isTargetFloored();
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

    /** How many logits are not −∞: those above a masked target, in a look of their own. */
    private int countOpen() {
        int open = 0;
        for (int i = 0; i < vocabulary; i++) {
            float x = BlockDecoder.element(type, bytes, elementsOffset, i, scale, minimum);
            open += x > Float.NEGATIVE_INFINITY ? 1 : 0;
        }
        return open;
    }

    private int firstMaximum() {
        read(maximumBlockStart);
        decode();
        int index = 0;
        while (blockElement(index) != maximum) {
            index++;
        }
        return maximumBlockStart + index;
    }

    /**
     * The clip leaves its trace in the scale: 65,535 codes span 16 or 24 nats, up to the rounding
     * of a float32 subtraction, below 1e-3 for logits within ±4,000.
     */
    private boolean isTargetFloored() {
        float range = scale * BlockDecoder.CODE_MASK;
        boolean clipped = Math.abs(range - 16f) < 1e-3f || Math.abs(range - 24f) < 1e-3f;
        return clipped && BlockDecoder.u16(bytes, elementsOffset + target * Short.BYTES) == 0;
    }
}
