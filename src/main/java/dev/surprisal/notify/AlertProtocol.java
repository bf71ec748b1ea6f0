package dev.surprisal.notify;

import java.net.URI;
import java.util.List;

/** How alerts are said. */
public enum AlertProtocol {
    /**
     * Alertmanager's v2 API: many in a request. It forgets an alert at its {@code endsAt}, so those
     * that fire have to be posted again and again.
     */
    ALERTMANAGER(100, true),
    /** One POST of JSON each time that an alert is raised or resolved. */
    WEBHOOK(1, false);

    private final int batchMax;
    private final boolean repeated;

    AlertProtocol(int batchMax, boolean repeated) {
        this.batchMax = batchMax;
        this.repeated = repeated;
    }

    /** How many alerts a request takes. */
    public int batchMax() {
        return batchMax;
    }

    /** Whether alerts that fire are posted again and again. */
    public boolean repeated() {
        return repeated;
    }

    URI endpoint(URI base) {
        if (this == WEBHOOK) {
            return base;
        }
        String text = base.toString();
        return URI.create(text.replaceAll("/+$", "") + "/api/v2/alerts");
    }

    byte[] encode(List<TimedAlert> alerts, Sender sender, long nowMillis) {
        return this == ALERTMANAGER
                ? AlertmanagerJson.encode(alerts, sender, nowMillis)
                : WebhookJson.encode(alerts.get(0).alert(), sender);
    }
}
