package dev.surprisal.job;

import dev.surprisal.config.MonitorSettings;
import dev.surprisal.detect.BaselineSpec;
import dev.surprisal.detect.DetectSpec;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** What a job's settings say of baselines and alarms. */
final class Detection {

    /** Forgets a key after three days: more than the two that the day before needs. */
    private static final Duration RETENTION = Duration.ofDays(3);

    /** Below it a key's tokens are mostly missing. */
    private static final double COVERAGE_MIN = 0.5;

    /** A rise of the share of tokens that are not OK by more is no accident. */
    private static final double STATUS_RISE = 0.1;

    private Detection() {}

    /**
     * The settings of detection; they test nothing where the job has no alarms.
     *
     * @throws RefusedInputException when the baseline's file cannot be used
     */
    static DetectSpec spec(MonitorSettings monitor) throws RefusedInputException {
        MonitorSettings.DetectSettings detect = monitor.detect();
        boolean tests = detect != null;
        Duration size = monitor.window().size();
        long silence = tests ? detect.silence().toMillis() : 0;
        return new DetectSpec(
                tests ? detect.falseAlarms().perMilli() : 1,
                monitor.keysMax(),
                size == null ? 0 : size.toMillis(),
                baseline(monitor.baseline()),
                tests ? DetectSpec.STATISTICS : List.of(),
                tests,
                DetectSpec.CUSUM_REFERENCE,
                DetectSpec.CUSUM_LIMIT,
                tests ? COVERAGE_MIN : 0,
                tests ? STATUS_RISE : 1,
                silence,
                0,
                Math.max(RETENTION.toMillis(), Math.max(2 * silence, 2 * millis(size))));
    }

    private static long millis(Duration size) {
        return size == null ? 0 : size.toMillis();
    }

    private static BaselineSpec baseline(MonitorSettings.BaselineSettings baseline)
            throws RefusedInputException {
        if (baseline == null) {
            return BaselineSpec.none();
        }
        if (baseline.sameHourYesterday()) {
            return BaselineSpec.sameHourYesterday();
        }
        if (baseline.file() == null) {
            return BaselineSpec.firstDocuments(baseline.documents());
        }
        try {
            return BaselineSpec.file(baseline.file());
        } catch (IOException e) {
            throw RefusedInputException.mismatch("baseline.file: " + e.getMessage());
        }
    }
}
