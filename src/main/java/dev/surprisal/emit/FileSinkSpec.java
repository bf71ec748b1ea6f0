package dev.surprisal.emit;

import java.io.Serializable;
import java.net.URI;
import java.time.Duration;

/**
 * A folder of result files that a job without an end writes. A file is finished, and seen by
 * readers, with the first checkpoint after one of the limits is reached.
 *
 * @param directory folder, on any file system that Flink knows
 * @param partBytesMax size at which a file ends
 * @param rollover age at which a file ends
 * @param inactivity time without a line after which a file ends, so that the last lines of a quiet
 *     hour do not wait for the next busy one
 * @param daily whether each day, in UTC and by the clock of the writer, has a folder of its own
 */
public record FileSinkSpec(
        URI directory, long partBytesMax, Duration rollover, Duration inactivity, boolean daily)
        implements Serializable {

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException naming the value and what is allowed
     */
    public FileSinkSpec {
        if (directory == null || directory.getScheme() == null) {
            throw new IllegalArgumentException(
                    "directory of results is " + directory + ", expected a URI such as file:///…");
        }
        if (partBytesMax < 1) {
            throw new IllegalArgumentException(
                    "size of a result file is " + partBytesMax + ", expected 1 byte or more");
        }
        checkPositive("age of a result file", rollover);
        checkPositive("inactivity of a result file", inactivity);
    }

    /** Files of at most 128 MiB, ten minutes, or five seconds without a line. */
    public static FileSinkSpec standard(URI directory) {
        return new FileSinkSpec(
                directory, 128L << 20, Duration.ofMinutes(10), Duration.ofSeconds(5), false);
    }

    static void checkPositive(String what, Duration value) {
        if (value == null || value.toMillis() < 1) {
            throw new IllegalArgumentException(
                    what + " is " + value + ", expected 1 millisecond or more");
        }
    }
}
