package dev.surprisal.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.Function;

/**
 * What was given to compare, and what to call it.
 *
 * @param name unique among the inputs
 * @param path of it
 */
record ComparedInput(String name, Path path) {

    private static final int PARTS_MAX = 64;

    /** Names as given ({@code NAME=PATH}), else the shortest parts of the paths that differ. */
    static List<ComparedInput> of(List<String> arguments) {
        List<ComparedInput> given = new ArrayList<>();
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            boolean named = equals > 0 && !Files.exists(Path.of(argument));
            given.add(
                    named
                            ? new ComparedInput(
                                    argument.substring(0, equals),
                                    Path.of(argument.substring(equals + 1)))
                            : new ComparedInput(null, Path.of(argument)));
        }
        for (int parts = 0; parts < PARTS_MAX; parts++) {
            int count = parts;
            List<ComparedInput> named = named(given, path -> shortened(path, count));
            if (named != null) {
                return named;
            }
        }
        throw new UsageException("the same input twice, or the same name; name them NAME=PATH");
    }

    private static List<ComparedInput> named(
            List<ComparedInput> given, Function<Path, String> name) {
        List<ComparedInput> named = new ArrayList<>();
        HashSet<String> names = new HashSet<>();
        for (ComparedInput input : given) {
            String its = input.name == null ? name.apply(input.path) : input.name;
            if (!names.add(its)) {
                return null;
            }
            named.add(new ComparedInput(its, input.path));
        }
        return named;
    }

    /** The folder alone where lm-eval wrote a file: its name is the model's; then more of it. */
    private static String shortened(Path path, int parts) {
        Path absolute = path.toAbsolutePath().normalize();
        int count = absolute.getNameCount();
        if (count == 0) {
            return path.toString();
        }
        String file = absolute.getFileName().toString();
        boolean lmEval = file.startsWith("samples_") && file.matches(".*_[0-9]{4}-[0-9]{2}-.*");
        if (parts == 0 && lmEval && count > 1) {
            return absolute.getName(count - 2).toString();
        }
        int shown = Math.max(1, parts);
        String name = absolute.subpath(Math.max(0, count - shown), count).toString();
        return name.replaceFirst("(\\.jsonl|\\.kld)?(\\.gz|\\.zst)?$", "").replace('\\', '/');
    }
}
