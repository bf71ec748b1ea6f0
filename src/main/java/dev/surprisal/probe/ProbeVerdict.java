package dev.surprisal.probe;

import java.util.Locale;

/** What a probe says of a replica. */
public enum ProbeVerdict {
    /** No evidence that it answers otherwise than its baseline, beyond noise and tolerance. */
    SAME,
    /** It answers otherwise. */
    CHANGED,
    /** It gave no answer that could be compared, which says nothing about its model. */
    UNREADABLE;

    /** As in result lines. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    static ProbeVerdict of(String label) {
        return valueOf(label.toUpperCase(Locale.ROOT));
    }
}
