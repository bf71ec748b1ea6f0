package dev.surprisal.ingest;

import dev.surprisal.event.Completion;
import dev.surprisal.event.EventTimeOrigin;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.metrics.Counter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says once that a followed file tells no times, and counts its responses in Flink's metric {@code
 * untimed}. Such a file gives no windows until it ends, which without a word looks like a job that
 * does nothing. Hands on what it is given.
 */
final class UntimedWatch extends RichMapFunction<Completion, Completion> {

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(UntimedWatch.class);

    private transient Counter untimed;

    @Override
    public void open(OpenContext context) {
        untimed = getRuntimeContext().getMetricGroup().counter("untimed");
    }

    @Override
    public Completion map(Completion completion) {
        if (isUntimed(completion)) {
            if (untimed.getCount() == 0) {
                LOG.warn(
                        "{}: a response without a time, and none before it in this file has one."
                                + " Until one has, the file's windows close only when it is deleted"
                                + " or renamed, and while it grows all others wait for it;"
                                + " docs/FOLDERS.md says more. Said once, counted from here on",
                        completion.origin().source());
            }
            untimed.inc();
        }
        return completion;
    }

    /** Neither a time of its own nor one of its partition, which every time after 1970 gives. */
    private static boolean isUntimed(Completion completion) {
        return completion.eventTimeOrigin() == EventTimeOrigin.PARTITION
                && completion.eventTimeMillis() == 0;
    }
}
