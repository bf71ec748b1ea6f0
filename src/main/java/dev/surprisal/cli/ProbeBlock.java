package dev.surprisal.cli;

import dev.surprisal.probe.ProbeResult;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A round of probes as a table, one row a replica. */
final class ProbeBlock {

    private static final int DIGITS = 4;

    private ProbeBlock() {}

    static Block of(List<ProbeResult> results) {
        List<List<String>> rows = new ArrayList<>();
        for (ProbeResult result : results) {
            rows.add(row(result));
        }
        return new Block(
                title(results),
                List.of(
                        "server",
                        "model",
                        "perplexity",
                        "ratio",
                        "95 % low",
                        "high",
                        "difference",
                        "allowed",
                        "verdict",
                        "since",
                        "reason"),
                rows);
    }

    private static String title(List<ProbeResult> results) {
        ProbeResult first = results.get(0);
        long documents = 0;
        long tokens = 0;
        for (ProbeResult result : results) {
            documents = Math.max(documents, result.documents());
            tokens = Math.max(tokens, result.tokens());
        }
        return "probe %d, %s: %s documents, %s tokens"
                .formatted(
                        first.round(),
                        Instant.ofEpochMilli(first.millis()),
                        Numbers.whole(documents),
                        Numbers.whole(tokens));
    }

    private static List<String> row(ProbeResult result) {
        return List.of(
                result.replica(),
                result.model(),
                Numbers.format(result.perplexity(), DIGITS),
                Numbers.format(result.ratio(), DIGITS),
                Numbers.format(result.ratioLow(), DIGITS),
                Numbers.format(result.ratioHigh(), DIGITS),
                percent(result.difference()),
                percent(result.allowed()),
                result.verdict().label(),
                result.sinceMillis() == 0
                        ? Numbers.NONE
                        : Instant.ofEpochMilli(result.sinceMillis()).toString(),
                result.reason());
    }

    /** Of perplexity, from nats. */
    private static String percent(double nats) {
        return Double.isNaN(nats)
                ? Numbers.NONE
                : String.format(Locale.ROOT, "%.3f %%", 100 * StrictMath.expm1(nats));
    }
}
