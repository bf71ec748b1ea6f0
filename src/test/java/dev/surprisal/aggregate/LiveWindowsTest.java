package dev.surprisal.aggregate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.surprisal.event.ClosedDocument;
import dev.surprisal.event.PaneScore;
import dev.surprisal.event.TokenStatus;
import dev.surprisal.event.WindowScore;
import dev.surprisal.kernel.ExactSums;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.TwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Panes, admission and windows together against windows by their definition. */
class LiveWindowsTest {

    private static final String[] NAMES = {"model"};
    private static final long DAY = 86_400_000;
    private static final int KEYS_MAX = 9;

    /** A window as the definition has it; nll is exact because all values are small integers. */
    private record Expected(long start, long end, long documents, double nll, long late) {}

    private static WindowSpec time(long size, long slide) {
        return new WindowSpec(WindowSpec.Kind.TIME, size, slide, 0, KEYS_MAX);
    }

    private static KeyedProcessFunction<String, PaneScore, WindowScore> function(WindowSpec spec) {
        return switch (spec.kind()) {
            case TIME -> new TimeWindowFunction(spec, NAMES);
            case SESSION -> new SessionWindowFunction(NAMES);
            case TOKENS -> new TokenPaneFunction(spec.tokens(), NAMES);
        };
    }

    /** Documents in order of time; with pauses, one of them longer than anything is remembered. */
    private static List<ClosedDocument> documents(Random random) {
        List<ClosedDocument> documents = new ArrayList<>();
        long time = 1_000_000_000L + random.nextInt(10_000);
        for (int i = 0; i < 150; i++) {
            time += random.nextInt(3) == 0 ? random.nextInt(4000) : random.nextInt(300);
            time += i == 75 ? DAY + 3_000_000 : 0;
            String key = "k" + random.nextInt(3);
            if (random.nextInt(8) == 0) {
                documents.add(LiveScores.lateMark(key, time));
                continue;
            }
            double[] nll = random.ints(1 + random.nextInt(6), 0, 100).asDoubleStream().toArray();
            documents.add(
                    LiveScores.closed(
                            String.format("d%03d", random.nextInt(1000)), key, time, nll));
        }
        return documents;
    }

    /** By key: what the operators make of documents, with watermarks here and there. */
    private static TreeMap<String, List<Expected>> run(
            WindowSpec spec, List<ClosedDocument> documents, Random random) throws Exception {
        TreeMap<String, List<Expected>> windows = new TreeMap<>();
        int cadence = 1 + random.nextInt(60);
        var panes = new OneInputStreamOperatorTestHarness<>(new PaneOperator(spec));
        var keys = new TwoInputStreamOperatorTestHarness<>(new KeyAdmissionOperator(spec), 1, 1, 0);
        var closing =
                new KeyedOneInputStreamOperatorTestHarness<>(
                        new KeyedProcessOperator<>(function(spec)),
                        TimeWindowFunction::key,
                        Types.STRING);
        try (panes;
                keys;
                closing) {
            panes.open();
            keys.open();
            closing.open();
            for (int i = 0; i <= documents.size(); i++) {
                boolean last = i == documents.size();
                if (!last) {
                    panes.processElement(documents.get(i), documents.get(i).closeMillis());
                }
                if (last || random.nextInt(cadence) == 0) {
                    long mark = last ? Long.MAX_VALUE : documents.get(i).closeMillis() - 1;
                    pass(panes, keys, closing, mark);
                }
            }
            for (WindowScore window : closing.extractOutputValues()) {
                windows.computeIfAbsent(window.labels().values()[0], key -> new ArrayList<>())
                        .add(seen(window));
            }
            if (spec.kind() == WindowSpec.Kind.TIME) {
                assertEquals(0, closing.numKeyedStateEntries());
            }
        }
        return windows;
    }

    private static void pass(
            OneInputStreamOperatorTestHarness<ClosedDocument, PaneScore> panes,
            TwoInputStreamOperatorTestHarness<PaneScore, Long, PaneScore> keys,
            KeyedOneInputStreamOperatorTestHarness<String, PaneScore, WindowScore> closing,
            long mark)
            throws Exception {
        panes.processWatermark(mark);
        for (PaneScore pane : panes.extractOutputValues()) {
            keys.processElement1(new StreamRecord<>(pane, pane.endMillis()));
        }
        panes.getOutput().clear();
        keys.processWatermark2(new Watermark(mark));
        keys.processWatermark1(new Watermark(mark));
        for (Object next : keys.getOutput()) {
            if (next instanceof StreamRecord<?> element) {
                PaneScore pane = (PaneScore) element.getValue();
                closing.processElement(pane, pane.endMillis());
            } else {
                closing.processWatermark((Watermark) next);
            }
        }
        keys.getOutput().clear();
    }

