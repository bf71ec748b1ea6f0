package dev.surprisal.kernel;

/**
 * Running cross sums of two rows over their blocks, in double: what the divergences need beyond the
 * two {@link RowTally}s.
 *
 * <p>With a, b the logits, A, B the rows' maxima so far, L = ln p of a row's maximum and W = e^L:
 *
 * <pre>
 * KL(p‖q) = Wₚ · (Σ e^(a−A)·((a−A) − (b−B)) + (Lₚ − L_q)·Σ e^(a−A))
 * </pre>
 *
 * and likewise the other way round. Differences of shifted logits are small where the rows are
 * alike, so a float holds them well; the two sums of {@code a} and of {@code b} apart would cancel.
 */
final class PairTally {
    private final LogSpaceKernel kernel;
    private final RowTally model;
    private final RowTally reference;

    /** Cross sums under the two maxima so far: the model's first, the reference's behind it. */
    private final LaneSums lanes = new LaneSums();

    private final float[] modelDepths = new float[LogSpaceKernel.BLOCK];
    private final float[] modelWeights = new float[LogSpaceKernel.BLOCK];
    private final float[] referenceDepths = new float[LogSpaceKernel.BLOCK];
    private final float[] referenceWeights = new float[LogSpaceKernel.BLOCK];

    /** Σ e^(a−A)·((a−A) − (b−B)). */
    private double modelCross;

    /** Σ e^(b−B)·((a−A) − (b−B)). */
    private double referenceCross;

    private int supports;

    PairTally(LogSpaceKernel kernel, RowTally model, RowTally reference) {
        this.kernel = kernel;
        this.model = model;
        this.reference = reference;
    }

    void begin() {
        lanes.clear();
        modelCross = 0;
        referenceCross = 0;
        supports = 0;
    }

    /** Adds the block that both rows have read, to the rows too. */
    void fold() {
        float modelMaximum = model.maximum;
        float referenceMaximum = reference.maximum;
        boolean modelFolds = model.scan();
        boolean referenceFolds = reference.scan();
        if (model.maximum > modelMaximum || reference.maximum > referenceMaximum) {
            raiseMaxima(modelMaximum, referenceMaximum);
        }
        if (modelFolds && referenceFolds) {
            model.foldMoments(modelWeights);
            reference.foldCross(model, modelWeights, lanes);
            kernel.commit(lanes, LaneSums.PAIR_LENGTH);
            return;
        }
        // Where one row masks the whole block the KL is infinite or without a term.
        if (modelFolds) {
            model.foldMoments();
        }
        if (referenceFolds) {
            reference.foldMoments();
        }
    }

    /**
     * Moves the cross sums to the rows' new maxima, as the rows have moved theirs: each weight
     * shrinks by its own row's rise, each difference of depths grows by the difference of the two.
     */
    private void raiseMaxima(float modelBefore, float referenceBefore) {
        flush();
        model.flush();
        reference.flush();
        if (modelBefore == Float.NEGATIVE_INFINITY || referenceBefore == Float.NEGATIVE_INFINITY) {
            return; // no cross term so far
        }
        double modelRise = (double) model.maximum - modelBefore;
        double referenceRise = (double) reference.maximum - referenceBefore;
        double shift = referenceRise - modelRise;
        modelCross = StrictMath.exp(-modelRise) * modelCross + shift * model.sum0;
        referenceCross = StrictMath.exp(-referenceRise) * referenceCross + shift * reference.sum0;
    }

    private void flush() {
        modelCross += lanes.total(LaneSums.CROSS_FIRST);
        referenceCross += lanes.total(LaneSums.CROSS_SECOND);
        lanes.clear();
    }

    /** Finds tokens that one row masks and the other does not, in a look of its own. */
    private void compareSupports(int vocabulary) {
        int both = LogSpaceKernel.FIRST_ONLY | LogSpaceKernel.SECOND_ONLY;
        for (int start = 0; start < vocabulary && supports != both; ) {
            reference.blocks.read(start);
            start = model.blocks.read(start);
            model.decodeAgain();
            reference.decodeAgain();
            supports |=
                    kernel.supports(
                            model.blocks.bytes,
                            model.blocks.offset,
                            reference.blocks.bytes,
                            reference.blocks.offset,
                            model.blocks.length);
        }
    }

    /** Writes the divergences but js and tv; both rows must have been finished into {@code out}. */
    void finish(int vocabulary, PairStatistics out) {
        out.js = Double.NaN;
        out.tv = Double.NaN;
        out.sameTop = out.model.isDefined() && out.model.argmax == out.reference.argmax;
        if (!out.model.isDefined() || !out.reference.isDefined()) {
            out.deltaP = Double.NaN;
            out.reverseKl = Double.NaN;
            out.forwardKl = Double.NaN;
            return;
        }
        if (model.hasMasked() || reference.hasMasked()) {
            compareSupports(vocabulary);
        }
        flush();
        out.deltaP = StrictMath.exp(-out.model.nll) - StrictMath.exp(-out.reference.nll);
        double difference = model.logWeight() - reference.logWeight();
        double reverse = model.weightOfMaximum() * (modelCross + difference * model.sum0);
        double forward =
                -reference.weightOfMaximum() * (referenceCross + difference * reference.sum0);
        out.reverseKl =
                (supports & LogSpaceKernel.FIRST_ONLY) != 0
                        ? Double.POSITIVE_INFINITY
                        : notBelowZero(reverse);
        out.forwardKl =
                (supports & LogSpaceKernel.SECOND_ONLY) != 0
                        ? Double.POSITIVE_INFINITY
                        : notBelowZero(forward);
    }

    private double notBelowZero(double divergence) {
        boolean exact = !model.isCoded() && !reference.isCoded();
        return exact ? Math.max(0, divergence) : divergence;
    }

    /** The second pass over both rows, for what is not linear in the two normalisers. */
    void finishSymmetric(int vocabulary, PairStatistics out) {
        lanes.clear();
        float modelWeight = (float) model.weightOfMaximum();
        float referenceWeight = (float) reference.weightOfMaximum();
        float difference = (float) (model.logWeight() - reference.logWeight());
        for (int start = 0; start < vocabulary; ) {
            reference.blocks.read(start);
            start = model.blocks.read(start);
            model.weigh(modelDepths, modelWeights);
            reference.weigh(referenceDepths, referenceWeights);
            kernel.distance(
                    modelWeights,
                    modelWeight,
                    referenceWeights,
                    referenceWeight,
                    model.blocks.length,
                    lanes);
            kernel.divergence(
                    modelDepths,
                    modelWeights,
                    modelWeight,
                    referenceDepths,
                    referenceWeights,
                    referenceWeight,
                    difference,
                    model.blocks.length,
                    lanes);
            kernel.commit(lanes, LaneSums.PAIR_LENGTH);
        }
        out.tv = lanes.total(LaneSums.DISTANCE) / 2;
        out.js = Math.max(0, lanes.total(LaneSums.DIVERGENCE) / 2);
    }
}
