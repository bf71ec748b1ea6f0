package dev.surprisal.demo;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * The recorded stream of jobs/samples/monitor: answers in the order in which they came in, with
 * what {@link MonitorPlan} plants. The same bytes on every machine.
 */
final class MonitorStream {

    static final int REPEATS = 24;
    static final int REPEATS_ACROSS = 12;
    static final int LATE = 20;
    static final int BROKEN_OF_A_KIND = 4;

    // Of four that were tried the one in which what does not change looks least as if it did.
    private static final long SEED = 20260305;
    private static final String PAGE =
            "<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>";

    /** How a record is broken. */
    enum Broken {
        CUT_LINE,
        PAGE_LINE,
        PAGE_PAYLOAD,
        ERROR_OBJECT,
        UNKNOWN_SCHEMA,
        UNEVEN_ARRAYS
    }

    /** A line, by when it came in. */
    private record Line(long arrivedMillis, int partition, String text) {}

    final List<MonitorAnswer> answers = new ArrayList<>();
    final Set<Integer> late = new HashSet<>();
    final Set<Integer> repeated = new HashSet<>();
    final Map<Integer, Broken> broken = new HashMap<>();
    final Map<MonitorShapes.Outage, Integer> outages = new EnumMap<>(MonitorShapes.Outage.class);

    private final MonitorSampler sampler = new MonitorSampler(SEED);
    private final Random trouble = new Random(SEED + 1);
    private final List<Line> lines = new ArrayList<>();

    MonitorStream() {
        answer();
        List<Integer> troubled = troubled();
        int next = 0;
        List<Integer> twice = troubled.subList(next, next += REPEATS + REPEATS_ACROSS);
        late.addAll(troubled.subList(next, next += LATE));
        repeated.addAll(twice);
        for (Broken kind : Broken.values()) {
            for (int i = 0; i < BROKEN_OF_A_KIND; i++) {
                broken.put(troubled.get(next++), kind);
            }
        }
        Set<Integer> across = new HashSet<>(twice.subList(REPEATS, twice.size()));
        answers.forEach(answer -> send(answer, across.contains(answer.number())));
    }

    /** Every key at random times, as many as a Poisson process gives. */
    private void answer() {
        Random arrivals = new Random(SEED + 2);
        record Request(MonitorKey key, long millis) {}
        List<Request> requests = new ArrayList<>();
        for (MonitorKey key : MonitorKey.values()) {
            long millis = MonitorPlan.START;
            while (true) {
                double wait = -StrictMath.log(1 - arrivals.nextDouble());
                millis += (long) (wait * MonitorPlan.SECONDS_BETWEEN_ANSWERS * 1000);
                if (millis >= MonitorPlan.END || !MonitorPlan.answers(key, millis)) {
                    break;
                }
                requests.add(new Request(key, millis));
            }
        }
        requests.sort(Comparator.comparingLong(Request::millis).thenComparing(Request::key));
        for (Request request : requests) {
            answers.add(sampler.answer(request.key, answers.size(), request.millis));
        }
    }

    /** Numbers of the answers that may get into trouble, shuffled. */
    private List<Integer> troubled() {
        List<Integer> numbers = new ArrayList<>();
        for (MonitorAnswer answer : answers) {
            if (answer.millis() >= MonitorPlan.TROUBLE
                    && answer.millis() < MonitorPlan.SILENCE
                    && MonitorPlan.hasLogprobs(answer.key(), answer.millis())) {
                numbers.add(answer.number());
            }
        }
        Collections.shuffle(numbers, trouble);
        return numbers;
    }

    private void send(MonitorAnswer answer, boolean acrossPartitions) {
        int number = answer.number();
        int partition = number % MonitorPlan.PARTITIONS;
        long arrived = answer.millis() + trouble.nextInt((int) MonitorPlan.DISORDER_MILLIS);
        if (late.contains(number)) {
            long range = MonitorPlan.LATE_MILLIS_MAX - MonitorPlan.LATE_MILLIS_MIN;
            // Behind its partition by so much also where the others are in disorder.
            arrived += MonitorPlan.LATE_MILLIS_MIN + (long) (trouble.nextDouble() * range);
        }
        String line = broken.containsKey(number) ? broken(answer) : record(answer);
        lines.add(new Line(arrived, partition, line));
        if (repeated.contains(number)) {
            int other = (partition + (acrossPartitions ? 1 : 0)) % MonitorPlan.PARTITIONS;
            // A retry of the producer's, soon enough not to be late.
            lines.add(new Line(arrived + 1 + trouble.nextInt(10_000), other, line));
        }
    }

    private String record(MonitorAnswer answer) {
        MonitorShapes.Outage outage = MonitorShapes.Outage.NONE;
        if (!MonitorPlan.hasLogprobs(answer.key(), answer.millis())) {
            outage = MonitorShapes.Outage.values()[1 + answer.number() % 3];
        }
        outages.merge(outage, 1, Integer::sum);
        return record(
                answer,
                "surprisal.payload/1",
                MonitorShapes.payload(answer, sampler.language(answer.key()), outage));
    }

    private static String record(MonitorAnswer answer, String schema, byte[] payload) {
        JsonBuffer out = new JsonBuffer();
        out.ascii("{\"schema\":").string(schema).ascii(",\"event_time\":").number(answer.millis());
        out.ascii(",\"model\":").string(answer.key().model);
        out.ascii(",\"request_id\":").string(answer.requestId());
        out.ascii(",\"headers\":{\"route\":").string(answer.key().route).ascii("},\"payload\":");
        out.json(payload).ascii("}");
        return new String(out.toByteArray(), StandardCharsets.UTF_8);
    }

    private String broken(MonitorAnswer answer) {
        String line =
                record(
                        answer,
                        broken.get(answer.number()) == Broken.UNKNOWN_SCHEMA
                                ? "surprisal.payload/9"
                                : "surprisal.payload/1",
                        MonitorShapes.payload(
                                answer, sampler.language(answer.key()), MonitorShapes.Outage.NONE));
        return switch (broken.get(answer.number())) {
            case CUT_LINE -> line.substring(0, line.length() * 3 / 5);
            case PAGE_LINE -> PAGE;
            case UNKNOWN_SCHEMA -> line;
            case PAGE_PAYLOAD -> withPayload(answer, '"' + PAGE + '"');
            case ERROR_OBJECT ->
                    withPayload(
                            answer,
                            "{\"error\":{\"message\":\"overloaded\",\"type\":\"server_error\",\"code\":503}}");
            case UNEVEN_ARRAYS ->
                    withPayload(
                            answer,
                            "{\"id\":\"cmpl-0\",\"choices\":[{\"index\":0,\"text\":\"ab\",\"logprobs\":"
                                    + "{\"tokens\":[\"a\",\"b\"],\"token_logprobs\":[-0.5]},"
                                    + "\"finish_reason\":\"length\"}]}");
        };
    }

    private static String withPayload(MonitorAnswer answer, String payload) {
        return record(answer, "surprisal.payload/1", payload.getBytes(StandardCharsets.UTF_8));
    }

    /** The lines of a partition, in order, each with its newline. */
    String partition(int partition) {
        StringBuilder text = new StringBuilder();
        lines.stream()
                .filter(line -> line.partition == partition)
                .sorted(Comparator.comparingLong(Line::arrivedMillis))
                .forEach(line -> text.append(line.text).append('\n'));
        return text.toString();
    }
}
