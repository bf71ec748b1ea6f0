package dev.surprisal.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is said of bad job files, word by word: the cases are in bad-jobs.txt. */
class BadJobsTest {

    private static final Path CASES = Path.of("src/test/resources/config/bad-jobs.txt");
    private static final Map<String, String> ENVIRONMENT =
            Map.of("SECRET", "hunter2", "SET", "set", "EMPTY", "", "NUL", "hunter2\0");

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void badFileIsRefusedInTheseWords(String title, String yaml, String messages) {
        InvalidJobException e =
                assertThrows(
                        InvalidJobException.class,
                        () -> JobFile.parse(yaml, "bad.yaml", Path.of("/jobs"), ENVIRONMENT));

        assertEquals(messages, e.getMessage());
        assertEquals(messages.lines().count(), e.problems().size());
    }

    private static Stream<Arguments> cases() throws IOException {
        String[] cases = Files.readString(CASES).split("(?m)^## ", -1);
        return Arrays.stream(cases).skip(1).map(BadJobsTest::arguments);
    }

    private static Arguments arguments(String text) {
        int title = text.indexOf('\n');
        int messages = text.indexOf("=>\n", title);
        return Arguments.of(
                text.substring(0, title),
                text.substring(title + 1, messages),
                text.substring(messages + 3).stripTrailing());
    }
}
