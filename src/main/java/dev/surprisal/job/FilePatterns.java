package dev.surprisal.job;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Folders and globs to files. A folder is all files below it, a glob (<code>*</code>, <code>**
 * </code>, <code>?</code>, <code>[a-z]</code>, <code>{a,b}</code>) all that match; hidden files are
 * passed over in both, since unfinished files are hidden. In the order of their names, so that a
 * job does not depend on the file system's.
 */
final class FilePatterns {

    private FilePatterns() {}

    /**
     * Replaces folders and globs by what they stand for; a glob or folder that stands for nothing
     * stays, so that it is reported as missing.
     */
    static List<Path> expand(List<Path> paths) throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path path : paths) {
            List<Path> found = expand(path);
            if (found.isEmpty()) {
                files.add(path);
            }
            files.addAll(found);
        }
        return files.stream().distinct().toList();
    }

    private static List<Path> expand(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            return walk(path, file -> true);
        }
        if (Files.exists(path) || !isGlob(path.toString())) {
            return List.of();
        }
        Path root = path.getRoot();
        for (Path part : path) {
            if (isGlob(part.toString())) {
                break;
            }
            root = root.resolve(part);
        }
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + path);
        return walk(root, matcher);
    }

    private static boolean isGlob(String text) {
        return text.chars().anyMatch(c -> "*?[{".indexOf(c) >= 0);
    }

    private static List<Path> walk(Path root, PathMatcher matcher) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !isHidden(root, file))
                    .filter(matcher::matches)
                    .sorted()
                    .toList();
        }
    }

    private static boolean isHidden(Path root, Path file) {
        for (Path part : root.relativize(file)) {
            if (part.toString().startsWith(".")) {
                return true;
            }
        }
        return false;
    }
}
