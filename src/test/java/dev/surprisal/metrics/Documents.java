package dev.surprisal.metrics;

import dev.surprisal.event.Alert;
import dev.surprisal.event.ClosedDocument;
import dev.surprisal.event.Labels;
import dev.surprisal.event.Series;
import dev.surprisal.event.Severity;
import dev.surprisal.event.SourceFormat;
import dev.surprisal.event.SurprisingToken;
import dev.surprisal.event.TokenStatus;
import dev.surprisal.event.Totals;
import dev.surprisal.kernel.ExactSums;
import java.util.Arrays;

/** Makes what is counted. */
final class Documents {

    private Documents() {}

    /** A document of {@code tokens} scored tokens, each of the same nll. */
    static ClosedDocument of(String[] labels, int tokens, double nll, long eventTimeMillis) {
        long[] sums = ExactSums.create(100);
        for (int i = 0; i < tokens; i++) {
            ExactSums.add(sums, TotalsLayout.NLL_SUM, nll);
        }
        double[] values = new double[tokens];
        Arrays.fill(values, nll);
        Series none = new Series(new double[0], null, null);
        long[] statuses = new long[TokenStatus.values().length];
        statuses[TokenStatus.OK.ordinal()] = tokens;
        return new ClosedDocument(
                "d",
                labels,
                "",
                eventTimeMillis,
                eventTimeMillis,
                true,
                SourceFormat.NATIVE,
                null,
                new Totals(
                        tokens,
                        statuses,
                        new long[72],
                        sums,
                        new double[4],
                        new double[4],
                        new Series[] {new Series(values, null, null), none, none, none},
                        new SurprisingToken[0]));
    }

    static Alert alert(String id, String model, boolean resolved) {
        return new Alert(
                id,
                resolved,
                Severity.PAGE,
                "e-sr",
                "nll",
                "up",
                new Labels(new String[] {"model"}, new String[] {model}),
                0,
                60_000,
                0,
                3,
                2,
                1.5,
                1.2,
                1.8,
                1.1,
                1,
                "nll of " + model + " rose");
    }
}
