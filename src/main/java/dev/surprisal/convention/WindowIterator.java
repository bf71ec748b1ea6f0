package dev.surprisal.convention;

import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * Walks a text window by window.
 *
 * <p>Counts in positions, not tokens: the prefix, where there is one, is position 0 and takes its
 * room in a window like any token. Then all rules but the rolling one are the same loop: windows of
 * one length, {@code stride} apart, of which the first {@code lead} positions are never scored.
 */
final class WindowIterator implements Iterator<PlannedWindow> {
    private final Convention convention;
    private final boolean rolling;
    private final int prefix;

    /** Positions of the text. */
    private final long positions;

    /** Positions of a full window's request. */
    private final long length;

    /** From one window's nominal start to the next. */
    private final long stride;

    private final int lead;

    /** First position that may be scored. */
    private final int first;

    private long begin;
    private long planned;
    private int index;
    private PlannedWindow next;

    WindowIterator(Convention convention, int tokens) {
        this.convention = convention;
        this.rolling = convention.windowRule() == WindowRule.ROLLING;
        this.prefix = convention.prefix() == PrefixToken.NONE ? 0 : 1;
        this.positions = tokens == 0 ? 0 : (long) tokens + prefix;
        int windowLength = convention.windowLength();
        this.first = convention.scoresFirst() ? prefix : prefix + 1;
        switch (convention.windowRule()) {
            case ROLLING -> {
                length = windowLength + 1L; // the last target is no input
                stride = length - convention.context();
                lead = convention.context();
            }
            case STRIDED -> {
                length = windowLength;
                stride = convention.stride();
                lead = 1;
            }
            case DISJOINT -> {
                length = windowLength;
                stride = windowLength;
                lead = 1;
            }
            case SECOND_HALF -> {
                length = windowLength;
                stride = windowLength;
                lead = windowLength / 2 + 1;
            }
            case WHOLE -> {
                length = windowLength == 0 ? positions : windowLength;
                stride = positions; // what does not fit is dropped, not the next window
                lead = 1;
            }
            default -> throw new IllegalStateException(convention.windowRule().name());
        }
    }

    @Override
    public boolean hasNext() {
        while (next == null && !finished()) {
            next = plan();
        }
        return next != null;
    }

    @Override
    public PlannedWindow next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        PlannedWindow window = next;
        next = null;
        return window;
    }

    private boolean finished() {
        int max = convention.maxWindows();
        return planned >= positions || begin >= positions || (max > 0 && index >= max);
    }

    /** The window at {@code begin}, or null if nothing of it counts. */
    private PlannedWindow plan() {
        long end = Math.min(begin + length, positions);
        boolean full = end - begin == length || convention.windowRule() == WindowRule.WHOLE;
        long from = begin;
        if (!full && convention.tail() == Tail.BACK_FILLED) {
            from = Math.max(0, end - length);
        }
        // The first rolling window has only the prefix before its targets, whatever the context.
        long unscored = rolling && begin == 0 ? 1 : lead;
        long scoredFrom = Math.max(Math.max(planned, from + unscored), first);
        long targets = end - planned;
        begin += stride;
        planned = end;
        if (scoredFrom >= end || (!full && convention.tail() == Tail.DROPPED)) {
            return null;
        }
        return window(from, end, scoredFrom, targets);
    }

    private PlannedWindow window(long from, long end, long scoredFrom, long targets) {
        boolean prefixed = from < prefix;
        double weight =
                switch (convention.aggregate()) {
                    case TOKENS, MEAN_OF_DOCUMENTS -> end - scoredFrom;
                    case HF_DOC_WEIGHTS -> targets - 1;
                    case MEAN_OF_WINDOWS -> 1;
                };
        return new PlannedWindow(
                index++,
                (int) (prefixed ? 0 : from - prefix),
                (int) (end - prefix),
                prefixed,
                convention.chunkBos(),
                (int) (scoredFrom - prefix),
                (int) (end - prefix),
                weight);
    }
}
