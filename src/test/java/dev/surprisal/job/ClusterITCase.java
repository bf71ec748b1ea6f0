package dev.surprisal.job;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.surprisal.config.JobFile;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same jar on a real cluster, JobManager and TaskManager in JVMs of their own. */
class ClusterITCase {

    private static final long TIMEOUT_SECONDS = 180;

    @TempDir Path directory;
    private Map<String, String> environment;

    @BeforeEach
    void start() throws Exception {
        List<Integer> ports = freePorts(3);
        environment =
                Map.of(
                        "SURPRISAL_CLUSTER_DIR",
                        directory.resolve("cluster").toString(),
                        "SURPRISAL_REST_PORT",
                        ports.get(0).toString(),
                        "SURPRISAL_RPC_PORT",
                        ports.get(1).toString(),
                        "SURPRISAL_BLOB_PORT",
                        ports.get(2).toString());
        assertEquals(0, cluster(directory.resolve("start.out"), "start"));
    }

    @AfterEach
    void stop() throws Exception {
        assertEquals(0, cluster(directory.resolve("stop.out"), "stop"));
    }

    @Test
    void resultsAreTheBytesOfAnEmbeddedRun() throws Exception {
        Path job = Path.of("jobs/quickstart.yaml");
        List<String> embedded = Runs.run(JobFile.read(job, Map.of()), directory);

        Path out = directory.resolve("submit.out");
        int code = cluster(out, "submit", job.toString(), "--json");

        assertEquals(0, code, log());
        assertEquals(embedded, Files.readAllLines(out));
    }

    private String log() throws IOException {
        return Files.readString(directory.resolve("cluster.err"));
    }

    private int cluster(Path out, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("scripts/cluster"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        builder.redirectOutput(out.toFile());
        builder.redirectError(
                ProcessBuilder.Redirect.appendTo(new File(directory.toFile(), "cluster.err")));
        Process process = builder.start();
        if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("no end of scripts/cluster " + List.of(arguments) + log());
        }
        return process.exitValue();
    }

    private static List<Integer> freePorts(int count) throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        List<Integer> ports = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            sockets.add(socket);
            ports.add(socket.getLocalPort());
        }
        for (ServerSocket socket : sockets) {
            socket.close();
        }
        return ports;
    }
}
