package dev.surprisal.demo;

import java.time.Instant;

/**
 * When what happens in the recorded stream of jobs/samples/monitor, whose README.md says the same
 * in words.
 */
final class MonitorPlan {

    static final long START = millis("2026-03-02T06:00:00Z");
    static final long END = millis("2026-03-02T12:00:00Z");

    /** tiny-c is served as r2, with the same weights. */
    static final long REVISION = millis("2026-03-02T08:00:00Z");

    /** tiny-b's distributions are flatter, in what it says and in what it samples. */
    static final long DRIFT = millis("2026-03-02T09:00:00Z");

    static final double DRIFT_FLATNESS = 1.15;

    /** tiny-c on chat loses its log-probs. */
    static final long OUTAGE = millis("2026-03-02T09:30:00Z");

    static final long OUTAGE_END = millis("2026-03-02T10:00:00Z");

    /** tiny-a on code is sampled at another temperature; its log-probs are before temperature. */
    static final long SAMPLER = millis("2026-03-02T10:00:00Z");

    static final double SAMPLER_TEMPERATURE = 1.5;

    /** tiny-c stops. */
    static final long SILENCE = millis("2026-03-02T11:00:00Z");

    /** Broken, late and repeated records only come once all is running. */
    static final long TROUBLE = millis("2026-03-02T06:30:00Z");

    static final int SECONDS_BETWEEN_ANSWERS = 60;
    static final int PARTITIONS = 3;

    /** How far a record that is not late may stand behind those of its partition. */
    static final long DISORDER_MILLIS = 20_000;

    static final long LATE_MILLIS_MIN = 180_000;
    static final long LATE_MILLIS_MAX = 900_000;

    private MonitorPlan() {}

    static String revision(MonitorKey key, long millis) {
        return key.model.equals("tiny-c") && millis >= REVISION ? "r2" : "r1";
    }

    static boolean answers(MonitorKey key, long millis) {
        return !key.model.equals("tiny-c") || millis < SILENCE;
    }

    static boolean hasLogprobs(MonitorKey key, long millis) {
        return key != MonitorKey.C_CHAT || millis < OUTAGE || millis >= OUTAGE_END;
    }

    static double flatness(MonitorKey key, long millis) {
        return key.model.equals("tiny-b") && millis >= DRIFT ? DRIFT_FLATNESS : 1;
    }

    static double samplerTemperature(MonitorKey key, long millis) {
        return key == MonitorKey.A_CODE && millis >= SAMPLER ? SAMPLER_TEMPERATURE : 1;
    }

    private static long millis(String instant) {
        return Instant.parse(instant).toEpochMilli();
    }
}
