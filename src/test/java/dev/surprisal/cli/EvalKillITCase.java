package dev.surprisal.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.surprisal.demo.DemoServer;
import dev.surprisal.demo.DemoServerOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An evaluation whose process is killed, and run again. */
class EvalKillITCase {

    private static final int IN_FLIGHT = 4;
    private static final int ANSWERS_BEFORE_KILL = 15;
    private static final long LATENCY_MILLIS = 30;
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir Path directory;

    @Test
    void aKilledRunGoesOnWhereItWasAndEndsWithTheSameBits() throws Exception {
        String undisturbed;
        try (DemoServer server = DemoServer.start(DemoServerOptions.defaults())) {
            undisturbed = Cli.run(command(server, "whole")).out();
        }
        Path log = directory.resolve("requests.jsonl");
        DemoServerOptions logged = DemoServerOptions.defaults().withLog(log);
        try (DemoServer server = DemoServer.start(logged.withFaults(LATENCY_MILLIS))) {
            kill(server, log);
            Cli again = Cli.run(command(server, "cut"));
            assertEquals(0, again.code(), again.err());
            assertEquals(undisturbed, again.out());
        }
        int asked = 0;
        int twice = 0;
        for (Map.Entry<String, Integer> prompt : asked(log).entrySet()) {
            asked++;
            twice += prompt.getValue() > 1 ? 1 : 0;
        }
        // 41 windows, one document having two, and two samples of the probe, which asks in each
        // run.
        assertEquals(43, asked);
        assertTrue(twice <= IN_FLIGHT + 2, "asked twice: " + twice);
    }

    private void kill(DemoServer server, Path log) throws Exception {
        ProcessBuilder builder = new ProcessBuilder();
        builder.command().add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // It lives for seconds: what takes long to compile would never be used.
        builder.command().addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        builder.command().add("-cp");
        builder.command().add(System.getProperty("java.class.path"));
        builder.command().add(SurprisalCli.class.getName());
        builder.command().addAll(List.of(command(server, "cut")));
        builder.environment().put("OPT_OUT_TRACKING", "true");
        builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.redirectError(directory.resolve("killed.log").toFile());
        Process process = builder.start();
        try {
            while (asked(log).size() < ANSWERS_BEFORE_KILL) {
                boolean ended = process.waitFor(5, TimeUnit.MILLISECONDS);
                assertFalse(ended, "ended before it was killed: see killed.log");
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private String[] command(DemoServer server, String journal) {
        return new String[] {
            "eval",
            "--data",
            "jobs/samples/demo/stories.txt",
            "--server",
            server.uri().toString(),
            "--tokenizer",
            "jobs/samples/demo/tokenizer",
            "--max-length",
            "512",
            "--concurrency",
            String.valueOf(IN_FLIGHT),
            "--journal",
            directory.resolve("journal-" + journal).toString(),
            "--json"
        };
    }

    /** How often each prompt was answered; a last line may be half written. */
    private static Map<String, Integer> asked(Path log) throws IOException {
        Map<String, Integer> asked = new HashMap<>();
        if (Files.exists(log)) {
            for (String line : Files.readAllLines(log)) {
                if (line.endsWith("}")) {
                    asked.merge(JSON.readTree(line).get("prompt").asText(), 1, Integer::sum);
                }
            }
        }
        return asked;
    }
}
