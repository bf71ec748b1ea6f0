package dev.surprisal.notify;

import dev.surprisal.event.Alert;

/**
 * An alert to be posted.
 *
 * @param alert raised or resolved
 * @param startsAtMillis event time at which it was raised, the same in every post of one alert
 */
public record TimedAlert(Alert alert, long startsAtMillis) {

    /** One that was just raised: by the window that ended then. */
    public static TimedAlert raised(Alert alert) {
        return new TimedAlert(alert, alert.windowEndMillis());
    }

    /** One that was resolved; {@code raised} as it was posted, or null if nobody knows. */
    public static TimedAlert resolved(Alert alert, TimedAlert raised) {
        return new TimedAlert(
                alert, raised == null ? alert.windowStartMillis() : raised.startsAtMillis());
    }
}
