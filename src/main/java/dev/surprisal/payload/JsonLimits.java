package dev.surprisal.payload;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;

/** How JSON is parsed, and how far: payloads are written by others. */
final class JsonLimits {
    /** Servers nest to about 10; deep enough for tool schemas in an echoed request. */
    static final int NESTING_MAX = 256;

    /** The longest double prints in 17 digits and an exponent; padding zeros are generosity. */
    static final int NUMBER_LENGTH_MAX = 256;

    /** A whole transcript may stand in one string, so this is the default payload limit. */
    static final int STRING_LENGTH_MAX = 64 << 20;

    static final String OVER_LIMIT =
            "JSON over a limit: nesting %d, digits of a number %d, characters of a string %d"
                    .formatted(NESTING_MAX, NUMBER_LENGTH_MAX, STRING_LENGTH_MAX);

    private static final JsonFactoryBuilder SETTINGS =
            (JsonFactoryBuilder)
                    JsonFactory.builder()
                            .streamReadConstraints(
                                    StreamReadConstraints.builder()
                                            .maxNestingDepth(NESTING_MAX)
                                            .maxNumberLength(NUMBER_LENGTH_MAX)
                                            .maxStringLength(STRING_LENGTH_MAX)
                                            .build())
                            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
                            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                            // Mutilated UTF-8 can look like UTF-16, whose offsets nobody knows.
                            .disable(JsonFactory.Feature.CHARSET_DETECTION)
                            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES);

    /** A factory with a table of names of its own, see {@link JsonParsers}. */
    static JsonFactory factory() {
        return SETTINGS.build();
    }

    private JsonLimits() {}
}
