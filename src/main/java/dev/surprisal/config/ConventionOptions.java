package dev.surprisal.config;

import static dev.surprisal.config.NumberTypes.integer;
import static dev.surprisal.config.TextTypes.bool;
import static dev.surprisal.config.TextTypes.oneOf;
import static dev.surprisal.config.TextTypes.text;

import dev.surprisal.convention.Aggregate;
import dev.surprisal.convention.Denominator;
import dev.surprisal.convention.PrefixToken;
import dev.surprisal.convention.Tail;
import dev.surprisal.convention.WindowRule;

/** The options of the section {@code convention} of {@link SurprisalOptions}. */
final class ConventionOptions {

    static final Option<String> PRESET =
            SurprisalOptions.CONVENTION.option(
                    "preset", text(), "lm-eval", "Name of a convention, as docs list them.");

    static final Option<Integer> MAX_LENGTH =
            SurprisalOptions.CONVENTION.optional(
                    "max_length",
                    integer(1, 1 << 30),
                    "2048",
                    "Most tokens that the model sees; else the preset's or the server's.");

    static final Option<WindowRule> WINDOWS =
            SurprisalOptions.CONVENTION.optional(
                    "windows",
                    oneOf(WindowRule.class),
                    "rolling",
                    "How tokens are cut into windows.");

    static final Option<Integer> CONTEXT =
            SurprisalOptions.CONVENTION.optional(
                    "context",
                    integer(1, 1 << 30),
                    "1024",
                    "Tokens before the targets of a rolling window.");

    static final Option<Integer> STRIDE =
            SurprisalOptions.CONVENTION.optional(
                    "stride", integer(1, 1 << 30), "512", "Tokens that a strided window moves on.");

    static final Option<Tail> TAIL =
            SurprisalOptions.CONVENTION.optional(
                    "tail", oneOf(Tail.class), "kept", "What becomes of the last tokens.");

    static final Option<PrefixToken> PREFIX =
            SurprisalOptions.CONVENTION.optional(
                    "prefix",
                    oneOf(PrefixToken.class),
                    "bos",
                    "Token before a document's first one.");

    static final Option<Integer> PREFIX_ID =
            SurprisalOptions.CONVENTION.optional(
                    "prefix_id", integer(0, Integer.MAX_VALUE), "1", "Id of the prefix token.");

    static final Option<Boolean> SCORES_FIRST =
            SurprisalOptions.CONVENTION.optional(
                    "scores_first", bool(), "true", "Whether a document's first token counts.");

    static final Option<Boolean> SPECIAL_TOKENS =
            SurprisalOptions.CONVENTION.optional(
                    "special_tokens",
                    bool(),
                    "false",
                    "Whether the tokenizer adds its special tokens to a text.");

    static final Option<String> DETOKENIZER =
            SurprisalOptions.CONVENTION.optional(
                    "detokenizer",
                    text(),
                    "none",
                    "What is done to a text first: none or wikitext.");

    static final Option<Denominator> DENOMINATOR =
            SurprisalOptions.CONVENTION.optional(
                    "denominator",
                    oneOf(Denominator.class),
                    "original",
                    "Text in which words and bytes are counted.");

    static final Option<Aggregate> AGGREGATE =
            SurprisalOptions.CONVENTION.optional(
                    "aggregate",
                    oneOf(Aggregate.class),
                    "tokens",
                    "How windows become one perplexity.");

    private ConventionOptions() {}

    /** Called so that this class is initialised, and its options stand in their section. */
    static void declare() {
        // Initialising is all.
    }
}
