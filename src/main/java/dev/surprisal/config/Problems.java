package dev.surprisal.config;

import java.util.ArrayList;
import java.util.List;
import org.yaml.snakeyaml.error.Mark;

/** Collects what is wrong with one file, so that its author sees all of it at once. */
final class Problems {

    /** More than anyone reads; a hostile file could have one every three bytes. */
    private static final int MAX = 1_000;

    private final String file;
    private final List<JobProblem> found = new ArrayList<>();

    Problems(String file) {
        this.file = file;
    }

    /** Adds a problem with the file as a whole. */
    void add(String text) {
        add(0, 0, "", text);
    }

    void add(Mark place, String key, String text) {
        add(place.getLine() + 1, place.getColumn() + 1, key, text);
    }

    void add(int line, int column, String key, String text) {
        if (found.size() < MAX) {
            found.add(new JobProblem(file, line, column, key, text));
        }
    }

    void throwIfAny() throws InvalidJobException {
        if (!found.isEmpty()) {
            throw new InvalidJobException(found);
        }
    }
}
