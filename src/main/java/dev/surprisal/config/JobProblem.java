package dev.surprisal.config;

import java.io.Serializable;
import java.util.Comparator;

/**
 * One thing that is wrong with a job file.
 *
 * @param file the file as the user named it
 * @param line 1-based; 0 where the file as a whole is meant
 * @param column 1-based; 0 where the file as a whole is meant
 * @param key path of the key, joined by dots; empty where no key is meant
 * @param text what is wrong and what is allowed; holds no value of an environment variable
 */
public record JobProblem(String file, int line, int column, String key, String text)
        implements Serializable {

    /** In reading order. */
    static final Comparator<JobProblem> ORDER =
            Comparator.comparingInt(JobProblem::line).thenComparingInt(JobProblem::column);

    /** The problem in one line: {@code jobs/x.yaml:7:14: parallelism: ...}. */
    @Override
    public String toString() {
        String place = line == 0 ? file : file + ":" + line + ":" + column;
        return key.isEmpty() ? place + ": " + text : place + ": " + key + ": " + text;
    }
}
