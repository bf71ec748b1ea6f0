package dev.surprisal.cli;

import dev.surprisal.compare.Comparison;
import dev.surprisal.compare.Divergence;
import dev.surprisal.compare.PairedRatio;
import dev.surprisal.compare.Run;
import dev.surprisal.compare.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A comparison as blocks for a person: the models, each against the base, verdicts, caveats. */
final class ComparisonBlocks {

    private static final int ROWS_MAX = 100;
    private static final double LN_2 = StrictMath.log(2);

    private ComparisonBlocks() {}

    static List<Block> of(
            List<Run> runs, List<Comparison> comparisons, List<String> sizes, boolean documents) {
        List<Block> blocks = new ArrayList<>();
        blocks.add(ModelBlock.of(runs, sizes));
        blocks.add(ratios(comparisons));
        addTasks(blocks, comparisons);
        addDivergences(blocks, comparisons);
        if (documents) {
            comparisons.forEach(comparison -> blocks.add(documents(comparison)));
        }
        addCaveats(blocks, runs, comparisons);
        blocks.add(
                new Block(
                        comparisons.size() == 1 ? "verdict" : "verdicts",
                        List.of("statement"),
                        comparisons.stream().map(of -> List.of(of.sentence())).toList()));
        return blocks;
    }

    private static Block ratios(List<Comparison> comparisons) {
        List<String> header = new ArrayList<>();
        header.addAll(List.of("candidate", "paired", "unit", "ln ratio", "perplexity ratio"));
        boolean bytes =
                comparisons.stream().anyMatch(of -> of.bytes() != null && of.unit() != Unit.BYTE);
        if (bytes) {
            header.addAll(List.of("byte perplexity ratio", "bits per byte, difference"));
        }
        List<List<String>> rows = new ArrayList<>();
        for (Comparison of : comparisons) {
            List<String> row = new ArrayList<>();
            row.add(of.candidate().label());
            row.add(Numbers.whole(of.pairs().size()));
            row.add(of.unit().label());
            row.addAll(cells(of.ratio()));
            PairedRatio ofBytes = of.bytes();
            if (bytes && ofBytes == null) {
                row.addAll(List.of(Numbers.NONE, Numbers.NONE));
            } else if (bytes) {
                row.add(cells(ofBytes).get(1));
                row.add(
                        Numbers.interval(
                                ofBytes.mean() / LN_2,
                                ofBytes.low() / LN_2,
                                ofBytes.high() / LN_2,
                                5));
            }
            rows.add(row);
        }
        return new Block(
                "against "
                        + comparisons.get(0).base().label()
                        + ", paired by document, 95 % intervals clustered by "
                        + comparisons.get(0).base().clusterUnit(),
                header,
                rows);
    }

    private static List<String> cells(PairedRatio ratio) {
        return List.of(
                Numbers.interval(ratio.mean(), ratio.low(), ratio.high(), 6),
                Numbers.interval(
                        StrictMath.exp(ratio.mean()),
                        StrictMath.exp(ratio.low()),
                        StrictMath.exp(ratio.high()),
                        5));
    }

    private static void addTasks(List<Block> blocks, List<Comparison> comparisons) {
        List<List<String>> rows = new ArrayList<>();
        for (Comparison of : comparisons) {
            if (of.tasks().size() > 1) {
                of.tasks()
                        .forEach(
                                (task, ratio) -> {
                                    List<String> row = new ArrayList<>();
                                    row.addAll(List.of(of.candidate().label(), task));
                                    row.add(Numbers.whole(ratio.clusters()));
                                    row.addAll(cells(ratio));
                                    rows.add(row);
                                });
            }
        }
        if (!rows.isEmpty()) {
            blocks.add(
                    new Block(
                            "by task",
                            List.of(
                                    "candidate",
                                    "task",
                                    "documents",
                                    "ln ratio",
                                    "perplexity ratio"),
                            rows));
        }
    }