    private static Expected seen(WindowScore window) {
        BigDecimal nll = ExactSums.toBigDecimal(window.totals().sums(), Sum.NLL.ordinal());
        return new Expected(
                window.windowStartMillis(),
                window.windowEndMillis(),
                window.documents(),
                nll.doubleValue(),
                window.late());
    }

    private static List<ClosedDocument> of(List<ClosedDocument> documents, String key) {
        return documents.stream()
                .filter(document -> document.labels()[0].equals(key))
                .sorted(
                        Comparator.comparingLong(ClosedDocument::closeMillis)
                                .thenComparing(ClosedDocument::document))
                .toList();
    }

    private static boolean isLate(ClosedDocument document) {
        return document.totals() == null;
    }

    private static double nll(ClosedDocument document) {
        return ExactSums.toDouble(document.totals().sums(), Sum.NLL.ordinal());
    }

    private static Expected window(
            long start, long end, List<ClosedDocument> documents, long late) {
        double nll = documents.stream().mapToDouble(LiveWindowsTest::nll).sum();
        return new Expected(start, end, documents.size(), nll, late);
    }

    /** How many late ones came in (from, to]: time windows and sessions end before their end. */
    private static long late(List<ClosedDocument> documents, long from, long to) {
        return documents.stream()
                .filter(document -> isLate(document))
                .filter(document -> document.closeMillis() >= from && document.closeMillis() < to)
                .count();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void windowsInTimeAreThoseOfTheirDefinition(long seed) throws Exception {
        Random random = new Random(seed);
        List<ClosedDocument> documents = documents(random);
        long slide = 1000L * (1 + random.nextInt(3));
        long size = slide * (1 + random.nextInt(4));
        TreeMap<String, List<Expected>> windows = run(time(size, slide), documents, random);

        for (String key : List.of("k0", "k1", "k2")) {
            List<ClosedDocument> own = of(documents, key);
            List<Expected> expected = new ArrayList<>();
            long counted = Long.MIN_VALUE;
            long first = Math.floorDiv(own.get(0).closeMillis(), slide) * slide;
            long last = own.get(own.size() - 1).closeMillis();
            for (long end = first; end <= last + size; end += slide) {
                long from = end - size;
                long to = end;
                List<ClosedDocument> in =
                        own.stream()
                                .filter(document -> !isLate(document))
                                .filter(document -> document.closeMillis() >= from)
                                .filter(document -> document.closeMillis() < to)
                                .toList();
                if (!in.isEmpty()) {
                    expected.add(window(from, to, in, late(own, counted, to)));
                    counted = to;
                }
            }
            assertEquals(expected, withoutForgotten(windows.get(key), expected), "seed " + seed);
        }
    }

    /** Late marks older than a day are forgotten: what they would add to the next window. */
    private static List<Expected> withoutForgotten(List<Expected> seen, List<Expected> expected) {
        List<Expected> adjusted = new ArrayList<>();
        for (int i = 0; i < seen.size(); i++) {
            Expected window = seen.get(i);
            boolean afterPause =
                    i > 0 && i < expected.size() && window.start() - seen.get(i - 1).end() > DAY;
            adjusted.add(
                    afterPause && window.late() <= expected.get(i).late()
                            ? new Expected(
                                    window.start(),
                                    window.end(),
                                    window.documents(),
                                    window.nll(),
                                    expected.get(i).late())
                            : window);
        }
        return adjusted;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void sessionsEndWhereNothingComesForAsLongAsTheGap(long seed) throws Exception {
        Random random = new Random(seed);
        List<ClosedDocument> documents = documents(random);
        long gap = 500 + random.nextInt(3000);
        WindowSpec spec = new WindowSpec(WindowSpec.Kind.SESSION, gap, gap, 0, KEYS_MAX);
        TreeMap<String, List<Expected>> windows = run(spec, documents, random);

        for (String key : List.of("k0", "k1", "k2")) {
            List<Expected> expected = new ArrayList<>();
            List<ClosedDocument> session = new ArrayList<>();
            for (ClosedDocument document : of(documents, key)) {
                if (isLate(document)) {
                    continue;
                }
                if (!session.isEmpty() && document.closeMillis() - last(session) >= gap) {
                    expected.add(session(session, gap));
                    session.clear();
                }
                session.add(document);
            }
            expected.add(session(session, gap));
            List<Expected> seen =
                    windows.get(key).stream()
                            .map(w -> new Expected(w.start, w.end, w.documents, w.nll, 0))
                            .toList();
            assertEquals(expected, seen, "seed " + seed);
        }
    }

    private static long last(List<ClosedDocument> session) {
        return session.get(session.size() - 1).closeMillis();
    }

    private static Expected session(List<ClosedDocument> session, long gap) {
        return window(session.get(0).closeMillis(), last(session) + gap, session, 0);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void windowsByTokensCloseAtTheDocumentThatFillsThem(long seed) throws Exception {
        Random random = new Random(seed);
        List<ClosedDocument> documents = documents(random);
        int tokens = 1 + random.nextInt(40);
        WindowSpec spec = new WindowSpec(WindowSpec.Kind.TOKENS, 0, 0, tokens, KEYS_MAX);
        TreeMap<String, List<Expected>> windows = run(spec, documents, random);

        for (String key : List.of("k0", "k1", "k2")) {
            List<Expected> expected = new ArrayList<>();
            List<ClosedDocument> open = new ArrayList<>();
            long scored = 0;
            long late = 0;
            for (ClosedDocument document : of(documents, key)) {
                if (isLate(document)) {
                    late++;
                    continue;
                }
                open.add(document);
                scored += document.totals().statuses()[TokenStatus.OK.ordinal()];
                if (scored >= tokens) {
                    expected.add(window(open.get(0).closeMillis(), last(open), open, late));
                    open.clear();
                    scored = 0;
                    late = 0;
                }
            }
            if (!open.isEmpty()) {
                expected.add(window(open.get(0).closeMillis(), last(open), open, late));
            }
            assertEquals(expected, windows.get(key), "seed " + seed);
        }
    }

    /** The timer that forgets a key must not take a window that waits with it. */
    @Test
    void aWindowAfterALongPauseIsNotLost() throws Exception {
        List<ClosedDocument> documents =
                List.of(
                        LiveScores.closed("a", "k0", 500, 1),
                        LiveScores.closed("b", "k0", 500 + 3 * DAY, 2));
        for (long seed = 0; seed < 8; seed++) {
            List<Expected> windows = run(time(1000, 1000), documents, new Random(seed)).get("k0");
            assertEquals(2, windows.size(), "seed " + seed);
            assertEquals(2.0, windows.get(1).nll());
        }
    }

    @Test
    void lateOnesMakeNoWindowAndAreCountedByTheNext() throws Exception {
        List<ClosedDocument> documents =
                List.of(
                        LiveScores.lateMark("k0", 500),
                        LiveScores.lateMark("k0", 1500),
                        LiveScores.closed("a", "k0", 3500, 1),
                        LiveScores.lateMark("k0", 3600),
                        LiveScores.lateMark("k0", 9000));
        for (long seed = 0; seed < 8; seed++) {
            for (long slide : new long[] {500, 1000}) {
                List<Expected> windows =
                        run(time(1000, slide), documents, new Random(seed)).get("k0");
                assertEquals(1000 / slide, windows.size(), "seed " + seed);
                assertEquals(3, windows.stream().mapToLong(Expected::late).sum(), "seed " + seed);
            }
        }
    }

    /** Only where a partition was idle and came back: what was emitted stays as it is. */
    @Test
    void aPieceBehindItsWindowIsCountedByTheNext() throws Exception {
        WindowSpec spec = time(1000, 1000);
        try (var closing =
                new KeyedOneInputStreamOperatorTestHarness<>(
                        new KeyedProcessOperator<>(new TimeWindowFunction(spec, NAMES)),
                        TimeWindowFunction::key,
                        Types.STRING)) {
            closing.open();
            closing.processElement(pane(1000, 1), 0);
            closing.processWatermark(1500);
            closing.processElement(pane(1000, 2), 0);
            closing.processElement(pane(2000, 4), 0);
            closing.processWatermark(Long.MAX_VALUE);

            List<Expected> windows =
                    closing.extractOutputValues().stream().map(LiveWindowsTest::seen).toList();
            assertEquals(
                    List.of(new Expected(0, 1000, 1, 1, 0), new Expected(1000, 2000, 1, 4, 1)),
                    windows);
            assertEquals(0, closing.numKeyedStateEntries());
        }
    }

    private static PaneScore pane(long end, double nll) {
        PaneAccumulator pane = new PaneAccumulator(new String[] {"k0"}, end - 1000, end, null);
        pane.add(LiveScores.closed("d", "k0", end - 1, nll));
        return pane.score();
    }
}
