package dev.surprisal.config;

import dev.surprisal.convention.Convention;
import dev.surprisal.convention.ConventionBuilder;
import dev.surprisal.convention.Conventions;
import java.util.function.Consumer;

/** A preset with what a job file changes of it. */
final class ConventionOverrides {

    private final OptionValues values;

    private ConventionOverrides(OptionValues values) {
        this.values = values;
    }

    /**
     * The convention of a job.
     *
     * @throws IllegalArgumentException when there is no such preset, or settings contradict each
     *     other; says which
     */
    static Convention of(OptionValues values) {
        Convention preset = Conventions.named(values.get(ConventionOptions.PRESET));
        ConventionBuilder builder = preset.change();
        ConventionOverrides overrides = new ConventionOverrides(values);
        // The rule first: a change of it forgets the preset's context and stride.
        overrides.put(ConventionOptions.WINDOWS, builder::windowRule);
        overrides.put(ConventionOptions.MAX_LENGTH, builder::maxLength);
        overrides.put(ConventionOptions.CONTEXT, builder::context);
        overrides.put(ConventionOptions.STRIDE, builder::stride);
        overrides.put(ConventionOptions.TAIL, builder::tail);
        overrides.put(ConventionOptions.PREFIX, builder::prefix);
        overrides.put(ConventionOptions.PREFIX_ID, builder::prefixId);
        overrides.put(ConventionOptions.SCORES_FIRST, builder::scoresFirst);
        overrides.put(ConventionOptions.SPECIAL_TOKENS, builder::specialTokens);
        overrides.put(ConventionOptions.DETOKENIZER, builder::detokenizer);
        overrides.put(ConventionOptions.DENOMINATOR, builder::denominator);
        overrides.put(ConventionOptions.AGGREGATE, builder::aggregate);
        return builder.build();
    }

    private <T> void put(Option<T> option, Consumer<T> setter) {
        T value = values.get(option);
        if (value != null) {
            setter.accept(value);
        }
    }
}
