package dev.surprisal.emit;

import dev.surprisal.event.Alert;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;
import org.apache.flink.api.connector.sink2.SupportsWriterState;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * A sink of alerts that remembers which of them fire. It has to run as one subtask: state of
 * writers is dealt out anew when a job is restored, and an alert could be resolved elsewhere than
 * where it is remembered.
 */
abstract class AlertSink implements Sink<Alert>, SupportsWriterState<Alert, KeptAlert> {

    private static final long serialVersionUID = 1L;

    @Override
    public final StatefulSinkWriter<Alert, KeptAlert> createWriter(WriterInitContext context)
            throws IOException {
        return restoreWriter(context, List.of());
    }

    @Override
    public final StatefulSinkWriter<Alert, KeptAlert> restoreWriter(
            WriterInitContext context, Collection<KeptAlert> kept) throws IOException {
        int subtasks = context.getTaskInfo().getNumberOfParallelSubtasks();
        if (subtasks != 1) {
            throw new IllegalStateException(
                    "a sink of alerts runs as " + subtasks + " subtasks, expected 1");
        }
        return writer(context, kept);
    }

    abstract StatefulSinkWriter<Alert, KeptAlert> writer(
            WriterInitContext context, Collection<KeptAlert> kept) throws IOException;

    @Override
    public final SimpleVersionedSerializer<KeptAlert> getWriterStateSerializer() {
        return new KeptAlertSerializer();
    }
}
