package dev.surprisal.emit;

import java.io.Serializable;
import java.time.Duration;
import java.util.Locale;

/**
 * A database that result lines go to.
 *
 * @param url {@code jdbc:postgresql://host:port/database}, TLS and other properties behind a
 *     question mark; no password
 * @param user of the database
 * @param password where it is found
 * @param schema that holds the tables
 * @param batchLines lines of a kind that are written together at most
 * @param batchInterval how long a line waits for others at most
 * @param awayMax how long the database may be away before the job fails
 */
public record PostgresSinkSpec(
        String url,
        String user,
        PostgresPassword password,
        String schema,
        int batchLines,
        Duration batchInterval,
        Duration awayMax)
        implements Serializable {

    private static final String PREFIX = "jdbc:postgresql:";

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException naming the value and what is allowed, without a password
     */
    public PostgresSinkSpec {
        if (url == null || !url.startsWith(PREFIX)) {
            throw new IllegalArgumentException(
                    "address of PostgreSQL does not begin with " + PREFIX);
        }
        String lower = url.toLowerCase(Locale.ROOT);
        if (lower.contains("password=")) {
            throw new IllegalArgumentException(
                    "address of PostgreSQL has a password in it; give it on its own");
        }
        // It turns a batch into one statement, which may not write a row twice.
        if (lower.contains("rewritebatchedinserts=true")) {
            throw new IllegalArgumentException(
                    "address of PostgreSQL has reWriteBatchedInserts, which upserts do not allow");
        }
        KafkaSinkSpec.checkText("user of PostgreSQL", user);
        if (schema == null || !schema.matches("[a-z_][a-z0-9_]{0,62}")) {
            throw new IllegalArgumentException(
                    "schema of PostgreSQL is "
                            + schema
                            + ", expected lower-case letters, digits, _");
        }
        if (batchLines < 1) {
            throw new IllegalArgumentException(
                    "batch for PostgreSQL is " + batchLines + " lines, expected 1 or more");
        }
        FileSinkSpec.checkPositive("time that a line waits for PostgreSQL", batchInterval);
        FileSinkSpec.checkPositive("time that PostgreSQL may be away", awayMax);
    }

    /** Schema public; 500 lines or a second; away for at most five minutes. */
    public static PostgresSinkSpec standard(String url, String user, PostgresPassword password) {
        return new PostgresSinkSpec(
                url, user, password, "public", 500, Duration.ofSeconds(1), Duration.ofMinutes(5));
    }

    /** The address without its properties: what may be printed. */
    String place() {
        int end = url.indexOf('?');
        return url.substring("jdbc:".length(), end < 0 ? url.length() : end);
    }

    @Override
    public String toString() {
        return "PostgresSinkSpec[%s, user %s, schema %s]".formatted(place(), user, schema);
    }
}
