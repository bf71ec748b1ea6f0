package dev.surprisal.emit;

import dev.surprisal.event.Alert;
import dev.surprisal.notify.AlertSender;
import dev.surprisal.notify.Backoff;
import dev.surprisal.notify.Outcome;
import dev.surprisal.notify.TimedAlert;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.api.common.operators.ProcessingTimeService;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;

/**
 * Posts one request at a time, from the task's thread, which never waits for an answer: checkpoints
 * go on while a target is away, and hold what it has not taken. What could not be delivered is
 * tried again with growing waits, until it has waited for too long; then the job fails and says
 * why.
 */
final class PostWriter implements StatefulSinkWriter<Alert, KeptAlert> {

    private final PostQueue queue;
    private final AlertSender sender;
    private final HttpSinkSpec spec;
    private final ProcessingTimeService clock;
    private final MailboxExecutor mailbox;

    private CompletableFuture<Outcome> inFlight;
    private List<TimedAlert> inFlightBatch;
    private int failures;
    private long awaySinceMillis;
    private long nextTryMillis;
    private boolean closed;

    PostWriter(
            PostQueue queue,
            AlertSender sender,
            HttpSinkSpec spec,
            ProcessingTimeService clock,
            MailboxExecutor mailbox) {
        this.queue = queue;
        this.sender = sender;
        this.spec = spec;
        this.clock = clock;
        this.mailbox = mailbox;
    }

    /** Goes on with what was kept; what fires is told at once, since the job may have been away. */
    void start() {
        queue.repeat();
        post();
        repeatLater();
    }

    private void repeatLater() {
        at(
                clock.getCurrentProcessingTime() + spec.repeat().toMillis(),
                () -> {
                    queue.repeat();
                    post();
                    repeatLater();
                });
    }

    @Override
    public void write(Alert alert, Context context) {
        queue.add(alert);
        post();
    }

    @Override
    public List<KeptAlert> snapshotState(long checkpointId) {
        return queue.snapshot();
    }

    /** A checkpoint holds what waits, so it need not be waited for; the end of the job does. */
    @Override
    public void flush(boolean endOfInput) throws IOException, InterruptedException {
        if (!endOfInput) {
            return;
        }
        queue.dropRepeats();
        if (inFlight != null) {
            settle(inFlight, inFlight.join());
        }
        while (queue.hasPending()) {
            List<TimedAlert> batch = queue.batch();
            Outcome outcome = sender.sendUntil(batch, spec.awayMax());
            if (!outcome.delivered()) {
                throw undelivered(outcome);
            }
            queue.delivered(batch);
        }
    }

    private void post() {
        if (inFlight != null || clock.getCurrentProcessingTime() < nextTryMillis) {
            return;
        }
        List<TimedAlert> batch = queue.batch();
        if (batch.isEmpty()) {
            return;
        }
        CompletableFuture<Outcome> request = sender.send(batch);
        inFlight = request;
        inFlightBatch = batch;
        request.whenComplete(
                (outcome, fault) ->
                        inTask(
                                () -> {
                                    if (inFlight == request) {
                                        settle(request, request.join());
                                        post();
                                    }
                                }));
    }

    /** In the task's thread; a writer that was closed meanwhile does not care any more. */
    private void inTask(ThrowingTask task) {
        try {
            mailbox.execute(task::run, "alerts were posted");
        } catch (RejectedExecutionException e) {
            // The task ended. What was in flight is in its last checkpoint, and sent again.
        }
    }

    private interface ThrowingTask {
        void run() throws IOException;
    }

    private void settle(CompletableFuture<Outcome> request, Outcome outcome) throws IOException {
        if (request == inFlight) {
            inFlight = null;
        }
        switch (outcome.kind()) {
            case DELIVERED -> {
                failures = 0;
                queue.delivered(inFlightBatch);
            }
            case REFUSED -> throw undelivered(outcome);
            case AWAY -> away(outcome);
        }
    }

    private void away(Outcome outcome) throws IOException {
        long now = clock.getCurrentProcessingTime();
        failures++;
        if (failures == 1) {
            awaySinceMillis = now;
        }
        // Repeats alone are no reason to stop: they come again by themselves.
        if (queue.hasPending() && now - awaySinceMillis >= spec.awayMax().toMillis()) {
            throw undelivered(outcome);
        }
        nextTryMillis = now + Backoff.millis(failures);
        at(nextTryMillis, this::post);
    }

    private void at(long millis, Runnable task) {
        clock.registerTimer(
                millis,
                time -> {
                    if (!closed) {
                        task.run();
                    }
                });
    }

    private IOException undelivered(Outcome outcome) {
        return new IOException(
                outcome.kind() == Outcome.Kind.REFUSED
                        ? "an alert was refused: " + outcome.reason()
                        : "an alert could not be delivered for %d ms: %s"
                                .formatted(spec.awayMax().toMillis(), outcome.reason()));
    }

    @Override
    public void close() {
        closed = true;
    }
}
