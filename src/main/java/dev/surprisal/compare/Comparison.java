package dev.surprisal.compare;

import dev.surprisal.kernel.ClusteredRatio;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A candidate against the base.
 *
 * @param base what is compared with
 * @param candidate what is compared
 * @param unit that the ratio is in: tokens where both have the same, else words, else bytes
 * @param ratio in that unit
 * @param words in words; null unless both know them
 * @param bytes in bytes; null unless both know them
 * @param divergence token by token; null unless both have what it takes
 * @param verdict on the ratio
 * @param pairs documents that were compared
 * @param unlike documents of one name that were left out, and why
 * @param baseOnly documents that only the base has
 * @param candidateOnly documents that only the candidate has
 * @param forced differences that were passed over because that was asked for
 * @param notes what a reader has to know beside the figures
 */
public record Comparison(
        Run base,
        Run candidate,
        Unit unit,
        PairedRatio ratio,
        PairedRatio words,
        PairedRatio bytes,
        Divergence divergence,
        Verdict verdict,
        List<DocumentRatio> pairs,
        List<String> unlike,
        long baseOnly,
        long candidateOnly,
        List<String> forced,
        List<String> notes) {

    private static final int SHOWN_MAX = 3;

    /**
     * A document of both.
     *
     * @param name of the document
     * @param task lm-eval's; null if it is of none
     * @param count of the comparison's unit
     * @param baseNll nats
     * @param nll nats
     */
    public record DocumentRatio(String name, String task, long count, double baseNll, double nll) {

        /** ln of the ratio of its perplexities; NaN for a document without units. */
        public double logRatio() {
            return (nll - baseNll) / count;
        }
    }

    /**
     * Compares two runs.
     *
     * @param force whether unlike fingerprints are passed over, and unlike documents left out
     * @throws RefusedComparisonException naming what differs
     */
    public static Comparison of(Run base, Run candidate, boolean force)
            throws RefusedComparisonException {
        Fingerprints.Difference difference =
                Fingerprints.between(base.fingerprint(), candidate.fingerprint());
        Pairing pairing = Pairing.of(base, candidate);
        List<String> reasons = new ArrayList<>(difference.other());
        boolean onText = pairing.has(Unit.WORD) || pairing.has(Unit.BYTE);
        if (!onText) {
            reasons.addAll(difference.tokens());
        }
        reasons.addAll(tasks(base, candidate));
        if (!force) {
            refuse(base, candidate, reasons, pairing.unlike());
        }
        if (pairing.pairs().isEmpty()) {
            throw RefusedComparisonException.unlike(nothingInCommon(base, candidate, pairing));
        }
        Unit unit = unit(base, candidate, pairing, difference.tokens());
        PairedRatio ratio = PairedRatio.of(pairing.pairs(), unit);
        boolean identical = pairing.pairs().stream().allMatch(p -> p.difference() == 0);
        return new Comparison(
                base,
                candidate,
                unit,
                ratio,
                pairing.has(Unit.WORD) ? PairedRatio.of(pairing.pairs(), Unit.WORD) : null,
                pairing.has(Unit.BYTE) ? PairedRatio.of(pairing.pairs(), Unit.BYTE) : null,
                difference.tokens().isEmpty() ? divergence(base, candidate) : null,
                Verdict.of(ratio, identical),
                documents(pairing, unit),
                pairing.unlike(),
                pairing.baseOnly(),
                pairing.candidateOnly(),
                reasons,
                notes(base, candidate, unit, difference.tokens()));
    }

    /** Ratios of each task of the documents compared, in alphabetical order; empty for none. */
    public SortedMap<String, PairedRatio> tasks() {
        SortedMap<String, ClusteredRatio> sums = new TreeMap<>();
        for (DocumentRatio document : pairs) {
            if (document.task() != null) {
                sums.computeIfAbsent(document.task(), task -> new ClusteredRatio())
                        .add(document.nll() - document.baseNll(), document.count());
            }
        }
        SortedMap<String, PairedRatio> tasks = new TreeMap<>();
        sums.forEach((task, sum) -> tasks.put(task, PairedRatio.of(sum)));
        return tasks;
    }

    /** The verdict as a sentence. */
    public String sentence() {
        return verdict.sentence(base, candidate, unit, ratio);
    }

    /** Whether every document of both was compared. */
    public boolean complete() {
        return unlike.isEmpty() && baseOnly == 0 && candidateOnly == 0;
    }

    private static List<String> tasks(Run base, Run candidate) {
        Set<String> a = base.tasks();
        Set<String> b = candidate.tasks();
        boolean apart = a.stream().noneMatch(b::contains);
        return !a.isEmpty() && !b.isEmpty() && apart
                ? List.of("tasks: " + a + " and " + b)
                : List.of();
    }

    private static void refuse(
            Run base, Run candidate, List<String> reasons, List<String> documents)
            throws RefusedComparisonException {
        if (reasons.isEmpty() && documents.isEmpty()) {
            return;
        }
        StringBuilder message =
                new StringBuilder(base.label() + " and " + candidate.label() + " are unlike:");
        reasons.forEach(reason -> message.append("\n  ").append(reason));
        documents.stream()
                .limit(SHOWN_MAX)
                .forEach(reason -> message.append("\n  ").append(reason));
        if (documents.size() > SHOWN_MAX) {
            message.append("\n  and ")
                    .append(documents.size() - SHOWN_MAX)
                    .append(" more documents");
        }
        message.append("\n--force compares them all the same");
        message.append(documents.isEmpty() ? "" : ", without these documents");
        throw RefusedComparisonException.unlike(message.toString());
    }

    private static String nothingInCommon(Run base, Run candidate, Pairing pairing) {
        String unlike =
                pairing.unlike().isEmpty() ? "" : " of the same text: " + pairing.unlike().get(0);
        return base.label()
                + " and "
                + candidate.label()
                + " have no document in common"
                + unlike
                + " (the first are \""
                + base.documents().get(0).name()
                + "\" and \""
                + candidate.documents().get(0).name()
                + "\")";
    }

    private static Unit unit(Run base, Run candidate, Pairing pairing, Set<String> unlikeTokens)
            throws RefusedComparisonException {
        List<Unit> units =
                unlikeTokens.isEmpty()
                        ? List.of(Unit.TOKEN, Unit.WORD, Unit.BYTE)
                        : List.of(Unit.WORD, Unit.BYTE, Unit.TOKEN);
        for (Unit unit : units) {
            if (pairing.has(unit)) {
                return unit;
            }
        }
        throw RefusedComparisonException.unlike(
                base.label()
                        + " and "
                        + candidate.label()
                        + " have neither tokens, words nor bytes that both know");
    }

    private static Divergence divergence(Run base, Run candidate)
            throws RefusedComparisonException {
        if (candidate.pair() != null) {
            return Divergence.of(candidate.pair());
        }
        return base.saved() == null || candidate.saved() == null
                ? null
                : SavedDivergence.between(base.saved(), candidate.saved());
    }

    /** Where the candidate lost most first. */
    private static List<DocumentRatio> documents(Pairing pairing, Unit unit) {
        return pairing.pairs().stream()
                .map(
                        pair ->
                                new DocumentRatio(
                                        name(pair),
                                        pair.base().task(),
                                        unit.count(pair.base()),
                                        pair.base().nll(),
                                        pair.candidate().nll()))
                .sorted(
                        Comparator.comparing(Comparison::rank)
                                .reversed()
                                .thenComparing(DocumentRatio::name))
                .toList();
    }

    /** Where they are called unlike, by what they have in common. */
    private static String name(Pairing.Pair pair) {
        boolean same = pair.base().name().equals(pair.candidate().name());
        return same || pair.base().id() == null ? pair.base().name() : pair.base().id();
    }

    /** Documents without units go last. */
    private static double rank(DocumentRatio document) {
        return document.count() == 0 ? Double.NEGATIVE_INFINITY : document.logRatio();
    }

    private static List<String> notes(
            Run base, Run candidate, Unit unit, Set<String> unlikeTokens) {
        List<String> notes = new ArrayList<>();
        boolean tokens = base.figures(Unit.TOKEN) != null && candidate.figures(Unit.TOKEN) != null;
        if (unit != Unit.TOKEN && tokens) {
            String what =
                    unlikeTokens.isEmpty() ? "" : " (" + String.join("; ", unlikeTokens) + ")";
            notes.add(
                    "tokenizers differ"
                            + what
                            + ": perplexities per token are not comparable, "
                            + unit.label()
                            + "s are");
        }
        if (base.origin().startsWith("lm-eval") || candidate.origin().startsWith("lm-eval")) {
            notes.add(
                    "lm-eval's files do not tell max_length, BOS or tokenizer: make sure that both"
                            + " runs had the same");
        }
        return notes;
    }
}
