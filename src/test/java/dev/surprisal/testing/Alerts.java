package dev.surprisal.testing;

import dev.surprisal.event.Alert;
import dev.surprisal.event.Labels;
import dev.surprisal.event.Severity;

/** Makes alerts for tests. */
public final class Alerts {

    private static final String[] NAMES = {"model", "x-route"};

    private Alerts() {}

    /** One that was raised by the minute before {@code millis}. */
    public static Alert raised(String id, String model, long millis) {
        return of(id, model, millis, false);
    }

    /** One that was resolved by the minute before {@code millis}. */
    public static Alert resolved(String id, String model, long millis) {
        return of(id, model, millis, true);
    }

    private static Alert of(String id, String model, long millis, boolean resolved) {
        return new Alert(
                id,
                resolved,
                Severity.PAGE,
                "e-sr",
                "nll",
                "up",
                new Labels(NAMES, new String[] {model, ""}),
                millis - 60_000,
                millis,
                millis - 300_000,
                2.5,
                2,
                1.25,
                1.1,
                Double.NaN,
                1.5,
                1,
                "nll of " + model + " rose by a quarter");
    }
}
