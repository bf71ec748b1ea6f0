package dev.surprisal.compare;

import dev.surprisal.kernel.ClusteredRatio;
import java.util.List;

/**
 * ln of the candidate's perplexity over the base's, paired and clustered by document. NaN where a
 * number does not exist.
 *
 * @param mean nats per unit
 * @param standardError of the mean
 * @param low lower end of its 95 % interval
 * @param high its upper end
 * @param clusters documents
 */
public record PairedRatio(
        double mean, double standardError, double low, double high, long clusters) {

    static PairedRatio of(List<Pairing.Pair> pairs, Unit unit) {
        ClusteredRatio ratio = new ClusteredRatio();
        for (Pairing.Pair pair : pairs) {
            ratio.add(pair.difference(), unit.count(pair.base()));
        }
        return of(ratio);
    }

    static PairedRatio of(ClusteredRatio ratio) {
        return new PairedRatio(
                ratio.mean(),
                ratio.standardError(),
                ratio.lower(UnitFigures.LEVEL),
                ratio.upper(UnitFigures.LEVEL),
                ratio.clusters());
    }
}
