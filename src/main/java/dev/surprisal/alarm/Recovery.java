package dev.surprisal.alarm;

import dev.surprisal.event.DocumentMeans;
import dev.surprisal.event.FiringAlert;
import dev.surprisal.event.WindowScore;

/**
 * When an alert about a mean is over: a sequential test the other way round, of the baseline's mean
 * b against the level a that raised the alert, for documents of the baseline's variance s².
 *
 * <pre>
 * R = max(0, R + n (b − a)/s² · (m − (a + b)/2))     over at R ≥ {@value #LIMIT}
 * </pre>
 *
 * <p>n documents of mean m are a window. R is the likelihood ratio of "back" to "still there", so a
 * few documents that happen to look normal do not end an alert, and one large window does. An alert
 * whose level is not on its side of the baseline has nothing to be still there: it is over with the
 * next window that has documents. Source: Page (1954), with Wald's likelihood ratio.
 */
final class Recovery {

    /** Nats: odds of a thousand to one. */
    static final double LIMIT = 7;

    private final String statistic;
    private final boolean upward;
    private final DocumentSample baseline;

    Recovery(String statistic, boolean upward, DocumentSample baseline) {
        this.statistic = statistic;
        this.upward = upward;
        this.baseline = baseline;
    }

    FiringAlert next(FiringAlert firing, WindowScore window) {
        DocumentMeans means = DocumentSample.find(window.observation(), statistic);
        if (means == null) {
            return firing;
        }
        DocumentSample now = DocumentSample.of(means);
        if (now.documents() == 0) {
            return firing;
        }
        double level = firing.level();
        double rise = upward ? level - baseline.mean() : baseline.mean() - level;
        double gained;
        if (rise > 0) {
            double middle = level / 2 + baseline.mean() / 2;
            double back = upward ? middle - now.mean() : now.mean() - middle;
            // Documents that are all alike would divide by zero.
            double variance = Math.max(baseline.variance(), rise * rise / LIMIT);
            gained = now.documents() * rise * back / variance;
        } else {
            gained = LIMIT;
        }
        double recovery = Math.max(0, firing.recovery() + gained);
        return new FiringAlert(
                firing.alert(), level, recovery, gained > 0 ? firing.calmWindows() + 1 : 0);
    }

    static boolean isOver(FiringAlert firing) {
        return firing.recovery() >= LIMIT;
    }
}
