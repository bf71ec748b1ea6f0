package dev.surprisal.kernel;

import dev.surprisal.event.ElementType;
import java.util.Arrays;

/**
 * Running sums of one row over its blocks, in double, relative to the greatest logit so far.
 *
 * <p>Per block: {@link #read} decodes and reduces it, {@link #fold} adds it. With M the maximum so
 * far, m the block's and s = m − M, a block's float sums are moved to the row's by
 *
 * <pre>
 * Σe^(x−M)         = e^s · Σe
 * Σe^(x−M)·(x−M)   = e^s · (Σe·d + s·Σe)
 * Σe^(x−M)·(x−M)²  = e^s · (Σe·d² + 2s·Σe·d + s²·Σe)
 * </pre>
 *
 * in which all terms of a sum have one sign, so nothing cancels. A block that raises the maximum
 * moves the row's sums by the same formulas.
 *
 * <p>Source: the online softmax of Milakov and Gimelshein (2018), arXiv:1805.02867, by blocks.
 */
final class RowTally {
    private final LogSpaceKernel kernel;

    /** The block's logits, then their differences d to {@link #blockMaximum}. */
    final float[] differences = new float[LogSpaceKernel.BLOCK];

    /** exp of {@link #differences}. */
    final float[] exponentials = new float[LogSpaceKernel.BLOCK];

    private final float[] lanes = new float[3 * LogSpaceKernel.LANES];

    private ElementType type;
    private byte[] bytes;
    private int elementsOffset;
    private int vocabulary;
    private int target;
    private float scale;
    private float minimum;
    private float targetLogit;

    private int blockStart;
    private int blockCount;
    float blockMaximum;
    double blockSum0;
    private double blockSum1;
    private double blockSum2;
    double blockLogitSum;

    double maximum;
    private int maximumBlockStart;
    double sum0;
    private double sum1;
    private double sum2;
    private double logitSum;
    private int above;

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
        maximum = Double.NEGATIVE_INFINITY;
        maximumBlockStart = 0;
        sum0 = 0;
        sum1 = 0;
        sum2 = 0;
        logitSum = 0;
        above = 0;
    }

    /** Decodes the block at {@code start} and reduces it; returns its padded length. */
    int read(int start) {
        blockStart = start;
        int padded = decode(start);
        blockMaximum = kernel.maximum(differences, padded);
        above += kernel.countAbove(differences, padded, targetLogit);
        // Where all is masked −∞ − 0 is −∞, of weight 0; −∞ − (−∞) would be NaN.
        float anchor = blockMaximum == Float.NEGATIVE_INFINITY ? 0f : blockMaximum;
        kernel.exponentials(differences, exponentials, padded, anchor, lanes);
        blockSum0 = LogSpaceKernel.sumLanes(lanes, 0);
        blockSum1 = LogSpaceKernel.sumLanes(lanes, LogSpaceKernel.LANES);
        blockSum2 = LogSpaceKernel.sumLanes(lanes, 2 * LogSpaceKernel.LANES);
        kernel.sum(differences, blockCount, lanes);
        blockLogitSum = LogSpaceKernel.sumLanes(lanes, 0) + (double) blockCount * anchor;
        return padded;
    }

    private int decode(int start) {
        blockCount = Math.min(LogSpaceKernel.BLOCK, vocabulary - start);
        int offset = elementsOffset + start * type.bytes();
        kernel.decode(type, bytes, offset, blockCount, scale, minimum, differences);
        int padded = -Math.floorDiv(-blockCount, LogSpaceKernel.STEP) * LogSpaceKernel.STEP;
        Arrays.fill(differences, blockCount, padded, Float.NEGATIVE_INFINITY);
        return padded;
    }

    /** Adds the block that was read last to the row. */
    void fold() {
        logitSum += blockLogitSum;
        if (blockSum0 == 0) {
            return; // all masked; NaN goes on
        }
        if (blockMaximum > maximum) {
            raiseMaximum();
        }
        double shift = blockMaximum - maximum;
        double weight = weight(shift);
        sum2 += weight * (blockSum2 + shift * (2 * blockSum1 + shift * blockSum0));
        sum1 += weight * (blockSum1 + shift * blockSum0);
        sum0 += weight * blockSum0;
    }

    private void raiseMaximum() {
        if (sum0 != 0) {
            double shift = maximum - blockMaximum;
            double weight = weight(shift);
            sum2 = weight * (sum2 + shift * (2 * sum1 + shift * sum0));
            sum1 = weight * (sum1 + shift * sum0);
            sum0 = weight * sum0;
        }
        maximum = blockMaximum;
        maximumBlockStart = blockStart;
    }

    /** e^shift, without the work where the maximum stays. */
    static double weight(double shift) {
        return shift == 0 ? 1 : StrictMath.exp(shift);
    }

    /** ln p of the maximum: M − ln Σ exp(xᵢ) for logits, M itself for codes. */
    double logWeight() {
        return type == ElementType.U16_CODES ? maximum : 0 - StrictMath.log(sum0);
    }

    /** p of the maximum. */
    double weightOfMaximum() {
        return type == ElementType.U16_CODES ? StrictMath.exp(maximum) : 1 / sum0;
    }

    /** Whether the row's values are log-probs already. */
    boolean isCoded() {
        return type == ElementType.U16_CODES;
    }

    /** Whether the block that was read last holds a logit that counts as −∞. */
    boolean blockHasMasked() {
        return blockLogitSum == Double.NEGATIVE_INFINITY;
    }

    /** Writes the row's numbers; the blocks must all have been read and folded. */
    void finish(RowStatistics out) {
        if (!(sum0 > 0)) {
            out.setUndefined(sum0 == 0 ? Double.NEGATIVE_INFINITY : Double.NaN);
            return;
        }
        double logWeight = logWeight();
        double weight = weightOfMaximum();
        out.logSumExp = maximum + StrictMath.log(sum0);
        out.nll = isCoded() ? -(double) targetLogit : (maximum - targetLogit) - logWeight;
        out.entropy = Math.max(0, -weight * (sum1 + logWeight * sum0));
        double centre = logWeight + out.entropy;
        out.varentropy = Math.max(0, weight * (sum2 + centre * (2 * sum1 + centre * sum0)));
        out.maxLogProb = logWeight;
        out.meanLogit = logitSum / vocabulary;
        out.rank = above + 1;
        out.argmax = firstMaximum();
        out.targetFloored = isCoded() && isTargetFloored();
    }

    private int firstMaximum() {
        decode(maximumBlockStart);
        int index = 0;
        while (differences[index] != (float) maximum) {
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
