package dev.surprisal.cli;

import dev.surprisal.job.Evaluation;
import dev.surprisal.job.PlanTotals;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What an evaluation would ask, without asking it. */
final class EvaluationPlan {

    private EvaluationPlan() {}

    static List<Block> of(Evaluation evaluation, Double tokensPerSecond) throws IOException {
        PlanTotals totals = evaluation.plan();
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("documents", whole(totals.documents()), ""));
        rows.add(List.of("windows, one request each", whole(totals.windows()), ""));
        rows.add(List.of("tokens of the texts", whole(totals.tokens()), ""));
        rows.add(
                List.of(
                        "tokens that count",
                        whole(totals.scored()),
                        whole(totals.tokens() - totals.scored()) + " never do"));
        rows.add(List.of("tokens to send", whole(totals.asked()), "context and prefixes too"));
        if (totals.words() >= 0) {
            rows.add(List.of("words", whole(totals.words()), ""));
            rows.add(List.of("bytes", whole(totals.bytes()), ""));
        }
        if (tokensPerSecond != null) {
            double seconds = totals.asked() / tokensPerSecond;
            rows.add(
                    List.of(
                            "time",
                            String.format(Locale.ROOT, "%.0f s", seconds),
                            "at " + tokensPerSecond + " tokens/s"));
        }
        rows.add(List.of("convention", "", evaluation.spec().convention().describe()));
        rows.add(List.of("server", "", evaluation.spec().profile().summary()));
        return List.of(new Block("plan", List.of("", "value", ""), rows));
    }

    private static String whole(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }
}
