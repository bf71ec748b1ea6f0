package dev.surprisal.cli;

import dev.surprisal.compare.Run;
import dev.surprisal.compare.Unit;
import dev.surprisal.compare.UnitFigures;
import java.util.ArrayList;
import java.util.List;

/** The models of a comparison, each by itself. */
final class ModelBlock {

    private static final double LN_2 = StrictMath.log(2);

    private ModelBlock() {}

    static Block of(List<Run> runs, List<String> sizes) {
        List<String> header = new ArrayList<>(List.of("model", "documents"));
        List<List<String>> rows = new ArrayList<>();
        runs.forEach(
                run ->
                        rows.add(
                                new ArrayList<>(
                                        List.of(
                                                run.label(),
                                                Numbers.whole(run.documents().size())))));
        if (runs.stream().anyMatch(run -> !run.tasks().isEmpty())) {
            header.add("tasks");
            for (int i = 0; i < runs.size(); i++) {
                rows.get(i).add(String.join(", ", runs.get(i).tasks()));
            }
        }
        for (Unit unit : Unit.values()) {
            List<UnitFigures> figures = new ArrayList<>();
            runs.forEach(run -> figures.add(run.figures(unit)));
            if (figures.stream().allMatch(figure -> figure == null)) {
                continue;
            }
            header.addAll(List.of(unit.label() + "s", unit.perplexity()));
            for (int i = 0; i < runs.size(); i++) {
                rows.get(i).addAll(cells(figures.get(i)));
            }
            if (unit == Unit.BYTE) {
                header.add("bits per byte");
                for (int i = 0; i < runs.size(); i++) {
                    rows.get(i).add(bits(figures.get(i)));
                }
            }
        }
        if (!sizes.isEmpty()) {
            header.add("size");
            for (int i = 0; i < runs.size(); i++) {
                rows.get(i).add(sizes.get(i));
            }
        }
        return new Block(
                runs.size() + " models, 95 % intervals clustered by " + runs.get(0).clusterUnit(),
                header,
                rows);
    }

    private static List<String> cells(UnitFigures figures) {
        return figures == null
                ? List.of(Numbers.NONE, Numbers.NONE)
                : List.of(
                        Numbers.whole(figures.count()),
                        Numbers.interval(
                                figures.perplexity(),
                                figures.perplexityLow(),
                                figures.perplexityHigh(),
                                4));
    }

    private static String bits(UnitFigures figures) {
        return figures == null
                ? Numbers.NONE
                : Numbers.interval(
                        figures.mean() / LN_2, figures.low() / LN_2, figures.high() / LN_2, 4);
    }
}
