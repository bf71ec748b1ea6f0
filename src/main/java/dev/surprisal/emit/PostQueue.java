package dev.surprisal.emit;

import dev.surprisal.event.Alert;
import dev.surprisal.notify.AlertProtocol;
import dev.surprisal.notify.TimedAlert;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Alerts that wait to be posted, in order, and those that fire. An alert leaves the first when the
 * target has taken it, and the second when it is resolved.
 */
final class PostQueue {

    private final AlertProtocol protocol;
    private final Deque<TimedAlert> pending = new ArrayDeque<>();
    private final Map<String, TimedAlert> firing = new LinkedHashMap<>();

    /** Firing ones that are due again; nothing is lost when these are dropped. */
    private final Deque<TimedAlert> repeats = new ArrayDeque<>();

    PostQueue(AlertProtocol protocol) {
        this.protocol = protocol;
    }

    void restore(KeptAlert kept) {
        if (kept.role() == KeptAlert.Role.PENDING) {
            pending.add(kept.alert());
        } else {
            firing.put(kept.alert().alert().id(), kept.alert());
        }
    }

    List<KeptAlert> snapshot() {
        List<KeptAlert> kept = new ArrayList<>();
        pending.forEach(alert -> kept.add(new KeptAlert(alert, KeptAlert.Role.PENDING)));
        firing.values().forEach(alert -> kept.add(new KeptAlert(alert, KeptAlert.Role.FIRING)));
        return kept;
    }

    void add(Alert alert) {
        if (alert.resolved()) {
            pending.add(TimedAlert.resolved(alert, firing.remove(alert.id())));
            repeats.removeIf(repeat -> repeat.alert().id().equals(alert.id()));
        } else {
            TimedAlert raised = TimedAlert.raised(alert);
            pending.add(raised);
            firing.put(alert.id(), raised);
        }
    }

    /** Makes all that fire due again, where the protocol wants that, but what is due anyway. */
    void repeat() {
        if (protocol.repeated()) {
            Set<String> due = new HashSet<>();
            pending.forEach(alert -> due.add(alert.alert().id()));
            repeats.clear();
            firing.forEach(
                    (id, alert) -> {
                        if (!due.contains(id)) {
                            repeats.add(alert);
                        }
                    });
        }
    }

    boolean hasPending() {
        return !pending.isEmpty();
    }

    /**
     * The next request: what waits goes before what is repeated, and never an alert twice, since
     * that it was raised must arrive before that it is over. Empty if there is nothing to do.
     */
    List<TimedAlert> batch() {
        Deque<TimedAlert> from = pending.isEmpty() ? repeats : pending;
        List<TimedAlert> batch = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (TimedAlert alert : from) {
            if (batch.size() == protocol.batchMax() || !ids.add(alert.alert().id())) {
                break;
            }
            batch.add(alert);
        }
        return batch;
    }

    /** A batch was taken by the target. */
    void delivered(List<TimedAlert> batch) {
        for (TimedAlert alert : batch) {
            // By identity: an alert raised anew meanwhile still has to be posted.
            pending.removeIf(other -> other == alert);
            repeats.removeIf(other -> other == alert);
        }
    }

    /** The repeats of this round are given up. */
    void dropRepeats() {
        repeats.clear();
    }
}
