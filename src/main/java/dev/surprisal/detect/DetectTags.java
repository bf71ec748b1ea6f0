package dev.surprisal.detect;

import dev.surprisal.event.Alert;
import dev.surprisal.event.BaselineScore;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.util.OutputTag;

/** What detection gives beside windows and steps. */
public final class DetectTags {

    /** Alerts that began or ended; of windows and of steps. */
    public static final OutputTag<Alert> ALERTS =
            new OutputTag<>("alerts", TypeInformation.of(Alert.class));

    /** Baselines that have become complete. */
    public static final OutputTag<BaselineScore> BASELINES =
            new OutputTag<>("baselines", TypeInformation.of(BaselineScore.class));

    private DetectTags() {}
}
