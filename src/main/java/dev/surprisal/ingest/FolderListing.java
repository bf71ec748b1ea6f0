package dev.surprisal.ingest;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.TreeSet;

/**
 * The files that a job's patterns stand for now. A folder is all files below it, a glob (<code>*
 * </code>, <code>**</code>, <code>?</code>, <code>[a-z]</code>, <code>{a,b}</code>) all that match.
 * In both, what is not finished is passed over: names that begin with "." or "_", and files that
 * end in .tmp, .part or .inprogress. A file that is named outright is always read.
 */
final class FolderListing {

    private static final List<String> UNFINISHED = List.of(".tmp", ".part", ".inprogress");

    private final FolderSpec spec;

    FolderListing(FolderSpec spec) {
        this.spec = spec;
    }

    /**
     * Absolute paths, each once, sorted, in turn by the numbers in their names. To be read to its
     * end, a pattern that stands for nothing is in it as it is, so that it is reported as missing;
     * to be followed, it may come.
     *
     * @throws IOException if a folder cannot be read
     */
    List<Path> files() throws IOException {
        TreeSet<Path> files = spec.inTurn() ? new TreeSet<>(new FileNumbers()) : new TreeSet<>();
        for (String pattern : spec.patterns()) {
            Path path = Path.of(spec.root()).resolve(pattern).toAbsolutePath().normalize();
            int before = files.size();
            boolean there = add(path, files);
            if (!spec.follow() && !there && files.size() == before) {
                files.add(path);
            }
        }
        return List.copyOf(files);
    }

    private static boolean add(Path path, TreeSet<Path> files) throws IOException {
        if (Files.isDirectory(path)) {
            return walk(path, file -> true, files);
        }
        if (Files.exists(path)) {
            files.add(path);
            return true;
        }
        if (!isGlob(path)) {
            return false;
        }
        Path root = path.getRoot();
        for (Path part : path) {
            if (isGlob(part)) {
                break;
            }
            root = root.resolve(part);
        }
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + path);
        return Files.isDirectory(root) && walk(root, matcher, files);
    }

    private static boolean isGlob(Path path) {
        return path.toString().chars().anyMatch(c -> "*?[{".indexOf(c) >= 0);
    }

    /** Whether anything was found; links are followed to files, not to folders. */
    private static boolean walk(Path root, PathMatcher matcher, TreeSet<Path> files)
            throws IOException {
        boolean[] found = {false};
        Files.walkFileTree(
                root,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(
                            Path folder, BasicFileAttributes attributes) {
                        return !folder.equals(root) && isUnfinished(folder)
                                ? FileVisitResult.SKIP_SUBTREE
                                : FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                        if (!isUnfinished(file)
                                && matcher.matches(file)
                                && Files.isRegularFile(file)) {
                            found[0] = true;
                            files.add(file);
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException e)
                            throws IOException {
                        // Renamed or deleted between the look at the folder and at the file.
                        if (e instanceof NoSuchFileException) {
                            return FileVisitResult.CONTINUE;
                        }
                        throw e;
                    }
                });
        return found[0];
    }

    private static boolean isUnfinished(Path path) {
        String name = path.getFileName().toString();
        return name.startsWith(".")
                || name.startsWith("_")
                || UNFINISHED.stream().anyMatch(name::endsWith);
    }
}
