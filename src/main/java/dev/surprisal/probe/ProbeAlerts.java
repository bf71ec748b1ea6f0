package dev.surprisal.probe;

import dev.surprisal.event.Alert;
import dev.surprisal.event.Labels;
import dev.surprisal.event.Severity;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** What somebody has to hear of, from what a probe changed. */
final class ProbeAlerts {

    private static final String DETECTOR = "probe";
    private static final String CHANGED = "difference";
    private static final String UNREADABLE = "unreadable";

    private final int unreadableAfter;

    ProbeAlerts(int unreadableAfter) {
        this.unreadableAfter = unreadableAfter;
    }

    /** Alerts that begin or end with a probe. */
    List<Alert> between(ReplicaState before, ProbedReplica now) {
        List<Alert> alerts = new ArrayList<>();
        ReplicaState after = now.state();
        if (before.unreadable() < unreadableAfter && after.unreadable() >= unreadableAfter) {
            alerts.add(unreadable(now.result(), after.unreadableSince(), false));
        }
        if (before.unreadable() >= unreadableAfter && after.unreadable() == 0) {
            alerts.add(unreadable(now.result(), before.unreadableSince(), true));
        }
        if (before.changedSince() != 0 && before.changedSince() != after.changedSince()) {
            alerts.add(changed(now.result(), before.changedSince(), true));
        }
        if (after.changedSince() != 0 && before.changedSince() != after.changedSince()) {
            alerts.add(changed(now.result(), after.changedSince(), false));
        }
        return alerts;
    }

    private static Alert changed(ProbeResult result, long since, boolean resolved) {
        String text =
                resolved
                        ? "%s answers as its baseline again".formatted(result.replica())
                        : String.format(
                                Locale.ROOT,
                                "%s does not answer as its baseline since %s: perplexity ratio"
                                        + " %.4f [%.4f, %.4f], documents differ by %.2f %%,"
                                        + " allowed are %.2f %%",
                                result.replica(),
                                Instant.ofEpochMilli(since),
                                result.ratio(),
                                result.ratioLow(),
                                result.ratioHigh(),
                                100 * StrictMath.expm1(result.difference()),
                                100 * StrictMath.expm1(result.allowed()));
        String direction = result.ratio() > 1 ? "up" : result.ratio() < 1 ? "down" : "";
        return alert(result, CHANGED, Severity.PAGE, direction, since, resolved, text);
    }

    private static Alert unreadable(ProbeResult result, long since, boolean resolved) {
        String text =
                resolved
                        ? "%s can be read again".formatted(result.replica())
                        : "%s cannot be read since %s: %s"
                                .formatted(
                                        result.replica(),
                                        Instant.ofEpochMilli(since),
                                        result.reason());
        return alert(result, UNREADABLE, Severity.WARNING, "", since, resolved, text);
    }

    private static Alert alert(
            ProbeResult result,
            String statistic,
            Severity severity,
            String direction,
            long since,
            boolean resolved,
            String text) {
        return new Alert(
                id(result.replica(), statistic, since),
                resolved,
                severity,
                DETECTOR,
                statistic,
                direction,
                new Labels(
                        new String[] {"server", "model"},
                        new String[] {result.replica(), result.model()}),
                result.millis(),
                result.millis(),
                since,
                result.perplexity(),
                result.baselinePerplexity(),
                result.ratio(),
                result.ratioLow(),
                result.ratioHigh(),
                result.evidence(),
                1,
                text);
    }

    private static String id(String replica, String statistic, long since) {
        byte[] text =
                "%s\n%s\n%s\n%d"
                        .formatted(DETECTOR, replica, statistic, since)
                        .getBytes(StandardCharsets.UTF_8);
        return DETECTOR + "-" + HexFormat.of().formatHex(ProbeText.sha256().digest(text), 0, 8);
    }
}
