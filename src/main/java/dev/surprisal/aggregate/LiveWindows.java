package dev.surprisal.aggregate;

import dev.surprisal.event.DocumentMeans;
import dev.surprisal.event.Figures;
import dev.surprisal.event.Labels;
import dev.surprisal.event.Observation;
import dev.surprisal.event.PaneScore;
import dev.surprisal.event.Totals;
import dev.surprisal.event.WindowScore;
import dev.surprisal.kernel.ClusteredRatio;
import dev.surprisal.kernel.ExactSums;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Pieces to one {@link WindowScore}. */
final class LiveWindows {

    private LiveWindows() {}

    /**
     * Closes a window.
     *
     * @param pane what is in it; with its begin and end
     * @param names of the labels
     * @param index of the window within its key
     * @param late completions that came too late since the window before it
     * @param complete whether it is as long as windows are to be
     */
    static WindowScore close(
            PaneScore pane, String[] names, long index, long late, boolean complete) {
        Labels labels = new Labels(names, pane.labels());
        Totals totals = pane.totals() == null ? ScoreAccumulator.bounded().totals() : pane.totals();
        Figures figures = FigureCalculator.figures(totals, Documents.clusterUnit(pane.format()));
        return new WindowScore(
                labels.text(),
                labels,
                index,
                pane.startMillis(),
                pane.endMillis(),
                null,
                null,
                pane.documents(),
                complete,
                late,
                pane.revisions(),
                pane.provenance(),
                totals,
                figures,
                observation(totals),
                null);
    }

    private static Observation observation(Totals totals) {
        List<DocumentMeans> means = new ArrayList<>();
        means.add(means("nll", totals, Sum.DOCUMENT_NLL, Count.DOCUMENT_NLL, Tracked.DOCUMENT_NLL));
        add(
                means,
                means(
                        "entropy",
                        totals,
                        Sum.DOCUMENT_ENTROPY,
                        Count.DOCUMENT_ENTROPY,
                        Tracked.DOCUMENT_ENTROPY));
        add(
                means,
                means("gap", totals, Sum.DOCUMENT_GAP, Count.DOCUMENT_GAP, Tracked.DOCUMENT_GAP));
        boolean paired = totals.counts()[Count.PAIRED.ordinal()] > 0;
        return new Observation(
                means.toArray(DocumentMeans[]::new),
                cells(totals, Sum.CLUSTER_CELLS, ClusteredRatio.SUMS),
                totals.series()[Tracked.NLL.ordinal()],
                paired ? ratio(totals) : Double.NaN);
    }

    private static void add(List<DocumentMeans> means, DocumentMeans more) {
        if (more.documents() > 0) {
            means.add(more);
        }
    }

    private static DocumentMeans means(
            String statistic, Totals totals, Sum sum, Count count, Tracked tracked) {
        return new DocumentMeans(
                statistic,
                totals.counts()[count.ordinal()],
                cells(totals, sum.ordinal(), 2),
                totals.series()[tracked.ordinal()]);
    }

    private static long[] cells(Totals totals, int first, int count) {
        return Arrays.copyOfRange(
                totals.sums(), first * ExactSums.LONGS, (first + count) * ExactSums.LONGS);
    }

    private static double ratio(Totals totals) {
        return ExactSums.toBigDecimal(totals.sums(), Sum.REFERENCE_NLL.ordinal())
                .subtract(ExactSums.toBigDecimal(totals.sums(), Sum.PAIRED_NLL.ordinal()))
                .doubleValue();
    }
}
