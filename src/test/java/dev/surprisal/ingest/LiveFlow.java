package dev.surprisal.ingest;

import dev.surprisal.aggregate.AggregateTags;
import dev.surprisal.aggregate.DocumentAggregator;
import dev.surprisal.aggregate.KeyAdmissionOperator;
import dev.surprisal.aggregate.LedgerCombineOperator;
import dev.surprisal.aggregate.LedgerOperator;
import dev.surprisal.aggregate.LiveDocumentOperator;
import dev.surprisal.aggregate.PaneOperator;
import dev.surprisal.aggregate.SessionWindowFunction;
import dev.surprisal.aggregate.TimeWindowFunction;
import dev.surprisal.aggregate.TokenPaneFunction;
import dev.surprisal.aggregate.WindowSpec;
import dev.surprisal.detect.BaselineSpec;
import dev.surprisal.detect.DetectFunction;
import dev.surprisal.detect.DetectSpec;
import dev.surprisal.detect.DetectTags;
import dev.surprisal.emit.ResultEncoder;
import dev.surprisal.event.Completion;
import dev.surprisal.event.LedgerDelta;
import dev.surprisal.event.LedgerScore;
import dev.surprisal.event.PaneScore;
import dev.surprisal.event.Payload;
import dev.surprisal.event.ResultLine;
import dev.surprisal.event.WindowScore;
import dev.surprisal.score.ScoreFunction;
import dev.surprisal.score.ScoreSpec;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.api.operators.StreamMap;

/**
 * The live flow without a cluster: the same operators, by hand in one thread, so that a test says
 * which partition goes on, when watermarks are sent, and when all is lost but the last snapshot.
 */
final class LiveFlow implements AutoCloseable {

    static final long LATENESS = 30_000;
    static final long IDLE = 1_000_000_000;
    static final long WAIT = 120_000;

    private static final String[] NAMES = {"model", "route"};

    final List<ResultLine> lines = new ArrayList<>();

    private final ResultEncoder encoder = new ResultEncoder("test");
    private final Subtasks<Payload, Completion> ingest;
    private final Subtasks<LedgerDelta, LedgerScore> ledger;
    private final List<Subtasks<?, ?>> all;
    private long clock;

    LiveFlow(int parallelism, WindowSpec window, Subtasks.Saved saved) throws Exception {
        var detect =
                Subtasks.keyed(
                        "detect",
                        parallelism,
                        () -> new KeyedProcessOperator<>(new DetectFunction(detection(window))),
                        WindowScore::key);
        var windows =
                Subtasks.keyed(
                        "windows",
                        parallelism,
                        () -> new KeyedProcessOperator<>(function(window)),
                        TimeWindowFunction::key);
        var keys =
                Subtasks.<PaneScore, PaneScore>pair("keys", () -> new KeyAdmissionOperator(window));
        var panes = Subtasks.plain("panes", parallelism, () -> new PaneOperator(window));
        var documents =
                Subtasks.keyed(
                        "documents",
                        parallelism,
                        () -> new LiveDocumentOperator(WAIT, LATENESS),
                        DocumentAggregator::key);
        var score =
                Subtasks.plain(
                        "score",
                        parallelism,
                        () -> new StreamMap<>(new ScoreFunction(new ScoreSpec(false, 0, 0))));
        var received =
                Subtasks.plain("received", parallelism, () -> new LedgerCombineOperator(60_000));
        var settled =
                Subtasks.plain("settled", parallelism, () -> new LedgerCombineOperator(60_000));
        ledger = Subtasks.plain("ledger", 1, LedgerOperator::new);
        ingest =
                Subtasks.plain(
                        "ingest",
                        parallelism,
                        () ->
                                new LiveIngestOperator(
                                        new LiveSpec(null, null, List.of(NAMES), LATENESS, IDLE)));
        all =
                List.of(
                        detect, windows, keys, panes, documents, score, received, settled, ledger,
                        ingest);
        ingest.to(score).side(IngestTags.LEDGER, received).side(IngestTags.ENDS, keys.second());
        ingest.side(
                IngestTags.DEAD_LETTERS, (from, letter, time) -> lines.add(encoder.encode(letter)));
        score.to(documents);
        documents.to(panes).side(AggregateTags.LEDGER, settled);
        documents.side(
                AggregateTags.LATE_SCORES, (from, late, time) -> lines.add(encoder.encode(late)));
        panes.to(keys);
        keys.to(windows);
        windows.to(detect);
        received.to(ledger);
        settled.to(ledger);
        ledger.to((from, counts, time) -> lines.add(encoder.encode(counts)));
        detect.to((from, closed, time) -> lines.add(encoder.encode(closed)));
        detect.side(DetectTags.ALERTS, (from, alert, time) -> lines.add(encoder.encode(alert)));
        detect.side(
                DetectTags.BASELINES,
                (from, baseline, time) -> lines.add(encoder.encode(baseline)));
        for (Subtasks<?, ?> stage : all) {
            stage.open(saved);
        }
    }

    private static KeyedProcessFunction<String, PaneScore, WindowScore> function(WindowSpec spec) {
        return switch (spec.kind()) {
            case TIME -> new TimeWindowFunction(spec, NAMES);
            case SESSION -> new SessionWindowFunction(NAMES);
            case TOKENS -> new TokenPaneFunction(spec.tokens(), NAMES);
        };
    }

    private static DetectSpec detection(WindowSpec window) {
        boolean tests = window.kind() == WindowSpec.Kind.TIME;
        return new DetectSpec(
                1e-8,
                window.keysMax(),
                tests ? window.slideMillis() : 0,
                tests ? BaselineSpec.firstDocuments(10) : BaselineSpec.none(),
                tests ? List.of("nll") : List.of(),
                tests,
                0.5,
                8,
                0.5,
                0.1,
                tests ? 3 * window.sizeMillis() : 0,
                0,
                1_000_000_000L);
    }

    /** Gives a reader its next payload. */
    void read(int reader, Payload payload) throws Exception {
        ingest.element(reader, payload, Long.MIN_VALUE);
    }

    /** Lets every reader send its watermark on. */
    void tick() throws Exception {
        clock += 100;
        ingest.processingTime(clock);
    }

    /** A reader has nothing more to read. */
    void end(int reader) throws Exception {
        ingest.watermark(reader, Long.MAX_VALUE);
    }

    /** What a restart begins from. */
    Subtasks.Saved snapshot(long checkpoint) throws Exception {
        Subtasks.Saved saved = new Subtasks.Saved();
        for (Subtasks<?, ?> stage : all) {
            stage.snapshot(checkpoint, saved);
        }
        return saved;
    }

    /** Keyed state that is left, of all stages but one. */
    int keyedEntries(String except) {
        int entries = 0;
        for (Subtasks<?, ?> stage : all) {
            entries += stage.name().equals(except) ? 0 : stage.keyedEntries();
        }
        return entries;
    }

    @Override
    public void close() throws Exception {
        for (Subtasks<?, ?> stage : all) {
            stage.close();
        }
    }
}
