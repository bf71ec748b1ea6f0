package dev.surprisal.compare;

import dev.surprisal.event.TopCandidates;
import dev.surprisal.kernel.ExactSums;
import dev.surprisal.kernel.Sample;
import dev.surprisal.kernel.TopKBounds;
import dev.surprisal.reference.ReferenceDocument;
import dev.surprisal.reference.ReferenceReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Two saved references token by token: Δp and agreement exact, KL and total variation as bounds.
 *
 * <p>Both files are read once, side by side. A document is kept only until its partner comes, so
 * files in one order need the memory of one document.
 */
final class SavedDivergence {

    private static final int LUMPED = 0;
    private static final int TIGHTER = 1;
    private static final int TV_LOW = 2;
    private static final int TV_HIGH = 3;
    private static final int DELTA_P = 4;
    private static final int DELTA_P_SQUARED = 5;
    private static final int SUMS = 6;
    private static final double P99 = 0.99;

    private final long[] sums = ExactSums.create(SUMS);
    private final Sample bounds = new Sample();
    private final int baseK;
    private final int candidateK;
    private long tokens;
    private long listed;
    private long agreeing;

    private SavedDivergence(int baseK, int candidateK) {
        this.baseK = baseK;
        this.candidateK = candidateK;
    }

    /** Null where no document has the same tokens in both. */
    static Divergence between(Path base, Path candidate) throws RefusedComparisonException {
        try (ReferenceReader a = new ReferenceReader(Files.newInputStream(base));
                ReferenceReader b = new ReferenceReader(Files.newInputStream(candidate))) {
            SavedDivergence divergence = new SavedDivergence(a.header().k(), b.header().k());
            divergence.join(a, b);
            return divergence.tokens == 0 ? null : divergence.result();
        } catch (IOException e) {
            throw RefusedComparisonException.unreadable(
                    base + " and " + candidate + ": " + e.getMessage());
        }
    }

    private void join(ReferenceReader base, ReferenceReader candidate) throws IOException {
        Map<String, ReferenceDocument> bases = new HashMap<>();
        Map<String, ReferenceDocument> candidates = new HashMap<>();
        ReferenceDocument a = base.next();
        ReferenceDocument b = candidate.next();
        while (a != null || b != null) {
            if (a != null) {
                bases.put(a.document(), a);
                match(a.document(), bases, candidates);
            }
            if (b != null) {
                candidates.put(b.document(), b);
                match(b.document(), bases, candidates);
            }
            a = a == null ? null : base.next();
            b = b == null ? null : candidate.next();
        }
    }

    private void match(
            String name,
            Map<String, ReferenceDocument> bases,
            Map<String, ReferenceDocument> candidates) {
        if (bases.containsKey(name) && candidates.containsKey(name)) {
            add(bases.remove(name), candidates.remove(name));
        }
    }

    /** Unlike tokens have no distributions in common. */
    private void add(ReferenceDocument base, ReferenceDocument candidate) {
        boolean same =
                base.nll().length == candidate.nll().length
                        && (base.tokenIds() == null
                                || candidate.tokenIds() == null
                                || Arrays.equals(base.tokenIds(), candidate.tokenIds()));
        for (int i = 0; same && i < base.nll().length; i++) {
            if (base.scored(i) && candidate.scored(i)) {
                tokens++;
                double change =
                        StrictMath.exp(-candidate.nll()[i]) - StrictMath.exp(-base.nll()[i]);
                ExactSums.add(sums, DELTA_P, change);
                ExactSums.addProduct(sums, DELTA_P_SQUARED, change, change);
                addLists(base.top(), candidate.top(), i);
            }
        }
    }

    private void addLists(TopCandidates base, TopCandidates candidate, int position) {
        if (base == null || candidate == null) {
            return;
        }
        TopKBounds.List p = list(base, position);
        TopKBounds.List q = list(candidate, position);
        if (p.likeliest() < 0 || q.likeliest() < 0) {
            return;
        }
        listed++;
        boolean agree = base.tokens()[p.likeliest()] == candidate.tokens()[q.likeliest()];
        agreeing += agree ? 1 : 0;
        TopKBounds bound = TopKBounds.of(p, q, candidateK);
        ExactSums.add(sums, LUMPED, bound.lumped());
        ExactSums.add(sums, TIGHTER, bound.tighter());
        ExactSums.add(sums, TV_LOW, bound.tvLow());
        ExactSums.add(sums, TV_HIGH, bound.tvHigh());
        bounds.add(bound.tighter());
    }

    private static TopKBounds.List list(TopCandidates top, int position) {
        return new TopKBounds.List(
                top.tokens(), top.logprobs(), top.offsets()[position], top.offsets()[position + 1]);
    }

    private Divergence result() {
        return new Divergence(
                Math.min(baseK, candidateK),
                tokens,
                Double.NaN,
                mean(LUMPED, listed),
                mean(TIGHTER, listed),
                bounds.quantile(P99),
                mean(TV_LOW, listed),
                mean(TV_HIGH, listed),
                listed == 0 ? Double.NaN : (double) agreeing / listed,
                mean(DELTA_P, tokens),
                Math.sqrt(mean(DELTA_P_SQUARED, tokens)));
    }

    private double mean(int sum, long count) {
        return count == 0 ? Double.NaN : ExactSums.toDouble(sums, sum) / count;
    }
}
