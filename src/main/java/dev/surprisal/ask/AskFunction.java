package dev.surprisal.ask;

import dev.surprisal.event.Completion;
import java.io.IOException;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.functions.async.RichAsyncFunction;

/**
 * Has windows scored by the server, each once: what the journal holds is answered from it, and what
 * the server answers goes to the journal before it counts.
 *
 * <p>Retries are the client's own: Flink stops its own ones when a bounded input ends. A window
 * that cannot be scored stops the job; the journal keeps what was answered.
 */
final class AskFunction extends RichAsyncFunction<WindowRequest, Completion> {

    private static final long serialVersionUID = 1L;

    private final AskSpec spec;
    private transient Scorer scorer;

    AskFunction(AskSpec spec) {
        this.spec = spec;
    }

    @Override
    public void open(OpenContext context) throws Exception {
        scorer = Scorer.open(spec);
    }

    @Override
    public void asyncInvoke(WindowRequest window, ResultFuture<Completion> out) {
        scorer.score(window)
                .whenComplete(
                        (completion, failure) -> {
                            if (failure == null) {
                                out.complete(List.of(completion));
                            } else {
                                out.completeExceptionally(failure);
                            }
                        });
    }

    @Override
    public void close() throws IOException {
        if (scorer != null) {
            scorer.close();
        }
    }
}
