package dev.surprisal.emit;

import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where the password of a database is found. It is read whenever a connection is made, by the task
 * that makes it, so that it is no part of the job and may change while the job runs.
 *
 * @param variable of the environment of every JVM that connects; null for another place
 * @param file that every JVM that connects can read; null for another place, both for no password
 */
public record PostgresPassword(String variable, String file) implements Serializable {

    /** For a database that asks for none. */
    public static PostgresPassword none() {
        return new PostgresPassword(null, null);
    }

    /** The value of a variable of the environment. */
    public static PostgresPassword ofVariable(String name) {
        return new PostgresPassword(name, null);
    }

    /** What a file holds, without the end of its line. */
    public static PostgresPassword ofFile(Path file) {
        return new PostgresPassword(null, file.toString());
    }

    /**
     * The password as it is now; empty for none.
     *
     * @throws IllegalArgumentException when it is not where it should be
     */
    String read() {
        if (variable != null) {
            String value = System.getenv(variable);
            if (value == null) {
                throw new IllegalArgumentException(
                        "password of PostgreSQL: " + variable + " is not set in the environment");
            }
            return value;
        }
        if (file != null) {
            try {
                return Files.readString(Path.of(file), StandardCharsets.UTF_8)
                        .replaceFirst("\\R\\z", "");
            } catch (IOException e) {
                throw new IllegalArgumentException(
                        "password of PostgreSQL: " + file + " cannot be read", e);
            }
        }
        return "";
    }
}
