package dev.surprisal.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A job in a JVM of its own, which can be killed. */
final class JobProcess {

    private JobProcess() {}

    /** Runs a job file beside which its log is. */
    static Process start(Path job) throws IOException {
        ProcessBuilder builder = new ProcessBuilder();
        builder.command().add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        builder.command().add("-Djava.io.tmpdir=" + job.getParent());
        // It lives for seconds: what takes long to compile would never be used.
        builder.command().addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        builder.command().add("-cp");
        builder.command().add(System.getProperty("java.class.path"));
        builder.command().addAll(List.of(SurprisalCli.class.getName(), "run", job.toString()));
        builder.environment().put("OPT_OUT_TRACKING", "true");
        Path log = job.resolveSibling("log.txt");
        builder.redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        return builder.start();
    }

    /** What it has said. */
    static String log(Path job) {
        try {
            return Files.readString(job.resolveSibling("log.txt"));
        } catch (IOException e) {
            return e.toString();
        }
    }
}
