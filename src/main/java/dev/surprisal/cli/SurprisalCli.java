package dev.surprisal.cli;

import dev.surprisal.config.InvalidJobException;
import dev.surprisal.config.JobSettings;
import dev.surprisal.probe.ProbeSettings;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code surprisal}; also the main class that {@code flink run} starts. */
@Command(
        name = "surprisal",
        description = "Cross-entropy, perplexity and KL to a reference, from recorded log-probs.",
        mixinStandardHelpOptions = true,
        subcommands = {
            RunCommand.class,
            ScoreCommand.class,
            EvalCommand.class,
            CompareCommand.class,
            ProbeCommand.class,
            ValidateCommand.class,
            FormatsCommand.class,
            DemoServerCommand.class,
            TopicCommand.class
        })
public final class SurprisalCli implements Runnable {

    /** Set by the launcher, unless the JVM has to write its class archive while it ends. */
    private static final String HALT_PROPERTY = "surprisal.halt";

    private static final String COMMON_POOL_PROPERTY =
            "java.util.concurrent.ForkJoinPool.common.parallelism";

    private static final int COMMON_POOL_THREADS = 2;

    private final PrintStream out;
    private final PrintStream err;

    @Spec private CommandSpec spec;

    SurprisalCli(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /** Runs a command and ends the JVM with its exit code. */
    public static void main(String[] args) {
        // UTF-8 whatever the locale. Results alone go to standard output: what libraries print to
        // System.out (flink run does) is turned to standard error.
        PrintStream out = stream(FileDescriptor.out);
        PrintStream err = stream(FileDescriptor.err);
        System.setOut(err);
        useCommonPool();
        int code = new SurprisalCli(out, err).execute(args);
        out.flush();
        err.flush();
        if (Boolean.getBoolean(HALT_PROPERTY)) {
            // An embedded cluster closes in the background, and hooks would meet it half gone; the
            // launcher deletes the work folder.
            Runtime.getRuntime().halt(code);
        }
        System.exit(code);
    }

    /**
     * With up to two cores the common pool has no thread of its own, and the HTTP client then
     * starts one for every answer.
     */
    private static void useCommonPool() {
        if (Runtime.getRuntime().availableProcessors() <= COMMON_POOL_THREADS
                && System.getProperty(COMMON_POOL_PROPERTY) == null) {
            System.setProperty(COMMON_POOL_PROPERTY, String.valueOf(COMMON_POOL_THREADS));
        }
    }

    private static PrintStream stream(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }

    /** Runs a command; its exit code. */
    int execute(String... args) {
        return new CommandLine(this)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .setExecutionExceptionHandler((failure, command, parsed) -> fail(failure))
                .execute(args);
    }

    /** Bad configuration is a message; anything else is a bug and shows where. */
    private int fail(Exception failure) {
        if (failure instanceof InvalidJobException || failure instanceof UsageException) {
            err.println(failure.getMessage());
            return ExitCode.USAGE;
        }
        failure.printStackTrace(err);
        return ExitCode.FAILED;
    }

    int run(JobSettings settings, OutputOptions output) throws Exception {
        if (settings.probe() != null) {
            return ProbeRun.of(settings.probe(), output, out, err).loop();
        }
        if (settings.monitor() != null) {
            return new MonitorRun(settings, output, out, err).call();
        }
        if (settings.drift() != null) {
            return new DriftRun(settings, output, out, err).call();
        }
        if (settings.losses() != null) {
            return new LossRun(settings, output, out, err).call();
        }
        return evaluate(settings, new EvalOutputs(), output);
    }

    int evaluate(JobSettings settings, EvalOutputs outputs, OutputOptions output) throws Exception {
        return new JobRun(settings, output, outputs, out, err).call();
    }

    int compare(CompareCommand command, List<Gate> gates) throws Exception {
        return new CompareRun(command, gates, out, err).call();
    }

    int probe(ProbeSettings settings, ProbeCommand command) throws Exception {
        ProbeRun run = new ProbeRun(settings, command.output.format(), out, err);
        return command.once ? run.once(command) : run.loop();
    }

    void show(Block block) {
        TextRenderer.render(List.of(block), out);
    }

    void say(String line) {
        out.println(line);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }
}
