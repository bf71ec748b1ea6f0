package dev.surprisal.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.surprisal.config.JobSettings.CheckpointSettings;
import dev.surprisal.config.JobSettings.ReferenceSettings;
import dev.surprisal.config.JobSettings.ScoreSettings;
import dev.surprisal.config.JobSettings.SinkSettings;
import dev.surprisal.config.JobSettings.SourceSettings;
import dev.surprisal.config.JobSettings.WindowSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobFileTest {

    private static final Path GOOD = Path.of("src/test/resources/config/good-job.yaml");
    private static final String LEAST = "{version: 1, name: x, source: {files: a.kld}}";

    @TempDir private Path directory;

    @Test
    void everyOptionReachesItsSetting() throws IOException, InvalidJobException {
        JobSettings settings = parse(Files.readString(GOOD), Map.of());

        Path first = Path.of("/jobs/samples/stories260k-q4_0.kld");
        Path second = Path.of("/jobs/samples/more.kld");
        Path reference = Path.of("/jobs/samples/stories260k-f32.kld");
        assertEquals(
                new JobSettings(
                        "quickstart",
                        new SourceSettings(List.of(first, second), "stories260k-q4_0"),
                        null,
                        new ReferenceSettings(List.of(reference), "stories260k-f32"),
                        new WindowSettings(4096),
                        new ScoreSettings(false, 0.1, 2, SegmentChoice.GENERATED),
                        List.of(
                                new SinkSettings(Path.of("/jobs/out/results")),
                                new SinkSettings(Path.of("/var/results"))),
                        Execution.STREAMING,
                        2,
                        4 << 20,
                        new CheckpointSettings(Duration.ofSeconds(10), Path.of("/checkpoints")),
                        null,
                        null,
                        null,
                        null),
                settings);
    }

    @Test
    void whatIsLeftOutHasTheDocumentedDefault() throws InvalidJobException {
        assertEquals(
                new JobSettings(
                        "x",
                        new SourceSettings(List.of(Path.of("/jobs/a.kld")), null),
                        null,
                        null,
                        null,
                        new ScoreSettings(true, 0, 0, SegmentChoice.ALL),
                        List.of(),
                        Execution.AUTO,
                        0,
                        64 << 20,
                        null,
                        null,
                        null,
                        null,
                        null),
                parse(LEAST, Map.of()));
    }

    @Test
    void emptySectionIsTheSameAsNone() throws InvalidJobException {
        String empty = "version: 1\nname: x\nsource: {files: a.kld}\nscore:\nlimits: {}\nsinks:\n";

        assertEquals(parse(LEAST, Map.of()), parse(empty, Map.of()));
    }

    @Test
    void oneSinkNeedsNoList() throws InvalidJobException {
        String one = "version: 1\nname: x\nsource: {files: a.kld}\nsinks: {file: out}\n";

        assertEquals(List.of(new SinkSettings(Path.of("/jobs/out"))), parse(one, Map.of()).sinks());
    }

    @ParameterizedTest
    @CsvSource({
        "${A}, one",
        "x-${A}-${A}, x-one-one",
        "${UNSET:-two}, two",
        "${EMPTY:-two}, two",
        "${A:-two}, one",
        "x${UNSET:-}, x",
        "x${EMPTY}, x",
        "$${A}, ${A}",
        "$$${A}, $${A}",
        "$A $ $$, $A $ $$",
        "${NESTED}, ${A}",
        "${YAML}, 'a: [1, \"'",
        "${NUMBER}, 010",
        "${DOLLAR}, $1\\",
    })
    void variablesArePutInOnceAndNeverReadAsYaml(String written, String expected)
            throws InvalidJobException {
        Map<String, String> environment =
                Map.of(
                        "A",
                        "one",
                        "EMPTY",
                        "",
                        "NESTED",
                        "${A}",
                        "YAML",
                        "a: [1, \"",
                        "NUMBER",
                        "010",
                        "DOLLAR",
                        "$1\\");
        String yaml = "version: 1\nname: '" + written + "'\nsource: {files: a.kld}\n";

        assertEquals(expected, parse(yaml, environment).name());
    }

    @ParameterizedTest
    @ValueSource(strings = {"${CORES}", "'${CORES}'", "\"${UNSET:-4}\"", "${UNSET:-4}"})
    void variableIsTypedAfterItIsPutIn(String written) throws InvalidJobException {
        String yaml = "version: 1\nname: x\nsource: {files: a.kld}\nparallelism: " + written;

        assertEquals(4, parse(yaml, Map.of("CORES", "4")).parallelism());
    }

    @ParameterizedTest
    @CsvSource({
        "500ms, PT0.5S",
        "5s, PT5S",
        "5m, PT5M",
        "2h, PT2H",
        "7d, PT168H",
        "10ms, PT0.01S",
        "365d, PT8760H",
    })
    void durationsHaveTheirUnit(String written, Duration expected) throws InvalidJobException {
        String yaml = "version: 1\nname: x\nsource: {files: a}\ncheckpoint: {interval: %s}\n";

        assertEquals(expected, parse(yaml.formatted(written), Map.of()).checkpoint().interval());
        assertNull(parse(yaml.formatted(written), Map.of()).checkpoint().directory());
    }

    @ParameterizedTest
    @CsvSource({
        "512B, 512",
        "64kB, 64000",
        "64KiB, 65536",
        "3MB, 3000000",
        "4MiB, 4194304",
        "1GB, 1000000000",
        "1GiB, 1073741824",
    })
    void sizesHaveTheirUnit(String written, int expected) throws InvalidJobException {
        String yaml = "version: 1\nname: x\nsource: {files: a}\nlimits: {payload_bytes: %s}\n";

        assertEquals(expected, parse(yaml.formatted(written), Map.of()).payloadBytesMax());
    }

    @Test
    void pathsAreRelativeToTheJobFile() throws IOException, InvalidJobException {
        Path file = Files.createDirectories(directory.resolve("jobs")).resolve("x.yaml");
        String yaml = "version: 1\nname: x\nsource: {files: [../a/./b.kld, /c/d, '$${e}']}\n";
        Files.writeString(file, yaml);

        List<Path> files = JobFile.read(file, Map.of()).source().files();

        Path here = directory.toAbsolutePath();
        List<Path> expected =
                List.of(here.resolve("a/b.kld"), Path.of("/c/d"), here.resolve("jobs/${e}"));
        assertEquals(expected, files);
    }

    @Test
    void byteOrderMarkAndWindowsLinesAreRead() throws IOException, InvalidJobException {
        Path file = directory.resolve("x.yaml");
        Files.writeString(file, "\uFEFFversion: 1\r\nname: x\r\nsource: {files: a.kld}\r\n");

        assertEquals("x", JobFile.read(file, Map.of()).name());
    }

    @Test
    void fileThatIsNotTextIsRefused() throws IOException {
        Path file = directory.resolve("x.yaml");
        Files.write(file, "name: caf\u00e9".getBytes(StandardCharsets.ISO_8859_1));

        assertEquals(file + ": is not UTF-8", refusal(file));
    }

    @Test
    void fileThatCannotBeReadIsRefused() {
        Path missing = directory.resolve("x.yaml");

        assertEquals(missing + ": no such file", refusal(missing));
        assertEquals(directory + ": is a directory", refusal(directory));
    }

    @Test
    void fileBeyondTheLimitIsRefused() throws IOException {
        Path file = directory.resolve("x.yaml");
        Files.writeString(file, "#".repeat(YamlText.BYTES_MAX + 1));

        assertEquals(file + ": is larger than 1 MiB", refusal(file));
    }

    @Test
    void filesAloneGiveTheSettingsOfTheLeastJob() throws InvalidJobException {
        String yaml = "{version: 1, name: score, source: {files: [a.kld, /b/../c]}}";

        assertEquals(
                JobFile.parse(yaml, "x.yaml", Path.of(""), Map.of()),
                JobSettings.ofFiles(List.of("a.kld", "/b/../c")));
    }

    @Test
    void noFilesAreNoJob() {
        assertThrows(IllegalArgumentException.class, () -> JobSettings.ofFiles(List.of()));
    }

    private static JobSettings parse(String yaml, Map<String, String> environment)
            throws InvalidJobException {
        return JobFile.parse(yaml, "x.yaml", Path.of("/jobs"), environment);
    }

    private static String refusal(Path file) {
        return assertThrows(InvalidJobException.class, () -> JobFile.read(file, Map.of()))
                .getMessage();
    }

    @Test
    void dataServerAndConventionMayBeWrittenAsOneValue() throws InvalidJobException {
        String brief =
                """
                version: 1
                name: x
                data: a.txt
                server: demo
                convention: catwalk
                """;
        String full =
                """
                version: 1
                name: x
                data: {files: [a.txt]}
                server: {url: demo}
                convention: {preset: catwalk}
                """;
        assertEquals(parse(full, Map.of()), parse(brief, Map.of()));
        assertEquals("catwalk", parse(brief, Map.of()).evaluation().convention().name());
    }
}
