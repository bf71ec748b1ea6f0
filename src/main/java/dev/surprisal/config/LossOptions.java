package dev.surprisal.config;

import dev.surprisal.loss.LossSpec;
import java.util.List;
import java.util.Map;

/** The options of jobs over labelled lines, as part of {@link SurprisalOptions}. */
final class LossOptions {

    private static final Map<String, Object> SCHEMA = TextTypes.schema("string", "minLength", 1);

    private static final ScalarType<LossSpec> LOSS =
            new ScalarType<>(LossSpec.allowed(), LossOptions::read, LossSpec::text, SCHEMA);

    static final Option<List<LossSpec>> LOSSES =
            SurprisalOptions.JOB.optional(
                    "losses",
                    new ListType<>("one or a list of " + LossSpec.allowed(), LOSS),
                    "[mse, huber(1), focal(2)]",
                    "Losses of labelled lines, instead of scores of responses.");

    static final Option<Integer> KEYS_MAX =
            SurprisalOptions.LIMITS.optional(
                    "keys_max",
                    NumberTypes.integer(1, 1 << 20),
                    "100",
                    "Most keys of losses without an end, 100 if not said; further ones are one, other.");

    private LossOptions() {}

    private static LossSpec read(Scalar scalar) throws Unreadable {
        try {
            return LossSpec.parse(scalar.string());
        } catch (IllegalArgumentException e) {
            throw new Unreadable(e.getMessage());
        }
    }

    /** Called while {@link SurprisalOptions} is initialised: declares what stands above. */
    static void declare() {
        // Loading the class is all that it takes.
    }
}
