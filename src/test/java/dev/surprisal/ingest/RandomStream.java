package dev.surprisal.ingest;

import dev.surprisal.event.Delivery;
import dev.surprisal.event.Notice;
import dev.surprisal.event.Origin;
import dev.surprisal.event.Payload;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Payloads of three partitions: answers of four keys in event time with a pause, some late,
 * timeless or of a wrong date, some in chunks, some unfinished, repeated in the same or another
 * partition with the same or other numbers, some broken.
 */
final class RandomStream {

    static final int PARTITIONS = 3;

    private static final long BEGIN = 1_772_452_800_000L;
    private static final String NATIVE =
            "{\"schema\":\"surprisal.payload/1\",\"document\":\"%s\",\"model\":\"%s\",%s"
                    + "\"headers\":{\"route\":\"%s\"},\"logprobs\":[%s]}";
    private static final String CHUNK =
            "{\"schema\":\"surprisal.payload/1\",\"event_time\":%d,\"headers\":{\"route\":\"%s\"},"
                    + "\"payload\":{\"id\":\"%s\",\"object\":\"chat.completion.chunk\",\"model\":\"%s\","
                    + "\"choices\":[{\"index\":0,\"delta\":{\"content\":\"x\"},\"logprobs\":{\"content\":"
                    + "[{\"token\":\"x\",\"logprob\":%s,\"top_logprobs\":[]}]},\"finish_reason\":%s}]}}";

    private static final String LACKING =
            "{\"schema\":\"surprisal.payload/1\",\"event_time\":%d,\"headers\":{\"route\":\"%s\"},"
                    + "\"payload\":{\"id\":\"%s\",\"object\":\"chat.completion\",\"model\":\"%s\","
                    + "\"usage\":{\"completion_tokens\":3},\"choices\":[{\"index\":0,\"message\":{},"
                    + "\"logprobs\":{\"content\":[{\"token\":\"x\",\"logprob\":%s,"
                    + "\"top_logprobs\":[]}]},\"finish_reason\":\"stop\"}]}}";

    /** [partition], in its order. */
    final List<List<Payload>> partitions = new ArrayList<>();

    private final Random random;
    private int documents;

    RandomStream(long seed, int answers) {
        random = new Random(seed);
        for (int i = 0; i < PARTITIONS; i++) {
            partitions.add(new ArrayList<>());
        }
        long time = BEGIN;
        for (int i = 0; i < answers; i++) {
            time += random.nextInt(4000) + (i == answers / 2 ? 25 * 3_600_000L : 0);
            answer(time);
        }
        for (int i = 0; i < PARTITIONS; i++) {
            partitions.get(i).add(0, Payload.notice(Notice.BEGAN, name(i)));
            partitions.get(i).add(Payload.notice(Notice.ENDED, name(i)));
        }
    }

    static String name(int partition) {
        return "topic-" + partition;
    }

    private void answer(long now) {
        int partition = random.nextInt(PARTITIONS);
        String document = "d" + (random.nextInt(60) == 0 ? random.nextInt(5) : 10 + documents++);
        long time = now - random.nextInt(20_000);
        switch (random.nextInt(24)) {
            case 0 -> add(partition, "{\"schema\":\"surprisal.payload/1\",\"logpro");
            case 1 -> add(partition, record(document, now - 300_000 - random.nextInt(900_000)));
            case 2 -> add(partition, record(document, 0));
            case 3 ->
                    add(partition, record(document, random.nextBoolean() ? 1 : 4_102_444_800_000L));
            case 4, 5 -> chunks(partition, document, time, true);
            case 6 -> chunks(partition, document, time, false);
            case 7, 8, 9 -> repeat(partition, document, time);
            case 10 -> add(partition, lacking(document, time));
            default -> add(partition, record(document, time));
        }
    }

    private void repeat(int partition, String document, long time) {
        String first = record(document, time);
        add(partition, first);
        int copies = 1 + random.nextInt(2);
        for (int i = 0; i < copies; i++) {
            boolean same = random.nextBoolean();
            long again = time + (long) random.nextInt(10) * random.nextInt(12_000);
            add(random.nextInt(PARTITIONS), same ? first : record(document, again));
        }
    }

    private void chunks(int partition, String document, long time, boolean ends) {
        int count = 2 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            boolean last = ends && i == count - 1;
            add(
                    partition,
                    String.format(
                            Locale.ROOT,
                            CHUNK,
                            time + i * 700L,
                            route(document),
                            document,
                            model(document),
                            logprob(),
                            last ? "\"stop\"" : "null"));
        }
    }

    /** A finished answer of one token, whose server counted three. */
    private String lacking(String document, long time) {
        return String.format(
                Locale.ROOT, LACKING, time, route(document), document, model(document), logprob());
    }

    private String record(String document, long time) {
        StringBuilder logprobs = new StringBuilder(logprob());
        int tokens = random.nextInt(5);
        for (int i = 0; i < tokens; i++) {
            logprobs.append(',').append(random.nextInt(12) == 0 ? "null" : logprob());
        }
        String at = time == 0 ? "" : "\"event_time\":" + time + ",";
        return String.format(NATIVE, document, model(document), at, route(document), logprobs);
    }

    private static String model(String document) {
        return document.hashCode() % 2 == 0 ? "m1" : "m2";
    }

    private static String route(String document) {
        return document.hashCode() / 2 % 2 == 0 ? "chat" : "co\\nde \\\"x\\\"";
    }

    private String logprob() {
        return Double.toString(-random.nextDouble() * 3);
    }

    private void add(int partition, String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        List<Payload> payloads = partitions.get(partition);
        Origin origin =
                new Origin(name(partition), payloads.size(), bytes.length, PayloadHash.of(bytes));
        Delivery delivery = new Delivery(0, new String[0], new String[0]);
        payloads.add(
                new Payload(
                        origin,
                        name(partition) + ":" + payloads.size(),
                        bytes,
                        null,
                        delivery,
                        null));
    }
}
