package dev.surprisal.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.surprisal.demo.DemoServer;
import dev.surprisal.demo.DemoServerOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The probe as a gate of a deploy pipeline. */
class ProbeCommandITCase {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir Path directory;

    @Test
    void exitCodesAreThoseOfAGate() throws Exception {
        String baseline = directory.resolve("baseline.jsonl").toString();
        DemoServerOptions demo = DemoServerOptions.defaults();
        int port;
        try (DemoServer server = DemoServer.start(demo)) {
            port = server.uri().getPort();
            Cli saved = once("--server", "a=" + server.uri(), "--save-baseline", baseline);
            assertEquals(0, saved.code(), saved.err());
            Cli same = once("--server", "a=" + server.uri(), "--baseline", baseline);
            assertEquals(0, same.code(), same.err());
            // A replica that the baseline does not know: compared with the first that it has.
            Cli unknown = once("--server", "b=" + server.uri(), "--baseline", baseline, "--json");
            assertEquals(0, unknown.code(), unknown.err());
            JsonNode line = JSON.readTree(unknown.out());
            assertTrue(line.path("compared_with").asText().startsWith("a's baseline of "));
        }
        String server = "a=http://127.0.0.1:" + port;
        Cli down = once("--server", server, "--baseline", baseline);
        assertEquals(3, down.code(), down.err());
        assertTrue(down.out().contains("unreadable"), down.out());
        try (DemoServer other = DemoServer.start(demo.withPort(port).withWeights(1, 1))) {
            Cli changed = once("--server", "a=" + other.uri(), "--baseline", baseline);
            assertEquals(1, changed.code(), changed.out());
            // Both: what is known to be wrong decides.
            Cli both =
                    once(
                            "--server",
                            "a=" + other.uri(),
                            "--server",
                            "b=http://127.0.0.1:1",
                            "--baseline",
                            baseline);
            assertEquals(1, both.code(), both.out());
        }
    }

    @Test
    void usageIsRefusedBeforeAnybodyIsAsked() throws Exception {
        Path text = Files.writeString(directory.resolve("empty.txt"), "");
        assertUsage("nothing to compare", "--once", "--server", "http://127.0.0.1:1");
        assertUsage("servers:", "--once", "--server", "ftp://a", "--server", "b=http://b");
        assertUsage("twice", "--once", "--server", "http://b/", "--server", "http://b");
        assertUsage("goes with --once", "--server", "http://b", "--save-baseline", "f");
        assertUsage("tolerance", "--server", "http://b", "--tolerance", "-1");
        assertUsage("concurrency", "--server", "demo", "--concurrency", "0");
        assertUsage("baseline:", "--once", "--server", "http://b", "--baseline", "none.jsonl");
        assertUsage(
                "nothing to score",
                "--once",
                "--server",
                "http://a,http://b",
                "--text",
                text.toString());
        assertUsage(
                "no SURPRISAL_NO_SUCH_KEY",
                "--server",
                "http://b",
                "--api-key-env",
                "SURPRISAL_NO_SUCH_KEY");
    }

    private static void assertUsage(String words, String... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = "probe";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        Cli run = Cli.run(all);
        assertEquals(2, run.code(), run.err());
        assertTrue(run.err().contains(words), run.err());
    }

    /** The job that ships: two servers of our own, one of which changes. */
    @Test
    void theChangeOfADemoServerIsFoundAndEveryFieldIsDocumented() throws Exception {
        Cli run =
                Cli.run(
                        "probe",
                        "--server",
                        "demo",
                        "--server",
                        "demo@3",
                        "--every",
                        "1",
                        "--rounds",
                        "3",
                        "--json",
                        "--out",
                        directory.toString());

        assertEquals(1, run.code(), run.err());
        String[] lines = run.out().split("\n");
        assertEquals(6, lines.length);
        for (int i = 0; i < lines.length; i++) {
            JsonNode line = JSON.readTree(lines[i]);
            String expected = i == 5 ? "changed" : "same";
            assertEquals(expected, line.path("verdict").asText(), lines[i]);
            assertEquals("surprisal.result/1", line.path("schema").asText());
        }
        assertTrue(run.err().contains("alert: demo-2 does not answer as its baseline"), run.err());
        String documented = Files.readString(Path.of("docs/PROBE.md"));
        TreeSet<String> missing = new TreeSet<>();
        JSON.readTree(lines[0]).fieldNames().forEachRemaining(missing::add);
        assertTrue(missing.size() > 20);
        missing.removeIf(
                name -> documented.contains("`" + name.replaceFirst("_(low|high|ms)$", "") + "`"));
        assertEquals(new TreeSet<>(), missing);
    }

    private static Cli once(String... arguments) {
        String[] all = new String[arguments.length + 2];
        all[0] = "probe";
        all[1] = "--once";
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        return Cli.run(all);
    }
}
