package dev.surprisal.testing;

import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.state.CheckpointListener;

/**
 * Throws when told of a checkpoint, so that there is always state to go back to.
 *
 * @param <T> what passes
 */
public final class CrashFunction<T> extends RichMapFunction<T, T> implements CheckpointListener {

    private static final long serialVersionUID = 1L;

    // One JVM holds all subtasks of a mini cluster and outlives their restarts.
    private static final AtomicInteger CRASHES = new AtomicInteger();

    private final int wanted;

    /** Crashes so often, from now on. */
    public CrashFunction(int wanted) {
        this.wanted = wanted;
        CRASHES.set(0);
    }

    /** How often it did. */
    public static int crashes() {
        return CRASHES.get();
    }

    @Override
    public T map(T record) {
        return record;
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) {
        int attempt = getRuntimeContext().getTaskInfo().getAttemptNumber();
        if (attempt < wanted && CRASHES.compareAndSet(attempt, attempt + 1)) {
            throw new IllegalStateException("a crash that the test asked for");
        }
    }
}
