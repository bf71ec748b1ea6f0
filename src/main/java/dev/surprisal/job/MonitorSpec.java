package dev.surprisal.job;

import dev.surprisal.aggregate.WindowSpec;
import dev.surprisal.detect.DetectSpec;
import dev.surprisal.score.ScoreSpec;
import java.util.List;

/**
 * What a flow without an end computes.
 *
 * @param job name, in every line
 * @param score what each token gives
 * @param window how time is cut
 * @param detect baseline and alarms
 * @param groupBy fields of the keys
 * @param waitMillis how long an unfinished document waits for the rest of it
 * @param rememberMillis how long repeats of a closed document are known
 * @param ledgerMillis between two lines of the ledgers
 */
record MonitorSpec(
        String job,
        ScoreSpec score,
        WindowSpec window,
        DetectSpec detect,
        List<String> groupBy,
        long waitMillis,
        long rememberMillis,
        long ledgerMillis) {}