    private static void addDivergences(List<Block> blocks, List<Comparison> comparisons) {
        List<List<String>> rows = new ArrayList<>();
        for (Comparison of : comparisons) {
            Divergence found = of.divergence();
            if (found != null) {
                String least = found.k() == 0 ? "" : "≥ ";
                rows.add(
                        List.of(
                                of.candidate().label(),
                                Numbers.whole(found.tokens()),
                                least + Numbers.format(found.low(), 6),
                                least + Numbers.format(found.p99(), 6),
                                found.tvLow() == found.tvHigh()
                                        ? Numbers.format(found.tvLow(), 6)
                                        : Numbers.format(found.tvLow(), 6)
                                                + " to "
                                                + Numbers.format(found.tvHigh(), 6),
                                percent(found.top1Agreement()),
                                percent(found.deltaPMean()),
                                percent(found.deltaPRms()),
                                found.k() == 0 ? "whole rows" : "bounds, k = " + found.k()));
            }
        }
        if (!rows.isEmpty()) {
            blocks.add(
                    new Block(
                            "distributions, token by token",
                            List.of(
                                    "candidate",
                                    "tokens",
                                    "KL(base||candidate), mean",
                                    "p99",
                                    "total variation, mean",
                                    "top-1 agreement",
                                    "Δp, mean",
                                    "Δp, rms",
                                    "from"),
                            rows));
        }
    }

    private static Block documents(Comparison of) {
        List<List<String>> rows = new ArrayList<>();
        of.pairs().stream()
                .limit(ROWS_MAX)
                .forEach(
                        pair ->
                                rows.add(
                                        List.of(
                                                pair.name(),
                                                Numbers.whole(pair.count()),
                                                perplexity(pair.baseNll(), pair.count()),
                                                perplexity(pair.nll(), pair.count()),
                                                Numbers.format(pair.logRatio(), 6),
                                                Numbers.format(
                                                        StrictMath.exp(pair.logRatio()), 5))));
        String more =
                of.pairs().size() > ROWS_MAX
                        ? ", the first " + ROWS_MAX + " (--output json or csv shows all)"
                        : "";
        return new Block(
                of.pairs().size()
                        + " documents, worst for "
                        + of.candidate().label()
                        + " first"
                        + more,
                List.of(
                        "document",
                        of.unit().label() + "s",
                        of.base().label(),
                        of.candidate().label(),
                        "ln ratio",
                        "ratio"),
                rows);
    }

    private static String perplexity(double nll, long count) {
        return count == 0 ? Numbers.NONE : Numbers.format(StrictMath.exp(nll / count), 4);
    }

    private static void addCaveats(
            List<Block> blocks, List<Run> runs, List<Comparison> comparisons) {
        List<String> caveats = new ArrayList<>();
        for (Run run : runs) {
            run.faults().forEach(fault -> caveats.add(run.label() + ": " + fault));
        }
        for (Comparison of : comparisons) {
            if (!of.complete()) {
                caveats.add(unpaired(of));
            }
            of.forced().forEach(reason -> caveats.add("forced in spite of " + reason));
            of.notes().stream().filter(note -> !caveats.contains(note)).forEach(caveats::add);
        }
        if (!caveats.isEmpty()) {
            blocks.add(
                    new Block(
                            "before you trust this",
                            List.of("note"),
                            caveats.stream().map(List::of).toList()));
        }
    }

    /** What was not compared. */
    static String unpaired(Comparison of) {
        return String.format(
                Locale.ROOT,
                "%s against %s: %d documents only in %s, %d only in %s, %d unlike and left out",
                of.candidate().label(),
                of.base().label(),
                of.baseOnly(),
                of.base().label(),
                of.candidateOnly(),
                of.candidate().label(),
                of.unlike().size());
    }

    private static String percent(double share) {
        String text = Numbers.format(100 * share, 3);
        return text.equals(Numbers.NONE) ? text : text + " %";
    }
}
