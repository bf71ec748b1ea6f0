package dev.surprisal.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.InputStreamReader;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DemoServerCommandTest {

    @Test
    void oneLineTellsWhereItListensAndItServesUntilItIsStopped() throws Exception {
        PipedInputStream pipe = new PipedInputStream();
        PrintStream out =
                new PrintStream(new PipedOutputStream(pipe), true, StandardCharsets.UTF_8);
        PrintStream err =
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        Thread server =
                new Thread(() -> new SurprisalCli(out, err).execute("demo-server", "--model", "m"));
        server.start();
        String line =
                new BufferedReader(new InputStreamReader(pipe, StandardCharsets.UTF_8)).readLine();
        Matcher ready =
                Pattern.compile(
                                "demo-server: (http://127\\.0\\.0\\.1:\\d+/) model m, vocabulary"
                                        + " 1536, dialect vllm")
                        .matcher(line);
        assertTrue(ready.matches(), line);
        String models =
                HttpClient.newHttpClient()
                        .send(
                                HttpRequest.newBuilder(
                                                URI.create(ready.group(1)).resolve("v1/models"))
                                        .build(),
                                BodyHandlers.ofString())
                        .body();
        assertTrue(models.contains("\"id\":\"m\""), models);
        server.interrupt();
        server.join();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--dialect=vlm",
                "--port=65536",
                "--temperature=0",
                "--weights=-1",
                "--fault=429",
                "--latency=-1",
                "--max-model-len=1",
                "--model=",
                "--log=/nowhere/at/all.jsonl"
            })
    void whatCannotBeServedIsAMessage(String option) {
        Cli run = Cli.run("demo-server", option);

        assertEquals(ExitCode.USAGE, run.code());
        assertTrue(run.err().startsWith("demo-server"), run.err());
        assertEquals("", run.out());
    }
}
