package dev.surprisal.payload;

import com.fasterxml.jackson.core.JsonToken;

/** What JSON is called in a reason. */
final class JsonWords {
    private static final int KEY_SHOWN_MAX = 40;

    private JsonWords() {}

    static String of(JsonToken token) {
        if (token == null) {
            return "missing";
        }
        return switch (token) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "an array";
            case VALUE_STRING -> "a string";
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
            case VALUE_TRUE, VALUE_FALSE -> "a boolean";
            case VALUE_NULL -> "null";
            case END_OBJECT, END_ARRAY, FIELD_NAME, NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT ->
                    "no value";
        };
    }

    /** A key as it may be shown: cut, so that a prompt used as a key does not leak. */
    static String shown(String key) {
        return key.length() <= KEY_SHOWN_MAX ? key : key.substring(0, KEY_SHOWN_MAX) + "…";
    }
}
