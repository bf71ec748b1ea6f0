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
    private final float[] lanes = new float[2 * LogSpaceKernel.LANES];

    /** Σ e^(a−A)·((a−A) − (b−B)). */
    private double modelCross;

    /** Σ e^(b−B)·((a−A) − (b−B)). */
    private double referenceCross;

    private boolean modelOutsideReference;
    private boolean referenceOutsideModel;

    /** Σ|p − q|, of the second pass. */
    private double distance;

    /** Σ p ln(2p/(p+q)) + q ln(2q/(p+q)), of the second pass. */
    private double divergence;

    PairTally(LogSpaceKernel kernel, RowTally model, RowTally reference) {
        this.kernel = kernel;
        this.model = model;
        this.reference = reference;
    }

    void begin() {
        modelCross = 0;
        referenceCross = 0;
        modelOutsideReference = false;
        referenceOutsideModel = false;
    }

    /** Adds the block that both rows have read; before they fold it, which moves their maxima. */
    void fold(int padded) {
        if (model.blockHasMasked() || reference.blockHasMasked()) {
            compareSupports(padded);
        }
        double modelTop = Math.max(model.maximum, model.blockMaximum);
        double referenceTop = Math.max(reference.maximum, reference.blockMaximum);
        double modelRaise = model.maximum - modelTop;
        double referenceRaise = reference.maximum - referenceTop;
        modelCross = moved(modelCross, model.sum0, modelRaise - referenceRaise, modelRaise);
        referenceCross =
                moved(referenceCross, reference.sum0, modelRaise - referenceRaise, referenceRaise);

        kernel.cross(
                model.differences,
                model.exponentials,
                reference.differences,
                reference.exponentials,
                padded,
                lanes);
        double modelShift = model.blockMaximum - modelTop;
        double referenceShift = reference.blockMaximum - referenceTop;
        double shift = modelShift - referenceShift;
        double fromModel = LogSpaceKernel.sumLanes(lanes, 0);
        double fromReference = LogSpaceKernel.sumLanes(lanes, LogSpaceKernel.LANES);
        modelCross += moved(fromModel, model.blockSum0, shift, modelShift);
        referenceCross += moved(fromReference, reference.blockSum0, shift, referenceShift);
    }

    /**
     * A cross sum over terms of total weight {@code mass}, each difference raised by {@code shift}
     * and each weight scaled by e^{@code logScale}. Without mass there is nothing to move, and the
     * shift may be ∞ − ∞.
     */
    private static double moved(double cross, double mass, double shift, double logScale) {
        return mass == 0 ? 0 : RowTally.weight(logScale) * (cross + shift * mass);
    }

    /** Finds tokens that one row masks and the other does not; only for blocks that hold −∞. */
    private void compareSupports(int padded) {
        for (int i = 0; i < padded; i++) {
            float a = model.differences[i];
            float b = reference.differences[i];
            modelOutsideReference |= a > b && b == Float.NEGATIVE_INFINITY;
            referenceOutsideModel |= b > a && a == Float.NEGATIVE_INFINITY;
        }
    }

    /** Writes the divergences but js and tv; both rows must have been finished into {@code out}. */
    void finish(PairStatistics out) {
        out.js = Double.NaN;
        out.tv = Double.NaN;
        out.sameTop = out.model.isDefined() && out.model.argmax == out.reference.argmax;
        if (!out.model.isDefined() || !out.reference.isDefined()) {
            out.deltaP = Double.NaN;
            out.reverseKl = Double.NaN;
            out.forwardKl = Double.NaN;
            return;
        }
        out.deltaP = StrictMath.exp(-out.model.nll) - StrictMath.exp(-out.reference.nll);
        double difference = model.logWeight() - reference.logWeight();
        double reverse = model.weightOfMaximum() * (modelCross + difference * model.sum0);
        double forward =
                -reference.weightOfMaximum() * (referenceCross + difference * reference.sum0);
        out.reverseKl = modelOutsideReference ? Double.POSITIVE_INFINITY : notBelowZero(reverse);
        out.forwardKl = referenceOutsideModel ? Double.POSITIVE_INFINITY : notBelowZero(forward);
    }

    private double notBelowZero(double divergence) {
        boolean exact = !model.isCoded() && !reference.isCoded();
        return exact ? Math.max(0, divergence) : divergence;
    }

    /** Starts the second pass, for what is not linear in the two normalisers. */
    void beginSymmetric() {
        distance = 0;
        divergence = 0;
    }

    /** Adds the block that both rows have read again. */
    void foldSymmetric(int padded) {
        double modelLog = blockLogWeight(model);
        double referenceLog = blockLogWeight(reference);
        double difference = modelLog - referenceLog;
        kernel.symmetric(
                model.differences,
                model.exponentials,
                (float) StrictMath.exp(modelLog),
                reference.differences,
                reference.exponentials,
                (float) StrictMath.exp(referenceLog),
                // A row that masks the whole block has no weight here, so any finite number does.
                Double.isFinite(difference) ? (float) difference : 0f,
                padded,
                lanes);
        distance += LogSpaceKernel.sumLanes(lanes, 0);
        divergence += LogSpaceKernel.sumLanes(lanes, LogSpaceKernel.LANES);
    }

    /** ln p of the block's maximum. */
    private static double blockLogWeight(RowTally row) {
        return row.blockMaximum - row.maximum + row.logWeight();
    }

    void finishSymmetric(PairStatistics out) {
        out.tv = distance / 2;
        out.js = Math.max(0, divergence / 2);
    }
}
