package dev.surprisal.loss;

import java.io.Serializable;
import java.util.List;

/**
 * What a job computes of labelled lines.
 *
 * @param losses at least one, no two of one name
 * @param groupBy names of labels that figures are by; may be empty
 * @param windowMillis length of a window in event time; 0 where the whole stream is one
 */
public record LossPlan(List<LossSpec> losses, List<String> groupBy, long windowMillis)
        implements Serializable {

    /** Takes copies of the lists. */
    public LossPlan {
        losses = List.copyOf(losses);
        groupBy = List.copyOf(groupBy);
    }

    /** Begin of the window that a time is in; 0 where the whole stream is one. */
    public long windowStart(long timeMillis) {
        return windowMillis == 0 ? 0 : Math.floorDiv(timeMillis, windowMillis) * windowMillis;
    }

    /** Last moment of the window that begins at a time; beyond all times where there is one. */
    public long lastMillis(long startMillis) {
        return windowMillis == 0 ? Long.MAX_VALUE : startMillis + windowMillis - 1;
    }
}
