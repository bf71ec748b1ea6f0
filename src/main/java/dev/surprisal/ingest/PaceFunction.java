package dev.surprisal.ingest;

import dev.surprisal.event.Completion;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;

/**
 * Holds recorded completions back until as much time has passed since the first one as when they
 * were recorded. It changes when they go on, and nothing else.
 */
final class PaceFunction extends RichMapFunction<Completion, Completion> {

    private static final long serialVersionUID = 1L;

    private transient long firstEventMillis;
    private transient long startNanos;

    @Override
    public void open(OpenContext context) {
        firstEventMillis = Long.MIN_VALUE;
    }

    @Override
    public Completion map(Completion completion) throws InterruptedException {
        long clock = completion.arrival().clockMillis();
        if (firstEventMillis == Long.MIN_VALUE) {
            firstEventMillis = clock;
            startNanos = System.nanoTime();
        }
        long due = clock - firstEventMillis;
        long elapsed = (System.nanoTime() - startNanos) / 1_000_000;
        if (due > elapsed) {
            Thread.sleep(due - elapsed);
        }
        return completion;
    }
}
