package dev.surprisal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.surprisal.compare.ComparisonLines;
import dev.surprisal.event.SourceFormat;
import dev.surprisal.event.TokenStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is written about the project is true of it. */
class DocsTest {

    private static final int FILE_LINES_MAX = 300;
    private static final int MEDIAN_LINES_MAX = 110;

    @ParameterizedTest
    @EnumSource(SourceFormat.class)
    void everyFormatIsDocumented(SourceFormat format) {
        assertTrue(
                read("docs/PAYLOADS.md").contains("| `" + format.label() + "` |"), format.label());
    }

    @ParameterizedTest
    @EnumSource(TokenStatus.class)
    void everyStatusIsDocumented(TokenStatus status) {
        String name = "`" + status.name().toLowerCase(Locale.ROOT) + "`";
        assertTrue(read("docs/METRICS.md").contains(name), name);
    }

    @Test
    void everyFieldOfAResultLineIsDocumented() {
        String metrics = read("docs/METRICS.md");
        Pattern field =
                Pattern.compile(
                        "(?:json\\.)?(?:text|whole|number|flag|missing|count|beginObject|beginArray)\\((?:json,)?\\s*\"([a-z0-9_]+)\"");
        TreeSet<String> missing = new TreeSet<>();
        int fields = 0;
        for (String file :
                List.of(
                        "ResultEncoder",
                        "FigureFields",
                        "TextFields",
                        "LiveLines",
                        "AlertFields",
                        "StepLines")) {
            Matcher matcher =
                    field.matcher(read("src/main/java/dev/surprisal/emit/" + file + ".java"));
            while (matcher.find()) {
                fields++;
                if (!metrics.contains("`" + matcher.group(1) + "`")) {
                    missing.add(matcher.group(1));
                }
            }
        }
        assertTrue(fields > 50);
        assertEquals(new TreeSet<>(), missing);
    }

    @Test
    void everyFieldOfAComparisonIsDocumented() {
        String metrics = read("docs/METRICS.md");
        TreeSet<String> missing = new TreeSet<>();
        ComparisonLines.blank().fieldNames().forEachRemaining(missing::add);
        int fields = missing.size();
        // Ends of an interval are documented with what they are of.
        missing.removeIf(
                name -> metrics.contains("`" + name.replaceFirst("_(low|high|se)$", "") + "`"));
        assertTrue(fields > 30);
        assertEquals(new TreeSet<>(), missing);
    }

    @Test
    void everyFileThatTheReadmeLinksIsThere() {
        Matcher link = Pattern.compile("\\]\\(([^)#:]+)\\)").matcher(read("README.md"));
        int links = 0;
        while (link.find()) {
            links++;
            assertTrue(Files.exists(Path.of(link.group(1))), link.group(1));
        }
        assertTrue(links > 5);
    }

    @Test
    void everyScriptSaysWhatItIs() throws IOException {
        try (Stream<Path> scripts = Files.list(Path.of("scripts"))) {
            for (Path script : scripts.toList()) {
                String name = script.getFileName().toString();
                if (!name.contains(".")) {
                    String text = read(script.toString());
                    assertTrue(text.startsWith("#!/usr/bin/env bash\n# " + name + ": "), name);
                    assertTrue(text.contains("\n# Usage: scripts/" + name), name);
                    assertTrue(text.contains("set -euo pipefail"), name);
                }
            }
        }
    }

    @Test
    void filesStaySmall() throws IOException {
        List<Long> sizes;
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            sizes =
                    files.filter(file -> file.toString().endsWith(".java"))
                            .filter(file -> !file.toString().endsWith("LogSpaceKernel.java"))
                            .map(DocsTest::lines)
                            .sorted()
                            .toList();
        }
        assertTrue(sizes.get(sizes.size() - 1) <= FILE_LINES_MAX, sizes.toString());
        assertTrue(sizes.get(sizes.size() / 2) <= MEDIAN_LINES_MAX, sizes.toString());
    }

    private static long lines(Path file) {
        return read(file.toString()).lines().count();
    }

    private static String read(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
