package dev.surprisal.config;

import java.util.Map;

/**
 * What values an option takes: how they are read, written and described.
 *
 * @param <T> Java type of the value
 */
sealed interface ValueType<T> permits ScalarType, ListType, MapType {

    /** What is allowed, in words that follow "allowed:". */
    String allowed();

    /** The value as it is written in a job file. */
    String write(T value);

    /** JSON Schema of the value as written. */
    Map<String, Object> schema();
}
