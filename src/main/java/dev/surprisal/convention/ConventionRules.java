package dev.surprisal.convention;

import java.util.List;

/** Which settings go together. */
final class ConventionRules {
    private static final List<String> DETOKENIZERS = List.of("none", "wikitext");

    private ConventionRules() {}

    static void check(
            WindowRule rule,
            int maxLength,
            int reserved,
            int context,
            int stride,
            int minWindows,
            int maxWindows) {
        boolean whole = rule == WindowRule.WHOLE;
        require(reserved >= 0, "reserved", reserved, "0 or more");
        int length = maxLength - reserved;
        int least = leastLength(rule);
        if (whole && maxLength == 0) {
            require(reserved == 0, "reserved", reserved, "0 where max_length is none");
        } else {
            require(
                    length >= least,
                    "max_length",
                    maxLength,
                    "at least " + (least + reserved) + ", of which " + reserved + " are reserved");
        }
        // A rolling request has one token more than inputs.
        require(length < Integer.MAX_VALUE, "max_length", maxLength, "below 2147483647");
        if (rule == WindowRule.ROLLING) {
            require(context >= 1 && context <= length, "context", context, "1 to " + length);
        } else {
            require(context == 0, "context", context, "0 for every window rule but rolling");
        }
        if (rule == WindowRule.STRIDED) {
            require(stride >= 1 && stride <= length, "stride", stride, "1 to " + length);
        } else {
            require(stride == 0, "stride", stride, "0 for every window rule but strided");
        }
        require(
                minWindows == 0 || (minWindows > 0 && !whole),
                "min_windows",
                minWindows,
                "0, or more where windows have a length");
        require(maxWindows >= 0, "max_windows", maxWindows, "0 or more");
    }

    static void checkText(
            WindowRule rule,
            PrefixToken prefix,
            int prefixId,
            boolean scoresFirst,
            boolean chunkBos,
            String detokenizer,
            Aggregate aggregate) {
        boolean named = prefix == PrefixToken.ID;
        require(
                named ? prefixId >= 0 : prefixId == -1,
                "prefix id",
                prefixId,
                named ? "0 or more" : "-1 where the prefix is no id");
        require(
                !scoresFirst || prefix != PrefixToken.NONE,
                "first token",
                "scored",
                "unscored where no prefix stands before it");
        require(
                !chunkBos || (prefix == PrefixToken.NONE && chunks(rule)),
                "chunk_bos",
                chunkBos,
                "false but for disjoint and second_half windows without a prefix");
        require(
                DETOKENIZERS.contains(detokenizer),
                "detokenizer",
                detokenizer,
                String.join(" or ", DETOKENIZERS));
        require(
                aggregate != Aggregate.HF_DOC_WEIGHTS || rule == WindowRule.STRIDED,
                "aggregate",
                aggregate,
                "another one but for strided windows");
    }

    /** The shortest window that has anything to score: one to predict, one to predict it from. */
    private static int leastLength(WindowRule rule) {
        return switch (rule) {
            case ROLLING -> 1; // counts inputs
            case STRIDED, DISJOINT, WHOLE -> 2;
            case SECOND_HALF -> 3; // n / 2 + 1 is still inside
        };
    }

    private static boolean chunks(WindowRule rule) {
        return rule == WindowRule.DISJOINT || rule == WindowRule.SECOND_HALF;
    }

    private static void require(boolean holds, String setting, Object seen, String allowed) {
        if (!holds) {
            throw new IllegalArgumentException(
                    "convention: " + setting + " is " + seen + ", allowed: " + allowed);
        }
    }
}
