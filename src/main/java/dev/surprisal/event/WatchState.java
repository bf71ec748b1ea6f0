package dev.surprisal.event;

/**
 * What is kept of one watched key between two windows, beside its baseline.
 *
 * @param labels of the key
 * @param revision of the model, as its last window said; "" if none is known
 * @param lastStartMillis begin of the last window
 * @param lastEndMillis end of the last window
 * @param testedEndMillis end of the last window that was tested: one that overlaps it is not
 * @param stepMillis from the end of the tested window before to the last one's; 0 if there is none
 * @param longestGapMillis longest time between two windows
 * @param timerMillis event time of the next timer; of none, Long.MAX_VALUE
 * @param silence the alert that the key has stopped, or null
 * @param revisionChange the alert that the model's revision has changed, or null
 * @param detectors in the order of the settings
 */
public record WatchState(
        Labels labels,
        String revision,
        long lastStartMillis,
        long lastEndMillis,
        long testedEndMillis,
        long stepMillis,
        long longestGapMillis,
        long timerMillis,
        FiringAlert silence,
        FiringAlert revisionChange,
        DetectorState[] detectors) {}
