package dev.surprisal.config;

/**
 * One option of a job file; {@link SurprisalOptions} holds them all.
 *
 * @param <T> type of its value
 */
public final class Option<T> implements Entry {

    private final String path;
    private final ValueType<T> type;
    private final boolean required;
    private final T defaultValue;
    private final String example;
    private final String description;

    Option(
            String path,
            ValueType<T> type,
            boolean required,
            T defaultValue,
            String example,
            String description) {
        this.path = path;
        this.type = type;
        this.required = required;
        this.defaultValue = defaultValue;
        this.example = example;
        this.description = description;
    }

    @Override
    public String name() {
        return path.substring(path.lastIndexOf('.') + 1);
    }

    /** Keys from the top of the job file, joined by dots; {@code []} marks a list of sections. */
    @Override
    public String path() {
        return path;
    }

    @Override
    public boolean required() {
        return required;
    }

    /** What it has where the file does not say; null if it then has no value. */
    public T defaultValue() {
        return defaultValue;
    }

    /** Which values are allowed, in words. */
    public String allowed() {
        return type.allowed();
    }

    @Override
    public String description() {
        return description;
    }

    ValueType<T> type() {
        return type;
    }

    /** The default, or where there is none a value to show, as written in a job file. */
    String sample() {
        return defaultValue == null ? example : type.write(defaultValue);
    }

    @Override
    public String toString() {
        return path;
    }
}
