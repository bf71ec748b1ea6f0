package dev.surprisal.demo;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Scored tokens a second of a server in another process, with a client that reads the answers and
 * decodes nothing: {@code DemoServerTable URI PID WINDOW IN_FLIGHT SECONDS}.
 */
public final class DemoServerTable {

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI target;
    private final String[] bodies;
    private final AtomicLong windows = new AtomicLong();
    private final long end;

    private DemoServerTable(URI target, String[] bodies, long end) {
        this.target = target;
        this.bodies = bodies;
        this.end = end;
    }

    /** Warms up for as long as it measures. */
    public static void main(String[] args) {
        ProcessHandle server = ProcessHandle.of(Long.parseLong(args[1])).orElseThrow();
        int window = Integer.parseInt(args[2]);
        int inFlight = Integer.parseInt(args[3]);
        double seconds = Double.parseDouble(args[4]);
        String[] bodies = bodies(window);
        for (int round = 0; round < 2; round++) {
            Duration begin = cpu(server);
            Duration clientBegin = cpu(ProcessHandle.current());
            long start = System.nanoTime();
            DemoServerTable run =
                    new DemoServerTable(
                            URI.create(args[0]).resolve("v1/completions"),
                            bodies,
                            start + (long) (seconds * 1e9));
            run.run(inFlight);
            double wall = (System.nanoTime() - start) / 1e9;
            System.out.printf(
                    "windows/s %.0f, tokens/s %.0f, cores: server %.2f, client %.2f%n",
                    run.windows.get() / wall,
                    run.windows.get() * window / wall,
                    cpu(server).minus(begin).toNanos() / wall / 1e9,
                    cpu(ProcessHandle.current()).minus(clientBegin).toNanos() / wall / 1e9);
        }
    }

    private static Duration cpu(ProcessHandle process) {
        return process.info().totalCpuDuration().orElseThrow();
    }

    private static String[] bodies(int window) {
        StringBuilder text = new StringBuilder();
        new StoryTeller(-1).texts(2_000_000).forEach(text::append);
        int[] ids = DemoLanguage.trainTokenizer().encode(text.toString());
        String[] bodies = new String[256];
        Random random = new Random(1);
        for (int i = 0; i < bodies.length; i++) {
            int from = random.nextInt(ids.length - window);
            JsonBuffer json = new JsonBuffer().ascii("{\"max_tokens\":1,\"prompt_logprobs\":0,");
            json.ascii("\"prompt\":").ids(java.util.Arrays.copyOfRange(ids, from, from + window));
            bodies[i] =
                    new String(
                            json.ascii("}").toByteArray(), java.nio.charset.StandardCharsets.UTF_8);
        }
        return bodies;
    }

    private void run(int inFlight) {
        CompletableFuture<?>[] lanes = new CompletableFuture<?>[inFlight];
        for (int lane = 0; lane < inFlight; lane++) {
            lanes[lane] = new CompletableFuture<>();
            next(lane, lanes[lane]);
        }
        CompletableFuture.allOf(lanes).join();
    }

    private void next(int n, CompletableFuture<?> done) {
        if (System.nanoTime() > end) {
            done.complete(null);
            return;
        }
        HttpRequest request =
                HttpRequest.newBuilder(target)
                        .POST(HttpRequest.BodyPublishers.ofString(bodies[n % bodies.length]))
                        .build();
        client.sendAsync(request, BodyHandlers.ofByteArray())
                .whenComplete(
                        (answer, failure) -> {
                            if (failure != null || answer.statusCode() != 200) {
                                done.completeExceptionally(
                                        new IllegalStateException("a window failed", failure));
                                return;
                            }
                            windows.incrementAndGet();
                            next(n + 32, done);
                        });
    }
}
