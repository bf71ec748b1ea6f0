package dev.surprisal.job;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How results call files: by the fewest last parts of the path that tell all of them apart. So a
 * result does not depend on where the folder stands, nor on who runs it.
 */
final class FileNames {

    private FileNames() {}

    /** Names by path, in the order given; a path given twice is one file. */
    static Map<Path, String> of(List<Path> paths) {
        Set<Path> distinct = new HashSet<>(paths);
        for (int parts = 1; ; parts++) {
            Map<String, Path> byName = new HashMap<>();
            boolean longer = false;
            for (Path path : distinct) {
                byName.put(suffix(path, parts), path);
                longer |= path.getNameCount() > parts;
            }
            if (byName.size() == distinct.size() || !longer) {
                return names(paths, parts);
            }
        }
    }

    private static Map<Path, String> names(List<Path> paths, int parts) {
        Map<Path, String> names = new LinkedHashMap<>();
        paths.forEach(path -> names.put(path, suffix(path, parts)));
        return names;
    }

    private static String suffix(Path path, int parts) {
        int count = path.getNameCount();
        if (count == 0) {
            return path.toString();
        }
        return path.subpath(Math.max(0, count - parts), count).toString().replace('\\', '/');
    }
}
