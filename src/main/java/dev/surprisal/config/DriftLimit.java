package dev.surprisal.config;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A budget: {@code kl <= 0.05}.
 *
 * @param statistic kl, mismatch, entropy or length, a mean over completions
 * @param upper whether the bound is from above
 * @param bound above 0 and finite
 */
public record DriftLimit(String statistic, boolean upper, double bound) {

    private static final List<String> STATISTICS = List.of("kl", "mismatch", "entropy", "length");

    static final String ALLOWED = "kl, mismatch, entropy or length, <= or >=, a number above 0";

    private static final Pattern SYNTAX =
            Pattern.compile("\\s*([a-z]+)\\s*(<=|>=)\\s*([0-9.]+(?:[eE][-+]?[0-9]+)?)\\s*");

    static DriftLimit parse(String text) throws Unreadable {
        Matcher matcher = SYNTAX.matcher(text);
        if (!matcher.matches() || !STATISTICS.contains(matcher.group(1))) {
            throw new Unreadable("is no limit");
        }
        try {
            double bound = Double.parseDouble(matcher.group(3));
            if (!(bound > 0 && bound < Double.POSITIVE_INFINITY)) {
                throw new Unreadable("has a bound that is not above 0 and finite");
            }
            return new DriftLimit(matcher.group(1), matcher.group(2).equals("<="), bound);
        } catch (NumberFormatException e) {
            throw new Unreadable("has a bound that is no number");
        }
    }

    /** As in job files. */
    public String text() {
        return statistic + (upper ? " <= " : " >= ") + bound;
    }
}
