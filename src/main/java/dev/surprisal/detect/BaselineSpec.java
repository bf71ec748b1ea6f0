package dev.surprisal.detect;

import dev.surprisal.alarm.BaselineFile;
import dev.surprisal.alarm.BaselineRule;
import dev.surprisal.alarm.InvalidBaselineException;
import dev.surprisal.event.BaselineScore;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What windows are compared with, as a setting. The lines of a file travel with the job, so that a
 * restart does not read another file.
 *
 * @param kind how the baseline is had
 * @param documents of {@link Kind#FIRST_DOCUMENTS}: at least so many, at least 2
 * @param name of {@link Kind#FILE}: what results call it
 * @param lines of {@link Kind#FILE}: the line of each key's baseline
 */
public record BaselineSpec(Kind kind, long documents, String name, SortedMap<String, String> lines)
        implements Serializable {

    /** How a baseline is had. */
    public enum Kind {
        /** There is none. */
        NONE,
        /** The first whole windows of a key that hold enough documents. */
        FIRST_DOCUMENTS,
        /** The windows of the same hour of the day before. */
        SAME_HOUR_YESTERDAY,
        /** What an earlier run wrote. */
        FILE
    }

    /**
     * Checks that the parts fit.
     *
     * @throws IllegalArgumentException when there are too few documents
     */
    public BaselineSpec {
        if (kind == Kind.FIRST_DOCUMENTS && documents < 2) {
            throw new IllegalArgumentException(
                    "a baseline of " + documents + " documents has no spread: at least 2");
        }
        lines = new TreeMap<>(lines);
    }

    /** Compares with nothing. */
    public static BaselineSpec none() {
        return new BaselineSpec(Kind.NONE, 0, "", new TreeMap<>());
    }

    /** Compares with the first windows that hold at least so many documents. */
    public static BaselineSpec firstDocuments(long documents) {
        return new BaselineSpec(Kind.FIRST_DOCUMENTS, documents, "", new TreeMap<>());
    }

    /** Compares with the same hour of the day before. */
    public static BaselineSpec sameHourYesterday() {
        return new BaselineSpec(Kind.SAME_HOUR_YESTERDAY, 0, "", new TreeMap<>());
    }

    /**
     * Compares with what an earlier run wrote.
     *
     * @param path result lines, a file or a folder of them
     * @throws IOException when it cannot be read, holds no baseline or a broken one; the message
     *     says which file, and where it can, which line
     */
    public static BaselineSpec file(Path path) throws IOException {
        String name = path.getFileName() == null ? path.toString() : path.getFileName().toString();
        return new BaselineSpec(Kind.FILE, 0, name, BaselineFile.lines(path));
    }

    BaselineRule rule() {
        return switch (kind) {
            case NONE -> BaselineRule.none();
            case FIRST_DOCUMENTS -> BaselineRule.firstDocuments(documents);
            case SAME_HOUR_YESTERDAY -> BaselineRule.sameHourYesterday();
            case FILE -> BaselineRule.file(parsed());
        };
    }

    private Map<String, BaselineScore> parsed() {
        Map<String, BaselineScore> baselines = new TreeMap<>();
        lines.forEach((key, line) -> baselines.put(key, parse(line)));
        return baselines;
    }

    private BaselineScore parse(String line) {
        try {
            return BaselineFile.parse(line, name);
        } catch (InvalidBaselineException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }
}
