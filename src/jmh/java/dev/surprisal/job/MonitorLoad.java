package dev.surprisal.job;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Fills topics with OpenAI chat responses of {@value #TOKENS} tokens with {@value #TOP} top
 * log-probs each. Headers {@code one}, {@code thousand} and {@code many} are keys of 1, 1,000 and
 * 100,000 values, so that one topic serves every way to group.
 */
final class MonitorLoad {

    static final int TOKENS = 20;
    static final int TOP = 5;
    static final int PARTITIONS = 4;

    private static final int TEMPLATES = 256;
    private static final int THOUSAND = 1_000;
    private static final int MANY = 100_000;
    private static final long NANOS = 1_000_000_000L;

    private final String servers;
    private final String[] beforeTime = new String[TEMPLATES];
    private final String[] afterTime = new String[TEMPLATES];

    MonitorLoad(String servers) {
        this.servers = servers;
        Random random = new Random(11);
        for (int i = 0; i < TEMPLATES; i++) {
            beforeTime[i] = ",\"payload\":{\"id\":\"chatcmpl-";
            afterTime[i] = rest(random);
        }
    }

    /** Creates topics, each of which is there when this returns. */
    void create(String topic, int partitions) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
            admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1))).all().get();
        }
    }

    /**
     * Sends {@code count} responses, spread evenly over {@code spanMillis} of event time.
     *
     * @return bytes of a value, on average
     */
    long fill(String topic, int count, long beginMillis, long spanMillis) {
        long bytes = 0;
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            for (int i = 0; i < count; i++) {
                long time = beginMillis + i * spanMillis / count;
                ProducerRecord<byte[], byte[]> record = record(topic, i, time);
                bytes += record.value().length;
                producer.send(record);
            }
        }
        return bytes / count;
    }

    /** Sends responses at a rate, each with the moment at which it was due as its event time. */
    void pace(String topic, double perSecond, double seconds) {
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            long begin = System.nanoTime();
            long beginMillis = System.currentTimeMillis();
            for (int i = 0; i < perSecond * seconds; i++) {
                long due = (long) (i / perSecond * NANOS);
                while (System.nanoTime() - begin < due) {
                    LockSupport.parkNanos(500_000);
                }
                producer.send(record(topic, i, beginMillis + due / 1_000_000));
            }
        }
    }

    private KafkaProducer<byte[], byte[]> producer() {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", servers, "linger.ms", "5", "batch.size", "262144"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private ProducerRecord<byte[], byte[]> record(String topic, int i, long time) {
        int template = i % TEMPLATES;
        String value =
                "{\"schema\":\"surprisal.payload/1\",\"event_time\":"
                        + time
                        + beforeTime[template]
                        + topic
                        + i
                        + afterTime[template];
        var record =
                new ProducerRecord<byte[], byte[]>(
                        topic, i % PARTITIONS, time, null, value.getBytes(StandardCharsets.UTF_8));
        header(record, "one", 0);
        header(record, "thousand", i / PARTITIONS % THOUSAND);
        header(record, "many", i % MANY);
        return record;
    }

    private static void header(ProducerRecord<byte[], byte[]> record, String name, int value) {
        record.headers().add(name, ("k" + value).getBytes(StandardCharsets.UTF_8));
    }

    private static String rest(Random random) {
        StringBuilder json = new StringBuilder(1 << 13);
        json.append("\",\"object\":\"chat.completion\",\"created\":1755000000,\"model\":\"m\",");
        json.append("\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",");
        json.append("\"content\":\"\"},\"finish_reason\":\"stop\",\"logprobs\":{\"content\":[");
        for (int i = 0; i < TOKENS; i++) {
            json.append(i == 0 ? "" : ",");
            double[] logprobs = logprobs(random);
            entry(json, logprobs[random.nextInt(TOP)], random);
            json.append(",\"top_logprobs\":[");
            for (int k = 0; k < TOP; k++) {
                json.append(k == 0 ? "" : ",");
                entry(json, logprobs[k], random);
                json.append('}');
            }
            json.append("]}");
        }
        return json.append("],\"refusal\":null}}]}}").toString();
    }

    /** Of probabilities that sum to less than 1. */
    private static double[] logprobs(Random random) {
        double left = 1;
        double[] logprobs = new double[TOP];
        for (int k = 0; k < TOP; k++) {
            double p = left * (0.3 + 0.4 * random.nextDouble());
            left -= p;
            logprobs[k] = StrictMath.log(p);
        }
        return logprobs;
    }

    private static void entry(StringBuilder json, double logprob, Random random) {
        String token = Integer.toString(random.nextInt(100_000), 36);
        json.append("{\"token\":\" ").append(token).append("\",\"logprob\":");
        json.append(String.format(Locale.ROOT, "%.6f", logprob)).append(",\"bytes\":[32");
        for (char c : token.toCharArray()) {
            json.append(',').append((int) c);
        }
        json.append(']');
    }
}
