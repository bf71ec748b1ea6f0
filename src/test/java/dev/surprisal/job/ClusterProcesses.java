package dev.surprisal.job;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.surprisal.testing.JobRuns;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A cluster of scripts/cluster, whose processes can be killed. */
final class ClusterProcesses implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private final Path directory;
    private final Map<String, String> environment = new HashMap<>();
    private final List<Process> submissions = new ArrayList<>();
    private final URI rest;

    private ClusterProcesses(Path directory, Map<String, String> more) throws IOException {
        this.directory = directory;
        List<Integer> ports = freePorts(4);
        rest = URI.create("http://localhost:" + ports.get(0));
        environment.put("SURPRISAL_CLUSTER_DIR", directory.resolve("cluster").toString());
        environment.put("SURPRISAL_REST_PORT", ports.get(0).toString());
        environment.put("SURPRISAL_RPC_PORT", ports.get(1).toString());
        environment.put("SURPRISAL_BLOB_PORT", ports.get(2).toString());
        environment.put("SURPRISAL_ZOOKEEPER_PORT", ports.get(3).toString());
        environment.putAll(more);
    }

    /** A cluster that keeps its files below {@code directory}; up when this returns. */
    static ClusterProcesses start(Path directory, Map<String, String> environment)
            throws Exception {
        ClusterProcesses cluster = new ClusterProcesses(directory, environment);
        cluster.run("start");
        return cluster;
    }

    /** Runs a command of the script that must succeed; what it printed. */
    String run(String... arguments) throws Exception {
        Path out = Files.createTempFile(directory, arguments[0], ".out");
        Process process = begin(out, arguments);
        boolean ended = process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (!ended) {
            kill(process);
        }
        assertEquals(
                0, ended ? process.exitValue() : -1, () -> List.of(arguments) + ": " + log(out));
        return Files.readString(out);
    }

    /** Submits a job that does not end by itself; its id. */
    String submit(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("submit"));
        command.addAll(List.of(arguments));
        Path out = Files.createTempFile(directory, "submit", ".out");
        submissions.add(begin(out, command.toArray(String[]::new)));
        MonitorTopics.await(
                () -> job("RUNNING") != null, PATIENCE, () -> "no job runs: " + log(out));
        return job("RUNNING");
    }

    /** The id of a job in a state, or null. */
    private String job(String state) {
        for (JsonNode job : get("/jobs/overview").path("jobs")) {
            if (job.get("state").textValue().equals(state)) {
                return job.get("jid").textValue();
            }
        }
        return null;
    }

    /** How many TaskManagers the JobManager knows, and believes alive. */
    int taskManagers() {
        return get("/overview").path("taskmanagers").asInt(-1);
    }

    /** An answer of the JobManager, or nothing while there is none. */
    private JsonNode get(String path) {
        try {
            HttpResponse<String> answer =
                    HttpClient.newHttpClient()
                            .send(
                                    HttpRequest.newBuilder(rest.resolve(path))
                                            .timeout(PATIENCE)
                                            .build(),
                                    HttpResponse.BodyHandlers.ofString());
            return JobRuns.parse(answer.statusCode() == 200 ? answer.body() : "{}");
        } catch (IOException e) {
            return JobRuns.parse("{}");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Ends a process of the cluster at once, as {@code kill -9} does. */
    void kill(String name) throws Exception {
        Path file = directory.resolve("cluster").resolve(name + ".pid");
        ProcessHandle process =
                ProcessHandle.of(Long.parseLong(Files.readString(file).strip())).orElseThrow();
        process.destroyForcibly();
        process.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private static void kill(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private Process begin(Path out, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("scripts/cluster"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        builder.redirectOutput(out.toFile()).redirectErrorStream(true);
        return builder.start();
    }

    private String log(Path out) {
        try {
            return Files.readString(out);
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Override
    public void close() throws Exception {
        submissions.forEach(ClusterProcesses::kill);
        run("stop");
    }

    static List<Integer> freePorts(int count) throws IOException {
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
