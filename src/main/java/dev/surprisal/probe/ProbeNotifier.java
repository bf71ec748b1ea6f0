package dev.surprisal.probe;

import dev.surprisal.event.Alert;
import dev.surprisal.notify.AlertProtocol;
import dev.surprisal.notify.AlertSender;
import dev.surprisal.notify.HttpTarget;
import dev.surprisal.notify.Outcome;
import dev.surprisal.notify.Sender;
import dev.surprisal.notify.TimedAlert;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Sends alerts to Alertmanagers and webhooks after every round: once, so that a target that is away
 * does not hold up the probe; what was not delivered is sent again after the next one. Alertmanager
 * gets what still fires in every round, because it forgets.
 */
final class ProbeNotifier {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    /** Rounds without a post before Alertmanager takes an alert for resolved. */
    private static final int ROUNDS_VALID = 4;

    private final List<Target> targets = new ArrayList<>();
    private final Map<String, TimedAlert> firing = new LinkedHashMap<>();
    private final Consumer<String> complaints;

    /** A target, and what it has not taken yet, each begin and each end once. */
    private record Target(
            AlertProtocol protocol, AlertSender sender, Map<String, TimedAlert> waiting) {}

    /**
     * A notifier.
     *
     * @param complaints told why something was not delivered
     * @throws RefusedProbeException if a URL is none
     */
    ProbeNotifier(ProbeSettings settings, Consumer<String> complaints)
            throws RefusedProbeException {
        this.complaints = complaints;
        Duration valid = settings.every().multipliedBy(ROUNDS_VALID);
        add(AlertProtocol.ALERTMANAGER, settings.alertmanagers(), valid);
        add(AlertProtocol.WEBHOOK, settings.webhooks(), valid);
    }

    private void add(AlertProtocol protocol, List<String> urls, Duration valid)
            throws RefusedProbeException {
        for (String url : urls) {
            try {
                HttpTarget target = new HttpTarget(URI.create(url), Map.of(), TIMEOUT);
                Sender sender = new Sender("probe", "", valid, false);
                targets.add(
                        new Target(
                                protocol,
                                new AlertSender(protocol, target, sender, InstantSource.system()),
                                new LinkedHashMap<>()));
            } catch (IllegalArgumentException e) {
                throw new RefusedProbeException("sinks: " + e.getMessage(), e);
            }
        }
    }

    /** Takes an alert for the next delivery. */
    void take(Alert alert) {
        // Since the change began, which is the same in every post, after a restart too.
        TimedAlert timed = new TimedAlert(alert, alert.sinceMillis());
        if (alert.resolved()) {
            firing.remove(alert.id());
        } else {
            firing.put(alert.id(), timed);
        }
        for (Target target : targets) {
            target.waiting.put(alert.id() + "/" + alert.resolved(), timed);
        }
    }

    /** Sends all that waits. */
    void deliver() {
        for (Target target : targets) {
            if (target.protocol.repeated()) {
                firing.forEach((id, alert) -> target.waiting.putIfAbsent(id + "/false", alert));
            }
            deliver(target);
        }
    }

    private void deliver(Target target) {
        List<String> keys = new ArrayList<>(target.waiting.keySet());
        int size = target.protocol.batchMax();
        for (int from = 0; from < keys.size(); from += size) {
            List<String> batch = keys.subList(from, Math.min(keys.size(), from + size));
            Outcome outcome =
                    target.sender.send(batch.stream().map(target.waiting::get).toList()).join();
            if (!outcome.delivered()) {
                complaints.accept("alerts not delivered: " + outcome.reason());
            }
            if (outcome.kind() == Outcome.Kind.AWAY) {
                return;
            }
            batch.forEach(target.waiting::remove);
        }
    }
}
