package dev.surprisal.ingest;

import dev.surprisal.event.Payload;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;

/**
 * Keeps in its state what it has seen, so that a crash takes back what the checkpoint does not
 * hold, and crashes when it is told of a checkpoint.
 */
final class SeenFunction extends RichMapFunction<Payload, Payload>
        implements CheckpointedFunction, CheckpointListener {

    private static final long serialVersionUID = 1L;

    // One JVM holds all subtasks of a mini cluster and outlives their restarts.
    private static final Map<Integer, List<String>> SEEN = new HashMap<>();
    private static int crashesLeft;

    private transient List<String> seen;
    private transient ListState<String> state;

    static void reset(int crashes) {
        synchronized (SEEN) {
            SEEN.clear();
            crashesLeft = crashes;
        }
    }

    static void awaitCrashes() throws InterruptedException {
        synchronized (SEEN) {
            while (crashesLeft > 0) {
                SEEN.wait();
            }
        }
    }

    /** Waits for {@code count} payloads in the states of all subtasks, and gives them sorted. */
    static List<String> await(int count) throws InterruptedException {
        synchronized (SEEN) {
            while (SEEN.values().stream().mapToInt(List::size).sum() < count) {
                SEEN.wait();
            }
            return SEEN.values().stream().flatMap(List::stream).sorted().toList();
        }
    }

    @Override
    public void initializeState(FunctionInitializationContext context) throws Exception {
        state =
                context.getOperatorStateStore()
                        .getListState(new ListStateDescriptor<>("seen", Types.STRING));
        seen = new ArrayList<>();
        for (String line : state.get()) {
            seen.add(line);
        }
        synchronized (SEEN) {
            SEEN.put(getRuntimeContext().getTaskInfo().getIndexOfThisSubtask(), seen);
            SEEN.notifyAll();
        }
    }

    @Override
    public Payload map(Payload payload) {
        synchronized (SEEN) {
            String text = new String(payload.bytes(), StandardCharsets.UTF_8);
            seen.add(payload.origin().source() + " " + text);
            SEEN.notifyAll();
        }
        return payload;
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) throws Exception {
        state.update(seen);
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) {
        synchronized (SEEN) {
            if (crashesLeft > 0 && !seen.isEmpty()) {
                crashesLeft--;
                SEEN.notifyAll();
                throw new IllegalStateException("a crash that the test asked for");
            }
        }
    }
}
