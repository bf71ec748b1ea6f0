package dev.surprisal.ask;

import dev.surprisal.event.ReferencedRollout;
import dev.surprisal.event.RolloutRecord;
import dev.surprisal.server.ServerProfile;
import dev.surprisal.server.ServerSettings;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.datastream.AsyncDataStream;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.functions.async.RichAsyncFunction;

/** Has the roll-outs of a stream scored by the server of the reference. */
public final class RolloutReferenceFunction
        extends RichAsyncFunction<RolloutRecord, ReferencedRollout> {

    private static final long serialVersionUID = 1L;

    /** The client has its own; one of Flink would count retries and waiting for a place too. */
    private static final long NO_TIMEOUT = 0;

    private final ServerSettings server;
    private final ServerProfile profile;
    private transient RolloutReference reference;

    private RolloutReferenceFunction(ServerSettings server, ServerProfile profile) {
        this.server = server;
        this.profile = profile;
    }

    /**
     * The records in their order, so that a close stays behind the roll-outs of its step;
     * watermarks too. One operator holds all requests in flight, so that their number is what was
     * asked for. After a restart what was in flight is asked again.
     */
    public static SingleOutputStreamOperator<ReferencedRollout> of(
            DataStream<RolloutRecord> rollouts, ServerSettings server, ServerProfile profile) {
        return AsyncDataStream.orderedWait(
                        rollouts,
                        new RolloutReferenceFunction(server, profile),
                        NO_TIMEOUT,
                        TimeUnit.MILLISECONDS,
                        2 * server.concurrency())
                .uid("ask-reference")
                .name("ask: reference")
                .setParallelism(1);
    }

    @Override
    public void open(OpenContext context) {
        reference = new RolloutReference(server, profile);
    }

    @Override
    public void asyncInvoke(RolloutRecord record, ResultFuture<ReferencedRollout> out) {
        reference
                .ask(record)
                .whenComplete(
                        (answered, bug) -> {
                            if (bug == null) {
                                out.complete(List.of(answered));
                            } else {
                                out.completeExceptionally(bug);
                            }
                        });
    }

    @Override
    public void close() {
        if (reference != null) {
            reference.close();
        }
    }
}
