package dev.surprisal.job;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class FileNamesTest {

    @Test
    void theLastPartIsEnoughWhereItTellsFilesApart() {
        assertEquals(List.of("a.json", "b.json"), names("/x/a.json", "/y/b.json"));
    }

    @Test
    void moreOfThePathIsShownWhereItDoesNot() {
        assertEquals(
                List.of("x/a.json", "y/a.json", "y/b.json"),
                names("/r/x/a.json", "/r/y/a.json", "/r/y/b.json"));
    }

    @Test
    void aShorterPathMayBeTheEndOfALongerOne() {
        assertEquals(List.of("a", "x/a"), names("/a", "/x/a"));
    }

    @Test
    void aFileNamedTwiceIsOneFile() {
        assertEquals(1, FileNames.of(List.of(Path.of("/x/a.json"), Path.of("/x/a.json"))).size());
    }

    private static List<String> names(String... paths) {
        return List.copyOf(
                FileNames.of(java.util.Arrays.stream(paths).map(Path::of).toList()).values());
    }
}
