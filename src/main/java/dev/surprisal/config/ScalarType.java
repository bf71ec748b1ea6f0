package dev.surprisal.config;

import java.util.Map;
import java.util.function.Function;

/**
 * A type whose values are single scalars.
 *
 * @param allowed what is allowed, in words
 * @param reading from the file's scalar to the value
 * @param writing from the value to the file's scalar
 * @param schema JSON Schema of the scalar
 */
record ScalarType<T>(
        String allowed, Reading<T> reading, Function<T, String> writing, Map<String, Object> schema)
        implements ValueType<T> {

    /** From a scalar to a value. */
    interface Reading<T> {
        T read(Scalar scalar) throws Unreadable;
    }

    @Override
    public String write(T value) {
        return writing.apply(value);
    }
}
