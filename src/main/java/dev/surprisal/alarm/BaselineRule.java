package dev.surprisal.alarm;

import dev.surprisal.event.BaselineScore;
import dev.surprisal.event.WindowScore;
import java.util.Map;

/**
 * Which windows a key is compared with.
 *
 * <ul>
 *   <li>none: nothing is compared
 *   <li>first documents: the first whole windows, in order of event time, that together hold at
 *       least so many documents; whole windows, so that the baseline is the same whatever order
 *       documents arrived in
 *   <li>same hour of the day before: the windows that began in the same hour (UTC) of the day
 *       before, added; 48 slots, the hours of two days
 *   <li>file: what an earlier run wrote, by key; a key that is not in it is not compared
 * </ul>
 */
public final class BaselineRule {

    private static final long HOUR_MILLIS = 3_600_000;
    private static final int HOURS = 24;

    private enum Kind {
        NONE,
        FIRST_DOCUMENTS,
        SAME_HOUR,
        FILE
    }

    private final Kind kind;
    private final long documents;
    private final String name;
    private final Map<String, BaselineScore> file;

    private BaselineRule(Kind kind, long documents, String name, Map<String, BaselineScore> file) {
        this.kind = kind;
        this.documents = documents;
        this.name = name;
        this.file = file;
    }

    /** Compares with nothing. */
    public static BaselineRule none() {
        return new BaselineRule(Kind.NONE, 0, "", Map.of());
    }

    /** Compares with the first windows of a key, until they hold so many documents. */
    public static BaselineRule firstDocuments(long documents) {
        return new BaselineRule(
                Kind.FIRST_DOCUMENTS, documents, "first " + documents + " documents", Map.of());
    }

    /** Compares with the day before. */
    public static BaselineRule sameHourYesterday() {
        return new BaselineRule(Kind.SAME_HOUR, 0, "the same hour of the day before", Map.of());
    }

    /** Compares with what {@link BaselineFile} read. */
    public static BaselineRule file(Map<String, BaselineScore> byKey) {
        return new BaselineRule(Kind.FILE, 0, "", byKey);
    }

    /** What a window is compared with; null if nothing, or nothing yet. */
    BaselineScore against(WindowScore window, BaselineStore store) throws Exception {
        switch (kind) {
            case FIRST_DOCUMENTS:
                BaselineScore first = store.get(0);
                return first != null && first.frozen() ? first : null;
            case SAME_HOUR:
                BaselineScore before = store.get(slot(window.windowStartMillis(), -1));
                return before != null && day(before.startMillis()) == day(window) - 1
                        ? before
                        : null;
            case FILE:
                return file.get(window.key());
            default:
                return null;
        }
    }

    /** Adds a window where it belongs; returns the baseline that it made complete, or null. */
    BaselineScore add(WindowScore window, BaselineStore store) throws Exception {
        if (kind == Kind.SAME_HOUR) {
            int slot = slot(window.windowStartMillis(), 0);
            BaselineScore before = store.get(slot);
            boolean today = before != null && day(before.startMillis()) == day(window);
            store.put(slot, Observations.add(today ? before : null, name, window));
            return null;
        }
        BaselineScore before = kind == Kind.FIRST_DOCUMENTS ? store.get(0) : null;
        if (kind != Kind.FIRST_DOCUMENTS || before != null && before.frozen()) {
            return null;
        }
        BaselineScore grown = Observations.add(before, name, window);
        boolean complete = grown.documents() >= documents;
        store.put(0, complete ? Observations.freeze(grown) : grown);
        return complete ? store.get(0) : null;
    }

    /** Whether a baseline begins anew with a new revision, and takes a while to be complete. */
    boolean gathers() {
        return kind == Kind.FIRST_DOCUMENTS;
    }

    private static int slot(long millis, int days) {
        long hour = Math.floorMod(Math.floorDiv(millis, HOUR_MILLIS), (long) HOURS);
        return (int) (2 * hour + Math.floorMod(day(millis) + days, 2L));
    }

    private static long day(WindowScore window) {
        return day(window.windowStartMillis());
    }

    private static long day(long millis) {
        return Math.floorDiv(millis, HOURS * HOUR_MILLIS);
    }
}
