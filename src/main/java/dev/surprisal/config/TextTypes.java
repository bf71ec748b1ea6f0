package dev.surprisal.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Types of words: strings, paths, booleans and closed choices. */
final class TextTypes {

    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:/.*");

    private static final Map<String, Object> TEXT_SCHEMA = schema("string", "minLength", 1);

    private TextTypes() {}

    static ScalarType<String> text() {
        return new ScalarType<>("text", Scalar::string, value -> value, TEXT_SCHEMA);
    }

    /** Paths are read as written; they become absolute where the job file's directory is known. */
    static ScalarType<Path> path() {
        return new ScalarType<>("a path", TextTypes::readPath, Path::toString, TEXT_SCHEMA);
    }

    static ListType<Path> paths() {
        return new ListType<>("a path or a list of paths", path());
    }

    static ListType<String> texts() {
        return new ListType<>("text or a list of texts", text());
    }

    /** Names of the user's choice with texts, or numbers and booleans written as such. */
    static MapType<String> map() {
        return new MapType<>(
                "a mapping of names to texts",
                new ScalarType<>("text", Scalar::text, value -> value, TEXT_SCHEMA));
    }

    static ScalarType<Boolean> bool() {
        return new ScalarType<>(
                "true or false",
                TextTypes::readBoolean,
                value -> Boolean.toString(value),
                environmentOr(Map.of("type", "boolean")));
    }

    /** One of the constants of an enum, written in lower case. */
    static <E extends Enum<E>> ScalarType<E> oneOf(Class<E> choices) {
        List<E> constants = List.of(choices.getEnumConstants());
        List<String> names = constants.stream().map(TextTypes::name).toList();
        int last = names.size() - 1;
        String allowed = String.join(", ", names.subList(0, last)) + " or " + names.get(last);
        return new ScalarType<>(
                allowed,
                scalar -> {
                    int index = names.indexOf(scalar.text());
                    if (index < 0) {
                        throw new Unreadable("is not one of the choices");
                    }
                    return constants.get(index);
                },
                TextTypes::name,
                environmentOr(Map.of("enum", names)));
    }

    /** A schema that also takes a variable, whose type an editor cannot know. */
    static Map<String, Object> environmentOr(Map<String, Object> schema) {
        return Map.of("anyOf", List.of(schema, Map.of("$ref", "#/$defs/environment")));
    }

    /** An ordered schema: the committed file must not depend on hashing. */
    static Map<String, Object> schema(String type, Object... keysAndValues) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", type);
        for (int i = 0; i < keysAndValues.length; i += 2) {
            schema.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return schema;
    }

    private static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static Boolean readBoolean(Scalar scalar) throws Unreadable {
        return switch (scalar.unquoted("a boolean")) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new Unreadable("is not a boolean");
        };
    }

    private static Path readPath(Scalar scalar) throws Unreadable {
        String text = scalar.string();
        if (SCHEME.matcher(text).matches()) {
            throw new Unreadable("is a URI");
        }
        if (text.equals("~") || text.startsWith("~/")) {
            throw new Unreadable("would be a directory called ~: write ${HOME}");
        }
        try {
            return Path.of(text).normalize();
        } catch (InvalidPathException e) {
            // Its message holds the text, which may be a secret.
            throw new Unreadable("is not a path");
        }
    }
}
